import { z } from 'zod';
import { isDay } from '../../../../config/types/day.ts';
import { count, languageQuery, moment, problem } from '../common.ts';

/** `YYYY-MM-DD`. */
const day = z.string().refine(isDay);

const counts = z.strictObject({
  /** Those that came, and the ends `planned`, `open` and `cancelled`. */
  booked: count,
  planned: count,
  /** Their time passed, and IDENT says nothing of what became of them. */
  open: count,
  cancelled: count,
  /** Of the cancelled. */
  noShow: count,
  came: count,
  /** Of those that came. */
  billed: count,
  /** Of the billed; null: that is not told, and `paidIs` says why. */
  paid: count.nullable(),
});

/** Null: none is told. */
const group = counts.extend({ name: z.string().nullable() });

/** Visits booked in a period, and what has become of them; no patient is named. */
const cohort = z.strictObject({
  /** The first and the last day on which they were entered, by the clinic's clock. */
  from: day,
  to: day,
  /** As of when. */
  at: moment,
  total: counts,
  /** The largest first, those without a name last. */
  bySource: z.array(group),
  byBranch: z.array(group),
  notCounted: z.strictObject({
    withoutPatient: count,
    elsewhere: count,
    withoutEntry: count,
    unreadable: count,
  }),
  paidIs: z.enum(['told', 'unconfirmed', 'missing', 'otherwise']),
  /** Databases that do not tell when bookings were entered: nothing of theirs is counted. */
  untold: z.array(z.string()),
  /** Deals of people created in these days; `code`: why amoCRM did not tell. */
  leads: z
    .union([
      z.strictObject({
        total: count,
        /** Those whose main contact is a patient's now. */
        patients: count,
        /** False: there are so many at least. */
        isWhole: z.boolean(),
      }),
      z.strictObject({ code: z.string() }),
    ])
    .nullable(),
});

/** The last count; one at a time, for all who look. */
export const cohortJob = z.strictObject({
  state: z.enum(['none', 'running', 'done', 'failed']),
  startedAt: moment.nullable(),
  /** Why it failed. */
  problem: problem.nullable(),
  cohort: cohort.nullable(),
});

/** Without days the last thirty, up to today. */
const cohortBody = z.strictObject({ from: day.optional(), to: day.optional() });

/** Visits booked in a period. */
export const cohortRoutes = {
  cohort: { needs: 'look', summary: 'The visits that were counted last', answer: cohortJob },
  countCohort: {
    needs: 'operate',
    summary: 'Count the visits booked in a period by what has become of them',
    body: cohortBody,
    answer: cohortJob,
  },
  cohortCsv: {
    needs: 'look',
    summary: 'The visits that were counted last as a table for Excel',
    query: languageQuery,
    answer: 'csv',
  },
} as const;

export type CohortJob = z.infer<typeof cohortJob>;
