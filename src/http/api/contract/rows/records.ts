import { z } from 'zod';
import { settingGroups } from '../../../../config/setting.ts';
import { id, idText, limitText, moment, words } from '../common.ts';
import { actor } from '../overview.ts';

export const actionsQuery = z.strictObject({
  before: idText.optional(),
  limit: limitText(500, 100),
});
export const actionsPage = z.strictObject({
  /** The newest first. */
  actions: z.array(
    z.strictObject({
      id,
      at: moment,
      actor,
      /** A user of the page, or a login of the computer; null: not known. */
      who: z.string().nullable(),
      /** `sign-in`, `sign-in-failed`, `sign-out`, `reveal`, `pause`, `resume`, `run-now`, `retry`, `sync-patient`, … */
      action: z.string(),
      /** An id, a code or a reason; no value. */
      subject: z.string().nullable(),
    }),
  ),
  next: id.nullable(),
});

export type ActionsPage = z.infer<typeof actionsPage>;

export const settings = z.strictObject({
  /** In the order of `.env_example`. */
  groups: z.array(
    z.strictObject({
      group: z.enum(settingGroups),
      settings: z.array(
        z.strictObject({
          name: z.string(),
          /** As it is written in `.env`; null: not set, or a secret. */
          value: z.string().nullable(),
          secret: z.boolean(),
          /** `saved`: on the set-up page; `unset`: nobody gave it, and there is no default. */
          given: z.enum(['environment', 'file', 'saved', 'default', 'unset']),
          description: words,
        }),
      ),
    }),
  ),
});

export type Settings = z.infer<typeof settings>;

/** What is only looked at. */
export const recordRoutes = {
  settings: { needs: 'look', summary: 'Settings, secrets hidden', answer: settings },
  actions: { needs: 'look', summary: 'What people did', query: actionsQuery, answer: actionsPage },
} as const;
