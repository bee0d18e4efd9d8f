import { z } from 'zod';
import { isSourceNumber, type SourceNumber } from '../contact/model/patient-key.ts';
import { places } from '../state/patients/census.ts';
import { pauseReasons } from '../state/record/pause-reasons.ts';
import type { Run } from '../state/record/runs.ts';
import { lookReasons } from '../state/visits/visit-looks.ts';

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

/** The pass that this service runs now. */
export const runningPass = z.object({
  mode: z.enum(['incremental', 'deep']),
  /** Wall ms. */
  since: moment,
  /** The last that was heard of it. */
  progress: z
    .object({
      phase: z.enum(['recover', 'read-crm', 'read-ident', 'match', 'write']),
      done: count,
      total: count.nullable(),
    })
    .nullable(),
});
export type RunningPass = Readonly<z.infer<typeof runningPass>>;

/** How the access to amoCRM stands; no token in it. */
const access = z.object({
  kind: z.enum(['long-lived', 'oauth', 'mock']),
  /** When the token in use ends, wall ms; null: there is none, or it does not say. */
  expiresAt: since,
});
export type AccessFacts = Readonly<z.infer<typeof access>>;

/** Rows that wait, and since when the oldest of them does. */
const rows = z.object({ count, oldestAt: since });
export type WaitingRows = Readonly<z.infer<typeof rows>>;

/** What the last whole deep pass left to people. */
const deepReport = z.object({
  runId: z.number(),
  endedAt: moment,
  /** Findings that want a person. */
  attention: count,
  /** Those among them that an incident of their own tells: contacts that are missing, values, changes that wait. */
  toldApart: count,
  /** Values of IDENT that could not be read. */
  unreadable: count,
});
export type DeepReport = Readonly<z.infer<typeof deepReport>>;

/** A second installation makes contacts in the account, so that nobody is created. */
const otherWriter = z.object({ since: moment, contacts: count });
export type OtherWriterFact = Readonly<z.infer<typeof otherWriter>>;

/** Where the patients of each source are, as the last audit saw it and what was written since tells. */
const coverage = z.object({
  sources: z
    .array(
      z.object({
        number: source,
        name: z.string(),
        /** When an audit last read the source to its end; null: none did. */
        censusAt: since,
        places: z.partialRecord(z.enum(places), count),
      }),
    )
    .readonly(),
  /** The state came from a backup, or amoCRM contradicted itself, and no audit has looked since. */
  doubted: z.boolean(),
});
export type CoverageFacts = Readonly<z.infer<typeof coverage>>;

/** A source, and how old what amoCRM shows of it is. */
const sourceAge = z.object({
  number: source,
  name: z.string(),
  /** When a pass last ended well that carried over what had changed there; null: none did, as far as is known. */
  carriedAt: since,
});

/** How deals of visits stand, by the state alone. */
const deals = z.object({
  /** Visits by what their deal is: it carries them, people deleted it, or several carry them and none is written. */
  linked: count,
  deleted: count,
  doubled: count,
  /** Open ones that somebody else has changed. */
  led: count,
  /** Visits that wait, by what for. */
  waiting: z.partialRecord(z.enum(lookReasons), count),
  /** Deals that IDENT is further on than: their time to be moved came two intervals ago, and a good pass since left them. */
  late: rows,
  /** Visits whose deals amoCRM rejected. */
  rejected: rows,
  /** Deals with keys of a database that this installation does not have, as the last reading of all deals saw them; older versions do not save it. */
  foreign: rows.default({ count: 0, oldestAt: null }),
  /** When a pass last looked at deals to its end. */
  lookedAt: moment,
  /** When all of them were last compared with amoCRM; null: never yet. */
  auditedAt: since,
});
export type DealsFacts = Readonly<z.infer<typeof deals>>;

/** Sources whose patients are carried over only after a person's word. */
const unasked = z.object({
  count,
  /** Of how many that the state knows of. */
  of: count,
  since: moment,
});
export type UnaskedSources = Readonly<z.infer<typeof unasked>>;

const waiting = z.object({ patients: count, since });

/**
 * Everything by which it is judged how things stand, at one moment: what the state holds and what this process knows; in a
 * fleet, as whoever makes the clinic's passes saw them, kept for all machines. Times are wall ms. Counts, codes and times
 * only (I7): no ids of patients, no values.
 */
export const healthFacts = z.object({
  now: moment,
  /** SYNC_INTERVAL_MINUTES as ms. */
  intervalMs: z.number(),
  /** Since when a service has been at work on this state, here or elsewhere; null: there is none. */
  startedAt: since,
  running: runningPass.nullable(),
  /** Another process that holds the pass lock. */
  waitsFor: z
    .object({ pid: z.number(), host: z.string(), command: z.string(), since: moment })
    .nullable(),
  nextIncrementalAt: since,
  nextDeepAt: since,
  /** No pass was due before, since IDENT's database was to be left in peace (I6); null: it never was. */
  restUntil: since,
  /** Null: it was not looked at. */
  access: access.nullable(),
  /** Why the service rests; empty: it works. */
  pauses: z
    .array(
      z.object({
        reason: z.enum(pauseReasons),
        since: moment,
        code: z.string().nullable(),
        actor: z.enum(['service', 'cli', 'dashboard']),
      }),
    )
    .readonly(),
  /** When the last pause ended; null: not known, or there was none. */
  resumedAt: since,
  /** Whether the fields of amoCRM are known. */
  fieldsBound: z.boolean(),
  firstLoadDone: z.boolean(),
  /** Null: nothing waits for a person's word. */
  unasked: unasked.nullable(),
  /** When the last pass of each mode ended well. */
  lastIncrementalAt: since,
  lastDeepAt: since,
  /** The one that is under way, whatever runs between its pages; else the one that came to an end last, or died. */
  lastRun: run.nullable(),
  /** Runs that are under way. */
  underWay: z.array(z.number()).readonly(),
  /** The last pass over everybody or over what changed that came to some end. */
  lastPass: run.nullable(),
  /** The last deep pass that came to some end. */
  lastDeep: run.nullable(),
  /** Since when every pass fails to reach the clinic's database; null: the last one reached it. */
  databaseLostSince: since,
  /** Those of the settings. */
  sourceAges: z.array(sourceAge).readonly(),
  /** Of several sources those that the last pass left out, by the code of the error. */
  sourcesAway: z.array(z.object({ name: z.string(), code: z.string(), since: moment })).readonly(),
  /** Why what people do in amoCRM is not seen at once, when that was last seen, and how long the feed is left alone then; null: it is read, or not asked for. */
  eventsTrouble: z
    .object({ code: z.string(), since: moment, at: moment, forMs: z.number() })
    .nullable(),
  /** What stopped deals of visits, or did not let them in; null: they are made and moved, or not asked for. */
  dealsRest: z.object({ code: z.string(), since: moment }).nullable(),
  /** Null: deals of visits are off, or no pass has looked at them yet. */
  deals: deals.nullable(),
  otherWriter: otherWriter.nullable(),
  /** The state fell back to a pair of tokens that the account has exchanged since; null: it did not. */
  tokensBehindSince: since,
  links: z.object({ linked: count, missing: count, removed: count, orphan: count }),
  coverage,
  /** Patients that the state knows: those with a contact, and those who were not accepted before they had one. */
  patients: count,
  rejected: rows,
  /** Sent without an answer, and in the hands of no pass that is under way. */
  uncertain: rows,
  /** Changes that wait because a day had too many of their kind. */
  postponed: waiting.extend({
    kinds: z.array(waiting.extend({ kind: z.string() })).readonly(),
    allow: count,
  }),
  deepReport: deepReport.nullable(),
  /** Since when a mass change that a person allowed has been carried out; null: none is. */
  massChangeSince: since,
});
export type HealthFacts = Readonly<z.infer<typeof healthFacts>>;

/** What only the process that asks can know; a command knows less than the service. */
export type ProcessFacts = Pick<
  HealthFacts,
  'startedAt' | 'running' | 'waitsFor' | 'nextIncrementalAt' | 'nextDeepAt' | 'restUntil' | 'access'
>;

/** The facts of a running service: it knows more than a command. */
export interface ServiceFacts extends HealthFacts {
  readonly access: AccessFacts;
}
