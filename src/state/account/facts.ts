import { z } from 'zod';
import { changeCursorSchema } from '../../ident/changes/change-cursor.ts';
import { originSchema } from '../../ident/profiles/source-memory.ts';
import { movedSchema } from '../move/moved.ts';

/** Facts of which every source has its own. */
const factsOfSource = {
  /** `Ident.server().identity` of the database that this state belongs to. */
  databaseIdentity: z.string(),
  /** The database that a plan looked at while the state was nobody's: what it found was never written to. */
  plannedDatabase: z.string(),
  /** What of a patient this database was seen to have, as older versions kept it. */
  knownInputs: z.array(z.string()),
  /** By input: where this database had it, and which of these columns are gone and told to be. */
  origins: z.record(z.string(), originSchema.extend({ gone: z.array(z.string()) })),
  /** The columns in which changes of IDENT were seen. */
  watchedColumns: z.array(z.string()),
  /** By input: the computation that a person of the clinic confirmed. */
  confirmedSources: z.record(z.string(), z.string()),
  /** The columns that prices of visits' deals come from, as a person of the clinic confirmed them. */
  confirmedBills: z.string(),
  /** The change cursor; absent before the first load is whole. */
  cursor: changeCursorSchema,
  /** Where the reading of receptions that changed stands; absent: all of the window is read. */
  visitCursor: changeCursorSchema,
  /** The days whose receptions were read: what enters by the calendar lies behind them. */
  visitDays: z.object({ from: z.string(), to: z.string() }),
  /** All deals of the account were read by their keys since the state was made or put back; what was odd among them. */
  visitsSurveyed: z.object({
    at: z.number(),
    foreign: z.number(),
    doubled: z.number(),
    /** The highest deal that it saw. */
    upTo: z.number(),
  }),
  /** A first load of the window has come to its end: many new deals at once are a mass from then on. */
  visitsLoaded: z.boolean(),
  /** By the keyed hash of a name of BRANCHES: the branches that it meant when IDENT last had it. */
  branchNames: z.record(z.string(), z.array(z.string())),
  /** By which choice of branches everything was compared last; absent: everybody's. */
  branchChoice: z.object({ ids: z.array(z.string()), withoutVisits: z.boolean() }),
  /** Why a source was left out of the last pass over all, by the code of the error, and since when. */
  sourceAway: z.object({ code: z.string(), since: z.number() }),
  /** When the last pass ended well that carried over what had changed in this source, milliseconds since the epoch. */
  carriedAt: z.number(),
  /** Until when the source is left in peace (I6), where there are several; milliseconds since the epoch. */
  sourceRestUntil: z.number(),
  /** It is slower than the others and answers: passes wait for it to its end, where there are several. */
  sourceSlow: z.boolean(),
  /** A deep pass was made without this source: another one is due when it is back. */
  deepMissed: z.boolean(),
  /** Whether a person, or a setting, has asked for its patients to be carried over, and since when. */
  firstLoad: z.object({ is: z.enum(['waiting', 'asked-for']), at: z.number() }),
} as const;

/** Every single fact that the state keeps, by name, with its shape. */
const facts = {
  ...factsOfSource,
  /** Tells a key that fits this state from one that does not. */
  keyCheck: z.string(),
  /** The versions of the rules that what is acknowledged was made by; absent: all are 1. */
  rules: z.record(z.string(), z.number()),
  /** The versions that a person agreed to. */
  rulesAllowed: z.record(z.string(), z.number()),
  /** amoCRM's account id. */
  accountId: z.number(),
  /** The account's zone: dates are midnight there. */
  accountTimeZone: z.string(),
  /** The highest contact id ever seen in a read or an answer: ids of new contacts are above it. */
  highestContactId: z.number(),
  /** When contacts of ours were last created, by both clocks, and above which id all of that stretch of creates lie. */
  lastCreates: z.object({ at: z.number(), monotonic: z.number().optional(), above: z.number() }),
  /** A contact of ours whose id is far above that one: it becomes the mark when the next new contacts are above it. */
  farContactId: z.number(),
  /** When answers of amoCRM contradicted what is assumed of it, in the last day. */
  contradictions: z.array(z.number()),
  /** Patients for whom such an answer named a contact, and which: they are to be explained before creates go on. */
  namedCreates: z.array(z.tuple([z.number(), z.number()])),
  /** Up to this id every contact was looked at for an IDENT id: another's making is above it. */
  surveyedContactId: z.number(),
  /** How many rows amoCRM was last seen to answer quickly in one request, and whether one was ever too large. */
  batchSize: z.object({ size: z.int().min(1), wasHalved: z.boolean() }),
  /** How many contacts the last full read of amoCRM saw: tells what another one would cost. */
  contactsSeen: z.number(),
  /** When the last pass of each mode ended well, milliseconds since the epoch. */
  lastIncrementalAt: z.number(),
  lastDeepAt: z.number(),
  /** Until when IDENT's database is left in peace (I6), milliseconds since the epoch; 0: it is not. */
  restUntil: z.number(),
  /** When the service's last pause ended, milliseconds since the epoch. */
  resumedAt: z.number(),
  /**
   * How far amoCRM's event feed was read: up to when and never before what, by amoCRM's clock; when, by ours; and which
   * ids of the last minutes were met, each with its time.
   */
  events: z.object({
    upTo: z.number(),
    /** Up to when it was read whole, with all of its overlap; absent: as `upTo`. */
    wholeUpTo: z.number().optional(),
    since: z.number(),
    readAt: z.number(),
    seen: z.array(z.tuple([z.string(), z.number()])),
    /** The first write of ours since which it has told nothing, by our clock. */
    wroteAt: z.number().optional(),
  }),
  /** The feed is refused or does not answer: since when, when that was last seen, and how long it is left alone. */
  eventsTrouble: z.object({
    code: z.string(),
    since: z.number(),
    at: z.number(),
    forMs: z.number(),
  }),
  /** When more happened in amoCRM than its feed tells at once made an audit due. */
  eventsGapAt: z.number(),
  /**
   * Contacts with our id field that are not of this state's making, each with when it was seen; and since when nobody is
   * created for it.
   */
  otherWriter: z.object({
    contacts: z.array(z.tuple([z.number(), z.number()])),
    stoppedAt: z.number().optional(),
  }),
  /** When a filter by ids was last seen to be ignored: it is a paid option. */
  idFilterIgnoredAt: z.number(),
  /** When forgetting that was broken off was last gone on with. */
  forgettingAt: z.number(),
  /** Why the next pass must be a deep one, if it must. */
  deepDue: z.string(),
  /** By ids: what was made or found of the pipeline, stages, fields and reasons of losses that visits as deals use. */
  visitsSetup: z.object({
    pipeline: z
      .object({
        id: z.number(),
        stages: z.object({
          planned: z.number().exactOptional(),
          appeared: z.number().exactOptional(),
          started: z.number().exactOptional(),
          ended: z.number().exactOptional(),
        }),
      })
      .exactOptional(),
    fields: z.record(z.string(), z.number()),
    /** By IDENT's reason of a cancelling. */
    lossReasons: z.record(z.string(), z.number()),
  }),
  /** From which day on visits have deals where no setting says so: that on which they were switched on. */
  visitsFrom: z.string(),
  /**
   * Deals were stopped, or not let in, and none were looked at whole since: why, since when, and until when they are not
   * counted anew, unless a person lets them through.
   */
  dealsRest: z.object({
    since: z.number(),
    until: z.number(),
    code: z.string(),
    /** A look at what changed may miss what stopped a look at all. */
    by: z.enum(['whole', 'changed']).default('whole'),
    /** All were looked at, but for those of a database that is away: not looked at whole again before this. */
    againAt: z.number().optional(),
  }),
  /** Deals without an answer were waited for and looked for: those of runs before this one, and when. */
  dealsLookedFor: z.object({ run: z.number(), at: z.number() }),
  /** When a pass last looked at deals to its end, milliseconds since the epoch; absent: none did, or they are off. */
  dealsLookedAt: z.number(),
  /** When one last looked at all of them, and compared them with amoCRM. */
  dealsAuditedAt: z.number(),
  /** The state is not to be used here: it has left, or has not wholly arrived. */
  moved: movedSchema,
  /** The pair of tokens is older than one that was there before the state fell back. */
  tokensBehind: z.object({ since: z.number() }),
  /** When `state backup` last made a backup. */
  backupAt: z.number(),
  /** Hash of the dashboard's password, as `ident-amocrm password` set it. */
  dashboardPassword: z.string(),
  /** By alert channel: when the evening's audit was due of which it was told last. */
  eveningsTold: z.record(z.string(), z.number()),
  /** In which sources the guard stopped a mass change, in which mode, and how much of each kind; older versions kept the numbers. */
  guardAsked: z.array(
    z.union([
      z.object({
        source: z.number(),
        by: z.enum(['incremental', 'deep']),
        kinds: z.record(z.string(), z.number()),
      }),
      z.number().transform((source) => ({ source, by: 'deep' as const, kinds: {} })),
    ]),
  ),
} as const;

export type FactName = keyof typeof facts;
export type Fact<N extends FactName> = z.infer<(typeof facts)[N]>;

export type FactOfSource = keyof typeof factsOfSource;

export const isOfSource = (name: FactName): boolean => Object.hasOwn(factsOfSource, name);

/** The schema is the one of this name; TypeScript cannot follow the lookup. */
export const parsed = <N extends FactName>(name: N, text: string): Fact<N> =>
  facts[name].parse(JSON.parse(text)) as Fact<N>;
