import type { SourceNumber } from '../contact/model/patient-key.ts';
import type { Fact } from '../state/account/facts.ts';
import type { Place } from '../state/patients/census.ts';
import type { WaitingCount } from '../state/patients/guarded-changes.ts';
import type { LinkStatus } from '../state/patients/link.ts';
import type { LockHolder } from '../state/processes/pass-lock.ts';
import type { Pause } from '../state/record/pauses.ts';
import type { Run } from '../state/record/runs.ts';
import type { LookFor } from '../state/visits/visit-looks.ts';
import type { PassProgress } from '../sync/pass/pass-context.ts';

/** The pass that this service runs now. */
export interface RunningPass {
  readonly mode: 'incremental' | 'deep';
  /** Wall ms. */
  readonly since: number;
  /** The last that was heard of it. */
  readonly progress: PassProgress | null;
}

/** How the access to amoCRM stands; no token in it. */
export interface AccessFacts {
  readonly kind: 'long-lived' | 'oauth' | 'mock';
  /** When the token in use ends, wall ms; null: there is none, or it does not say. */
  readonly expiresAt: number | null;
}

/** Rows that wait, and since when the oldest of them does. */
export interface WaitingRows {
  readonly count: number;
  readonly oldestAt: number | null;
}

/** What the last whole deep pass left to people. */
export interface DeepReport {
  readonly runId: number;
  readonly endedAt: number;
  /** Findings that want a person. */
  readonly attention: number;
  /** Those among them that an incident of their own tells: contacts that are missing, values, changes that wait. */
  readonly toldApart: number;
  /** Values of IDENT that could not be read. */
  readonly unreadable: number;
}

/** A second installation makes contacts in the account, so that nobody is created. */
export interface OtherWriterFact {
  readonly since: number;
  readonly contacts: number;
}

/** Where the patients of each source are, as the last audit saw it and what was written since tells. */
export interface CoverageFacts {
  readonly sources: readonly {
    readonly number: SourceNumber;
    readonly name: string;
    /** When an audit last read the source to its end; null: none did. */
    readonly censusAt: number | null;
    readonly places: Readonly<Partial<Record<Place, number>>>;
  }[];
  /** The state came from a backup, or amoCRM contradicted itself, and no audit has looked since. */
  readonly doubted: boolean;
}

/** A source, and how old what amoCRM shows of it is. */
export interface SourceAge {
  readonly number: SourceNumber;
  readonly name: string;
  /** When a pass last ended well that carried over what had changed there; null: none did, as far as is known. */
  readonly carriedAt: number | null;
}

/** How deals of visits stand, by the state alone. */
export interface DealsFacts {
  /** Visits by what their deal is: it carries them, people deleted it, or several carry them and none is written. */
  readonly linked: number;
  readonly deleted: number;
  readonly doubled: number;
  /** Open ones that somebody else has changed. */
  readonly led: number;
  /** Visits that wait, by what for. */
  readonly waiting: Readonly<Partial<Record<LookFor, number>>>;
  /** Deals that IDENT is further on than: their time to be moved came two intervals ago, and a good pass since left them. */
  readonly late: WaitingRows;
  /** Visits whose deals amoCRM rejected. */
  readonly rejected: WaitingRows;
  /** Deals with keys of a database that this installation does not have, as the last reading of all deals saw them. */
  readonly foreign: WaitingRows;
  /** When a pass last looked at deals to its end. */
  readonly lookedAt: number;
  /** When all of them were last compared with amoCRM; null: never yet. */
  readonly auditedAt: number | null;
}

/** Sources whose patients are carried over only after a person's word. */
export interface UnaskedSources {
  readonly count: number;
  /** Of how many that the state knows of. */
  readonly of: number;
  readonly since: number;
}

/** What only the process that asks can know; a command knows less than the service. */
export interface ProcessFacts {
  /** Since when a service has been at work on this state, here or elsewhere; null: there is none. */
  readonly startedAt: number | null;
  readonly running: RunningPass | null;
  /** Another process that holds the pass lock. */
  readonly waitsFor: LockHolder | null;
  readonly nextIncrementalAt: number | null;
  readonly nextDeepAt: number | null;
  /** No pass was due before, since IDENT's database was to be left in peace (I6); null: it never was. */
  readonly restUntil: number | null;
  /** Null: it was not looked at. */
  readonly access: AccessFacts | null;
}

/**
 * Everything by which it is judged how things stand, at one moment: what the state holds and what this process knows.
 * Times are wall ms. Counts, codes and times only: no ids of patients, no values.
 */
export interface HealthFacts extends ProcessFacts {
  readonly now: number;
  /** SYNC_INTERVAL_MINUTES as ms. */
  readonly intervalMs: number;
  /** Why the service rests; empty: it works. */
  readonly pauses: readonly Pause[];
  /** When the last pause ended; null: not known, or there was none. */
  readonly resumedAt: number | null;
  /** Whether the fields of amoCRM are known. */
  readonly fieldsBound: boolean;
  readonly firstLoadDone: boolean;
  /** Null: nothing waits for a person's word. */
  readonly unasked: UnaskedSources | null;
  /** When the last pass of each mode ended well. */
  readonly lastIncrementalAt: number | null;
  readonly lastDeepAt: number | null;
  readonly lastRun: Run | null;
  /** Runs that are under way. */
  readonly underWay: readonly number[];
  /** The last pass over everybody or over what changed that came to some end. */
  readonly lastPass: Run | null;
  /** The last deep pass that came to some end. */
  readonly lastDeep: Run | null;
  /** Since when every pass fails to reach the clinic's database; null: the last one reached it. */
  readonly databaseLostSince: number | null;
  /** Those of the settings. */
  readonly sourceAges: readonly SourceAge[];
  /** Of several sources those that the last pass left out, by the code of the error. */
  readonly sourcesAway: readonly {
    readonly name: string;
    readonly code: string;
    readonly since: number;
  }[];
  /** amoCRM's event feed is refused, does not answer or tells nothing; null: it is read, or not asked for. */
  readonly eventsTrouble: Fact<'eventsTrouble'> | null;
  /** What stopped deals of visits, or did not let them in; null: they are made and moved, or not asked for. */
  readonly dealsRest: Pick<Fact<'dealsRest'>, 'code' | 'since'> | null;
  /** Null: deals of visits are off, or no pass has looked at them yet. */
  readonly deals: DealsFacts | null;
  readonly otherWriter: OtherWriterFact | null;
  /** The state fell back to a pair of tokens that the account has exchanged since; null: it did not. */
  readonly tokensBehindSince: number | null;
  readonly links: Readonly<Record<LinkStatus, number>>;
  readonly coverage: CoverageFacts;
  /** Patients that the state knows: those with a contact, and those who were not accepted before they had one. */
  readonly patients: number;
  readonly rejected: WaitingRows;
  /** Sent without an answer, and in the hands of no pass that is under way. */
  readonly uncertain: WaitingRows;
  /** Changes that wait because a day had too many of their kind. */
  readonly postponed: WaitingCount;
  readonly deepReport: DeepReport | null;
  /** Since when a mass change that a person allowed has been carried out; null: none is. */
  readonly massChangeSince: number | null;
}

/** The facts of a running service: it knows more than a command. */
export interface ServiceFacts extends HealthFacts {
  readonly access: AccessFacts;
}
