import { z } from 'zod';
import { isSourceNumber, type SourceNumber } from '../../contact/model/patient-key.ts';
import type { HealthFacts } from '../../health/facts.ts';
import { places } from '../../state/patients/census.ts';
import { pauseReasons } from '../../state/record/pauses.ts';
import type { Run } from '../../state/record/runs.ts';
import { lookReasons } from '../../state/visits/visit-looks.ts';

const moment = z.number();
const since = moment.nullable();
const count = z.number();
const source = z.custom<SourceNumber>(
  (value) => typeof value === 'number' && isSourceNumber(value),
);
const text = z.object({ message: z.string(), hint: z.string() });

const run = z.object({
  id: z.number(),
  mode: z.string(),
  startedAt: moment,
  endedAt: since,
  outcome: z.enum(['running', 'ok', 'rows-rejected', 'incomplete', 'failed', 'stopped']),
  errorCode: z.string().nullable(),
  counts: z.record(z.string(), z.number()),
  times: count,
  reason: z.object({ ru: text, en: text }).nullable(),
}) satisfies z.ZodType<Run>;

const waiting = z.object({ patients: count, since });
const rows = z.object({ count, oldestAt: since });
const holder = z.object({ pid: z.number(), host: z.string(), command: z.string(), since: moment });

/**
 * The facts of a clinic as whoever makes its passes saw them, for all machines: counts, codes and times only (I7). What
 * a program of another version has kept otherwise is not known until the next pass.
 */
export const savedFacts: z.ZodType<HealthFacts> = z.object({
  now: moment,
  intervalMs: z.number(),
  startedAt: since,
  running: z
    .object({
      mode: z.enum(['incremental', 'deep']),
      since: moment,
      progress: z
        .object({
          phase: z.enum(['recover', 'read-crm', 'read-ident', 'match', 'write']),
          done: count,
          total: count.nullable(),
        })
        .nullable(),
    })
    .nullable(),
  waitsFor: holder.nullable(),
  nextIncrementalAt: since,
  nextDeepAt: since,
  restUntil: since,
  resumedAt: since,
  access: z.object({ kind: z.enum(['long-lived', 'oauth', 'mock']), expiresAt: since }).nullable(),
  pauses: z.array(
    z.object({
      reason: z.enum(pauseReasons),
      since: moment,
      code: z.string().nullable(),
      actor: z.enum(['service', 'cli', 'dashboard']),
    }),
  ),
  fieldsBound: z.boolean(),
  firstLoadDone: z.boolean(),
  unasked: z.object({ count, of: count, since: moment }).nullable(),
  lastIncrementalAt: since,
  lastDeepAt: since,
  lastRun: run.nullable(),
  lastPass: run.nullable(),
  lastDeep: run.nullable(),
  underWay: z.array(z.number()),
  databaseLostSince: since,
  sourceAges: z.array(z.object({ number: source, name: z.string(), carriedAt: since })),
  sourcesAway: z.array(z.object({ name: z.string(), code: z.string(), since: moment })),
  eventsTrouble: z
    .object({ code: z.string(), since: moment, at: moment, forMs: z.number() })
    .nullable(),
  dealsRest: z.object({ code: z.string(), since: moment }).nullable(),
  deals: z
    .object({
      linked: count,
      deleted: count,
      doubled: count,
      led: count,
      waiting: z.partialRecord(z.enum(lookReasons), count),
      late: rows,
      rejected: rows,
      lookedAt: moment,
      auditedAt: since,
      // Older versions do not save it.
      foreign: rows.default({ count: 0, oldestAt: null }),
    })
    .nullable(),
  otherWriter: z.object({ since: moment, contacts: count }).nullable(),
  tokensBehindSince: since,
  links: z.object({ linked: count, missing: count, removed: count, orphan: count }),
  coverage: z.object({
    sources: z.array(
      z.object({
        number: source,
        name: z.string(),
        censusAt: since,
        places: z.partialRecord(z.enum(places), count),
      }),
    ),
    doubted: z.boolean(),
  }),
  patients: count,
  rejected: rows,
  uncertain: rows,
  postponed: waiting.extend({ kinds: z.array(waiting.extend({ kind: z.string() })), allow: count }),
  deepReport: z
    .object({
      runId: z.number(),
      endedAt: moment,
      attention: count,
      toldApart: count,
      unreadable: count,
    })
    .nullable(),
  massChangeSince: since,
});

const hour = z.object({ at: moment, created: count, updated: count, rejected: count });

/** What passes did by the hour, of the last two days. */
export const savedHours = z.array(hour).readonly();
export type SavedHours = z.infer<typeof savedHours>;
