import type { Logger } from 'pino';
import type { AmoClient } from '../../amocrm/amo-client.ts';
import type { ContactId } from '../../amocrm/model/model.ts';
import type { Clock } from '../../clock.ts';
import type { FieldChoice } from '../../contact/model/field-choice.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Hasher } from '../../contact/value/hasher.ts';
import type { CancelMeaning } from '../../contact/visits/cancel-reason.ts';
import type { Ident } from '../../ident/ident.ts';
import type { Databases } from '../../ident/sources/databases.ts';
import type { State } from '../../state/open-state.ts';
import type { Scratch } from '../../state/scratch.ts';
import type { VisitRules } from '../../visits/rules.ts';
import type { AccountFields } from '../account/account-fields.ts';
import type { AccountZone } from '../account/account-zone.ts';
import type { FieldWatch } from '../account/field-watch.ts';
import type { NewestWalk } from '../creates/absence/newest-walk.ts';
import type { Contradictions } from '../creates/contradictions.ts';
import type { CurrentContacts } from '../crm/current-contacts.ts';
import type { MissingProof } from '../crm/missing-proof.ts';
import type { OtherWriter } from '../events/others/other-writer.ts';
import type { Allowance } from '../guard/asking/allowance.ts';
import type { GuardLimits } from '../guard/guard.ts';
import type { PassLedger } from '../guard/ledger.ts';
import type { Relinks } from '../guard/relinks.ts';
import type { RuleChanges } from '../guard/rule-changes.ts';
import type { FoundTally } from '../identity/held/tally.ts';
import type { LiveReader } from '../item/live-contact.ts';
import type { Policies } from '../item/policies.ts';
import type { SubjectMaker } from '../item/subject.ts';
import type { Truce } from '../item/truce.ts';
import type { FirstFills } from '../plan/first-fills.ts';
import type { Found } from '../run/findings/finding-log.ts';
import type { Batches } from '../write/batches.ts';
import type { FirstLoad } from './first-load.ts';
import type { PassCounts } from './pass-counts.ts';

export interface SyncOptions extends FieldChoice {
  /** The clinic's zone: ages, schedules, IDENT's date-times. */
  readonly timeZone: string;
  readonly batchSize: number;
  /** Set on contacts that we create. */
  readonly tags: readonly string[];
  readonly responsibleUserId?: number;
  /** How often amoCRM's event feed is read at most; 0: in each pass; absent: never. */
  readonly eventsMs?: number;
  /** What is not given is as `defaultPolicies` has it. */
  readonly policies?: Partial<Policies>;
  /** What the clinic said of its reasons of cancelling; absent: nothing. */
  readonly cancelReasons?: ReadonlyMap<string, CancelMeaning>;
  /** Visits as deals; absent: they are off. */
  readonly visits?: VisitRules;
  /** What counts as a mass change; absent: `defaultGuardLimits`. */
  readonly guard?: GuardLimits;
}

/** What a pass tells while it runs: for progress bars, metrics and the dashboard. No values, no ids. */
export interface PassProgress {
  readonly phase: 'recover' | 'read-crm' | 'read-ident' | 'match' | 'write';
  readonly done: number;
  readonly total: number | null;
}

/** What a pass works with; everything is passed in. */
export interface SyncSetup {
  /** The account's only database, or all of them. */
  readonly ident: Ident | Databases;
  readonly amo: AmoClient;
  readonly state: State;
  readonly clock: Clock;
  readonly log: Logger;
  readonly options: SyncOptions;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PassProgress) => void;
  /**
   * Awaited by a deep pass again and again where nothing of it is under way: between pages of amoCRM, of IDENT and of
   * what it writes, never inside a transaction. An incremental pass that is due may run there. A first load calls it
   * with itself once it writes, and without before, where other sources were loaded: see `passesBetween`. Not called by a deep pass that is due for a reason of the
   * state's own: until that one is over, nothing else may be written. When it rejects, the deep pass ends with its error.
   * Where nobody waits it is not called: pages of IDENT may be on their way then.
   */
  readonly betweenPages?: ((firstLoad: FirstLoad | null) => Promise<void>) | undefined;
  /** Whether anybody waits to be let in; absent: always. What is on its way has to land before anybody is. */
  readonly othersWait?: () => boolean;
}

/** A pass under way. */
export interface Pass extends SyncSetup {
  /** The same for whoever reads and writes in this pass; absent: nobody is let in. */
  readonly betweenPages?: (() => Promise<void>) | undefined;
  readonly runId: number;
  /** Where it compares in bulk. */
  readonly scratch: Scratch;
  readonly mode: 'incremental' | 'deep';
  readonly hasher: Hasher;
  readonly subjects: SubjectMaker;
  readonly fields: AccountFields;
  readonly zone: AccountZone;
  readonly live: LiveReader;
  readonly counts: PassCounts;
  readonly policies: Policies;
  /** Patients whose contact this pass proved to be gone, and that are to get a new one (policy). */
  readonly reCreating: Set<PatientId>;
  /** What a person allowed for it. */
  readonly allowance: Allowance;
  /** What was found by an IDENT id, and whose it is. */
  readonly identity: FoundTally;
  /** Who follows a merge to another contact. */
  readonly relinks: Relinks;
  readonly batches: Batches;
  readonly fieldWatch: FieldWatch;
  /** Reads many contacts at once; absent where no full read has shown where they stand. */
  readonly current?: CurrentContacts;
  /** Contacts whose owned fields, lists or names were restored: they are read back once. */
  readonly repaired: {
    readonly patientId: PatientId;
    readonly contactId: ContactId;
    /** Item → what stood there before. */
    readonly replaced: ReadonlyMap<string, readonly string[]>;
  }[];
  /** What changes by new rules of our own. */
  readonly rules: RuleChanges;
  /** Whom fields touch that no contact holds yet; only of a plan. */
  readonly firstFills?: FirstFills | undefined;
  /** Through which it writes once the guard has let it: see there. */
  readonly ledger: PassLedger;
  /**
   * What to do when somebody else's contacts with an IDENT id turn up before the first create; `stop`: nobody may be
   * created before a deep pass has ended.
   */
  readonly onForeignContacts: 'deep-pass' | 'go-on' | 'stop';
  /** Whether amoCRM's answers have contradicted what is assumed of it. */
  readonly contradictions: Contradictions;
  /** Looks for creates of unknown outcome. */
  readonly newestWalk: NewestWalk;
  /** The first load that it is, of some of its sources, or that it runs within; null: neither. */
  readonly firstLoad: FirstLoad | null;
  /** Nobody is created or adopted by it: it runs within a first load, which alone knows who is not there. */
  readonly linkedOnly: boolean;
  readonly missingProof: MissingProof;
  /** Whether another installation makes contacts in the account. */
  readonly otherWriter: OtherWriter;
  /** What others change again and again. */
  readonly truce: Truce;
  /**
   * Checks account and fields before the first use of amoCRM.
   *
   * @throws PassRestart when they are not what the plan was made with, SyncError when they do not fit.
   */
  online(): Promise<void>;
  /** Notes something for the report: ids and field keys. */
  found(finding: Found): void;
  /** Writes down what was found when there is much of it, so that memory does not grow with it. */
  spill(): Promise<void>;
}
