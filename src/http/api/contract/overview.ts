import { z } from 'zod';
import { outsidePlaces } from '../../../health/coverage.ts';
import { verdicts } from '../../../health/standing.ts';
import { pauseReasons } from '../../../state/record/pause-reasons.ts';
import { warningNames } from '../../../sync/pass/pass-counts.ts';
import {
  advice,
  count,
  id,
  limitText,
  localized,
  moment,
  nothing,
  patientId,
  whose,
  words,
} from './common.ts';
import { run } from './rows/run.ts';

export const passMode = z.enum(['incremental', 'deep']);
export const actor = z.enum(['service', 'cli', 'dashboard']);
export const pauseReason = z.enum(pauseReasons);

export const progress = z.strictObject({
  phase: z.enum(['recover', 'read-crm', 'read-ident', 'match', 'write']),
  done: count,
  /** Null: not known beforehand. */
  total: count.nullable(),
});

export const runningPass = z.strictObject({
  mode: passMode,
  since: moment,
  progress: progress.nullable(),
});

export const pause = z.strictObject({
  reason: pauseReason,
  since: moment,
  /** Stable code of the error that gave the reason; null for a person's wish. */
  code: z.string().nullable(),
  actor,
  /** What it means and what to do. */
  text: advice,
  /** With `guard` only: what was stopped, by the last run and by those before it, and waits for a person's word. */
  guard: z
    .strictObject({
      /** The last run that was stopped. */
      runId: id,
      /** How many patients by kind of change: «отметить удалёнными: 80». */
      kinds: z.array(
        z.strictObject({
          kind: z.string(),
          count,
          text: words,
          /** Names whom it concerns; null: it is not kept any more. */
          runId: id.nullable(),
          /** Of several databases: how many in each that asks. A word is for these, and for each by itself. */
          databases: z.array(z.strictObject({ name: z.string(), count })),
        }),
      ),
      /** What `POST /api/run` wants as `allowed` to let all of this through once; null: nothing to allow. */
      allow: count.nullable(),
    })
    .nullable(),
});

/** How things stand in one word, as the gravest incident gives it. */
export const verdict = z.enum(verdicts);

/** Something that is the matter; the same, in the same words, as doctor, status, alerts and /readyz tell. */
export const incident = z.strictObject({
  /** Values may be added. */
  code: z.string(),
  since: moment,
  severity: z.enum(['critical', 'warning', 'notice']),
  /** Whose affair it is. */
  affair: z.enum(['operator', 'amocrm', 'clinic', 'nobody']),
  /** Stable code of the error behind it. */
  cause: z.string().nullable(),
  count: count.nullable(),
  total: count.nullable(),
  until: moment.nullable(),
  /** The run that tells more. */
  runId: id.nullable(),
  text: localized(
    z.strictObject({
      title: z.string(),
      meaning: z.string(),
      /** Null: nobody has to do anything. */
      advice: z.string().nullable(),
      /** What may be done though nobody has to; null: nothing. */
      option: z.string().nullable(),
    }),
  ),
});

/** Why a patient of IDENT is not in amoCRM. Values may be added. */
export const outsidePlace = z.enum(outsidePlaces);

const coverage = z.strictObject({
  inAmo: count,
  /** `inAmo` and the counts of `outside` add up to it. */
  total: count,
  outside: z.array(z.strictObject({ place: outsidePlace, count, text: words })),
  /** When the audit ended that the figures are of; null: none did, and they mean nothing. */
  at: moment.nullable(),
  /** They cannot be relied on any more: the audit is older than 26 hours, or the state was restored. */
  isOld: z.boolean(),
  text: localized(z.strictObject({ title: z.string(), asOf: z.string() })),
});

export const overview = z.strictObject({
  now: moment,
  verdict,
  tone: z.enum(['good', 'info', 'warn', 'bad']),
  /** Whether a person has to do something. */
  needsPerson: z.boolean(),
  /** The gravest incident, or that there is none. */
  headline: localized(z.strictObject({ title: z.string(), meaning: z.string() })),
  /** Everything that is the matter, the gravest first. */
  incidents: z.array(incident),
  /** How many patients of IDENT are in amoCRM. */
  coverage: coverage.extend({
    /** The same of each source, where there are several. */
    sources: z.array(
      coverage.extend({
        source: z.number().int(),
        name: z.string(),
        /** When a pass last ended well that carried over what had changed there; null: not known yet. */
        carriedAt: moment.nullable(),
      }),
    ),
  }),
  /** Since when its passes are made; null: no machine of the fleet makes them. */
  startedAt: moment.nullable(),
  pauses: z.array(pause),
  /** As of when amoCRM shows what IDENT shows: the end of the last pass that ended well. */
  dataAt: moment.nullable(),
  intervalMs: count,
  firstLoadDone: z.boolean(),
  lastIncrementalAt: moment.nullable(),
  lastDeepAt: moment.nullable(),
  nextIncrementalAt: moment.nullable(),
  nextDeepAt: moment.nullable(),
  lastRun: run.nullable(),
  running: runningPass.nullable(),
  /** Another process is at work on this account, and the service waits for it. */
  waitsFor: z
    .strictObject({ command: z.string(), pid: z.number().int(), since: moment })
    .nullable(),
  databaseLostSince: moment.nullable(),
  access: z.strictObject({
    kind: z.enum(['long-lived', 'oauth', 'mock']),
    expiresAt: moment.nullable(),
  }),
  patients: z.strictObject({ linked: count, missing: count, removed: count, orphan: count }),
  /** Rows that wait: not accepted by amoCRM. */
  rejected: z.strictObject({ count, oldestAt: moment.nullable() }),
  /** Rows that wait: sent, and not known whether they arrived. */
  uncertain: z.strictObject({ count, oldestAt: moment.nullable() }),
  /** The last whole deep pass and how many of its findings want a person. */
  deepReport: z.strictObject({ runId: id, endedAt: moment, attention: count }).nullable(),
  alerts: z.array(z.strictObject({ kind: z.string(), since: moment, code: z.string().nullable() })),
});

const outsideQuery = z.strictObject({
  place: outsidePlace,
  /** Those above this key. */
  after: z.coerce.number<string | number>().int().nonnegative().default(0),
  limit: limitText(500, 100),
});
/** Patients of IDENT that are not in amoCRM for one reason. `next`: the `after` of the next page; null: that was all. */
export const outsidePage = z.strictObject({
  text: words,
  patients: z.array(z.strictObject(whose)),
  next: patientId.nullable(),
});

/** Values that went over otherwise than IDENT has them. */
export const warnedQuery = z.strictObject({
  kind: z.enum(warningNames),
  after: z.coerce.number<string | number>().int().nonnegative().default(0),
  limit: limitText(500, 100),
});

const chartQuery = z.strictObject({ span: z.enum(['24h', '30d']) });
/** Without gaps, the oldest first: 24 hours, or 30 days of the clinic's zone; the last one is not over. */
export const chart = z.strictObject({
  span: z.enum(['24h', '30d']),
  points: z.array(
    z.strictObject({
      /** Its beginning. */
      at: moment,
      created: count,
      updated: count,
      rejected: count,
      requests: count,
      /** Requests that amoCRM answered with 429. */
      throttled: count,
    }),
  ),
});

const daysQuery = z.strictObject({ span: z.enum(['30', '90']).default('90') });
/** Days of the clinic's zone, the oldest first; the last one is not over. */
export const recentDays = z.strictObject({
  days: z.array(
    z.strictObject({
      at: moment,
      /** The worst that is known of any hour; `unknown`: nothing is recorded of the day. */
      state: z.enum(['unknown', 'good', 'flawed', 'bad']),
      /** Passes that ended well. */
      passes: count,
      failed: count,
      /** Hours of it that are over, or have begun; those of which nothing is known; those without a pass that ended well. */
      hours: count,
      unknownHours: count,
      badHours: count,
      /** What was wrong, and how many passes it ended. Values may be added. */
      troubles: z.array(z.strictObject({ trouble: z.string(), passes: count, text: words })),
    }),
  ),
});

const resumeBody = z.strictObject({
  /** Absent: all of them. */
  reasons: z.array(pauseReason).min(1).optional(),
});
const runNowBody = z.strictObject({
  kind: passMode,
  /** How large a mass change is allowed for this one pass; it also takes the pause `guard` away. */
  allowed: z.number().int().min(1).max(1_000_000).optional(),
});

/** The first screen, and what is done there. */
export const overviewRoutes = {
  overview: { needs: 'look', summary: 'How it stands', answer: overview },
  outside: {
    needs: 'look',
    summary: 'Patients of IDENT that are not in amoCRM, by why',
    query: outsideQuery,
    answer: outsidePage,
  },
  warned: {
    needs: 'look',
    summary: 'Patients whose values went over otherwise than IDENT has them, by the last audit',
    query: warnedQuery,
    answer: outsidePage,
  },
  chart: { needs: 'look', summary: 'What passes did over time', query: chartQuery, answer: chart },
  days: { needs: 'look', summary: 'How the last days went', query: daysQuery, answer: recentDays },
  pause: { needs: 'operate', summary: 'Let the service rest', answer: nothing },
  resume: {
    needs: 'operate',
    summary: 'Take reasons to rest away',
    body: resumeBody,
    answer: nothing,
  },
  runNow: {
    needs: 'operate',
    summary: 'A pass as soon as possible',
    body: runNowBody,
    answer: nothing,
  },
} as const;

export type Overview = z.infer<typeof overview>;
export type Incident = Overview['incidents'][number];
export type Pause = z.infer<typeof pause>;
export type Coverage = Overview['coverage'];
export type OutsidePlace = z.infer<typeof outsidePlace>;
export type Verdict = z.infer<typeof verdict>;
export type WarningKind = z.infer<typeof warnedQuery>['kind'];
export type OutsidePage = z.infer<typeof outsidePage>;
export type RecentDays = z.infer<typeof recentDays>;
export type Chart = z.infer<typeof chart>;
export type Progress = z.infer<typeof progress>;
