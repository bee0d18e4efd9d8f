import { z } from 'zod';
import {
  advice,
  count,
  id,
  idText,
  languageQuery,
  limitText,
  localized,
  moment,
  patientId,
  whose,
  words,
} from '../common.ts';

export const runOutcome = z.enum([
  'running',
  'ok',
  'rows-rejected',
  'incomplete',
  'failed',
  'stopped',
]);

export const run = z.strictObject({
  id,
  /** `incremental`, `deep`, `plan`, `patients` (single ones), `clear`, `forget`; others may come. */
  mode: z.string(),
  startedAt: moment,
  endedAt: moment.nullable(),
  outcome: runOutcome,
  errorCode: z.string().nullable(),
  /** `read`, `created`, `updated`, `unchanged`, `adopted`, `removed`, `rejected`, `requests`, `throttled`, … */
  counts: z.record(z.string(), z.number()),
  /** How many equal failures in a row it stands for: the first began at `startedAt`, the last ended at `endedAt`. */
  times: z.number().int().min(1),
  /** Why it failed, in words; null: it did not, or an older version did not say. */
  reason: advice.nullable(),
});

const runsQuery = z.strictObject({
  mode: z.string().max(40).optional(),
  outcome: runOutcome.optional(),
  /** Those older than this run. */
  before: idText.optional(),
  /** Those that ended from this moment on, and before that one: of one bar of the chart. */
  from: z.coerce.number<string | number>().pipe(moment).optional(),
  until: z.coerce.number<string | number>().pipe(moment).optional(),
  limit: limitText(200, 50),
});
/** The newest first. `next`: give it as `before` for the page after this one; null: that was all. */
const runsPage = z.strictObject({ runs: z.array(run), next: id.nullable() });

const runParams = z.strictObject({ runId: idText });

/** What a pass found of one kind, and what that means. */
const findingKind = z.strictObject({
  kind: z.string(),
  /** `attention`: left as it is, a person has to look. `done`: told, because it was put right or linked. */
  severity: z.enum(['attention', 'done']),
  count,
  text: localized(z.strictObject({ label: z.string(), advice: z.string() })),
});
/** What needs attention first. */
export const runDetails = z.strictObject({
  run,
  kinds: z.array(findingKind),
  /** Which values of IDENT could not be read, and of how many patients; the most first. */
  unreadable: z.array(z.strictObject({ subject: words, count })),
});

const findingsQuery = z.strictObject({
  kind: z.string().max(60),
  after: z.coerce.number<string | number>().int().nonnegative().default(0),
  limit: limitText(500, 100),
});
const finding = z.strictObject({
  id,
  ...whose,
  patientId: patientId.nullable(),
  /** What of the contact it is about, as people call it; null: the contact as a whole. */
  subject: words.nullable(),
});
/** In the order in which they were found. `next` is the `after` of the next page. */
export const findingsPage = z.strictObject({ findings: z.array(finding), next: id.nullable() });

const changesQuery = z.strictObject({
  /** As people write it: `12345`, `2:12345`. */
  patient: z.string().trim().max(30).optional(),
  /** A field's key, `name`, `phones` or `emails`. */
  item: z.string().max(60).optional(),
  after: z.coerce.number<string | number>().int().nonnegative().default(0),
  limit: limitText(500, 100),
});
/** As what amoCRM acknowledged it. */
export const changeKind = z.enum(['created', 'adopted', 'updated', 'removed']);
/** What was written of one patient: which items, no values. None: the contact as a whole. */
const change = z.strictObject({
  id,
  ...whose,
  contactId: id,
  kind: changeKind,
  items: z.array(words),
});
export const changesPage = z.strictObject({
  changes: z.array(change),
  next: id.nullable(),
  /** Whatever `item` may be, by number. */
  items: z.array(z.strictObject({ item: z.string(), text: words })),
});

/** Passes, what they found and what they wrote. */
export const runRoutes = {
  runs: { needs: 'look', summary: 'Passes, the newest first', query: runsQuery, answer: runsPage },
  run: { needs: 'look', summary: 'One pass', params: runParams, answer: runDetails },
  findings: {
    needs: 'look',
    summary: 'What a pass found, of one kind',
    params: runParams,
    query: findingsQuery,
    answer: findingsPage,
  },
  changes: {
    needs: 'look',
    summary: 'What a pass wrote, for whom: fields, no values',
    params: runParams,
    query: changesQuery,
    answer: changesPage,
  },
  findingsCsv: {
    needs: 'look',
    summary: 'All findings of a pass as a table for Excel',
    params: runParams,
    query: languageQuery,
    answer: 'csv',
  },
} as const;

export type ChangesPage = z.infer<typeof changesPage>;
export type Run = z.infer<typeof run>;
export type RunDetails = z.infer<typeof runDetails>;
export type FindingsPage = z.infer<typeof findingsPage>;
