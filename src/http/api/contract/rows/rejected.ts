import { z } from 'zod';
import {
  count,
  id,
  languageQuery,
  limitText,
  localized,
  moment,
  patientId,
  whose,
  words,
} from '../common.ts';

/** Why a contact or a deal was rejected. */
export const rejection = z.strictObject({
  code: z.string(),
  /** What of it the reason is about, as people call it; null: nobody knows. */
  subject: words.nullable(),
  text: localized(z.strictObject({ meaning: z.string(), advice: z.string() })),
  /** Since when. */
  firstAt: moment,
  attempts: count,
  /** To be sent again with the next pass. */
  retrying: z.boolean(),
});

export const rejectedRow = rejection.extend({
  ...whose,
  lastAt: moment,
  /** A person decides, one by one, after comparing: the same person, or another one. */
  needsConfirmation: z.boolean(),
});

const rejectedQuery = z.strictObject({
  /** Only those of this reason. */
  code: z.string().max(100).optional(),
  offset: z.coerce.number<string | number>().int().nonnegative().default(0),
  limit: limitText(500, 100),
});
/** Those that wait longest first. */
export const rejectedPage = z.strictObject({
  /** Of the reason asked for. */
  total: count,
  /** All reasons there are, whichever was asked for. */
  codes: z.array(z.strictObject({ code: z.string(), count, text: words })),
  rows: z.array(rejectedRow),
});

/** Without a patient: all but those that need a confirmation. */
const retryBody = z
  .strictObject({
    patientId: patientId.optional(),
    /** The contact is another person's: it keeps all but our id, and the patient gets one of its own. */
    separate: z.boolean().optional(),
  })
  .refine(({ patientId, separate }) => separate !== true || patientId !== undefined);
const retryAnswer = z.strictObject({
  retried: count,
  /** Patients that have to be confirmed one by one. */
  keptBack: z.array(id),
});

/** Rejected rows. */
export const rejectedRoutes = {
  rejected: {
    needs: 'look',
    summary: 'Rows not accepted',
    query: rejectedQuery,
    answer: rejectedPage,
  },
  retryRejected: {
    needs: 'operate',
    summary: 'Send again, or separate',
    body: retryBody,
    answer: retryAnswer,
  },
  rejectedCsv: {
    needs: 'look',
    summary: 'The same as a table for Excel',
    query: languageQuery,
    answer: 'csv',
  },
} as const;

export type RejectedRow = z.infer<typeof rejectedRow>;
export type RejectedPage = z.infer<typeof rejectedPage>;
