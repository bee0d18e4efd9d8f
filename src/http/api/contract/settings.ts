import { z } from 'zod';
import { words } from './common.ts';

export const settings = z.strictObject({
  /** In the order of `.env_example`. */
  groups: z.array(
    z.strictObject({
      group: z.enum([
        'amocrm',
        'database',
        'fields',
        'sync',
        'state',
        'http',
        'network',
        'alerts',
        'log',
      ]),
      settings: z.array(
        z.strictObject({
          name: z.string(),
          /** As it is written in `.env`; null: not set, or a secret. */
          value: z.string().nullable(),
          secret: z.boolean(),
          /** `unset`: nobody gave it, and there is no default. */
          given: z.enum(['environment', 'file', 'default', 'unset']),
          description: words,
        }),
      ),
    }),
  ),
});

export type Settings = z.infer<typeof settings>;
