import { z } from 'zod';
import { id, idText, limitText, moment } from './common.ts';
import { actor } from './overview.ts';

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
      /** `sign-in`, `sign-in-failed`, `sign-out`, `reveal`, `pause`, `resume`, `run-now`, `retry`, `sync-patient`, … */
      action: z.string(),
      /** An id, a code or a reason; no value. */
      subject: z.string().nullable(),
    }),
  ),
  next: id.nullable(),
});

export type ActionsPage = z.infer<typeof actionsPage>;
