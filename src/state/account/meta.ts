import type { Kysely } from 'kysely';
import { z } from 'zod';
import { firstSource, type SourceNumber } from '../../contact/model/patient-key.ts';
import { changeCursorSchema } from '../../ident/changes/change-cursor.ts';
import { originSchema } from '../../ident/profiles/source-memory.ts';
import { movedSchema } from '../move/moved.ts';
import type { StateTables } from '../shape/schema.ts';
import { visitFacts } from './visit-facts.ts';

/** Every single fact that the state keeps, by name, with its shape. */
const facts = {
  /** Tells a key that fits this state from one that does not. */
  keyCheck: z.string(),
  /** `Ident.server().identity` of the database that this state belongs to. */
  databaseIdentity: z.string(),
  /** The database that a plan looked at while the state was nobody's: what it found was never written to. */
  plannedDatabase: z.string(),
  /** What of a patient this database was seen to have, as older versions kept it. */
  knownInputs: z.array(z.string()),
  /** The versions of the rules that what is acknowledged was made by; absent: all are 1. */
  rules: z.record(z.string(), z.number()),
  /** The versions that a person agreed to. */
  rulesAllowed: z.record(z.string(), z.number()),
  /** By input: where this database had it, and which of these columns are gone and told to be. */
  origins: z.record(z.string(), originSchema.extend({ gone: z.array(z.string()) })),
  /** The columns in which changes of IDENT were seen. */
  watchedColumns: z.array(z.string()),
  /** By input: the computation that a person of the clinic confirmed. */
  confirmedSources: z.record(z.string(), z.string()),
  /** The columns that prices of visits' deals come from, as a person of the clinic confirmed them. */
  confirmedBills: z.string(),
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
  /** The change cursor; absent before the first load is whole. */
  cursor: changeCursorSchema,
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
  ...visitFacts,
  /** The state is not to be used here: it has left, or has not wholly arrived. */
  moved: movedSchema,
  /** The pair of tokens is older than one that was there before the state fell back. */
  tokensBehind: z.object({ since: z.number() }),
  /** When `state backup` last made a backup. */
  backupAt: z.number(),
  /** Hash of the dashboard's password, as `ident-amocrm password` set it. */
  dashboardPassword: z.string(),
  /** By the keyed hash of a name of BRANCHES: the branches that it meant when IDENT last had it. */
  branchNames: z.record(z.string(), z.array(z.string())),
  /** By which choice of branches everything was compared last; absent: everybody's. */
  branchChoice: z.object({ ids: z.array(z.string()), withoutVisits: z.boolean() }),
  /** By alert channel: when the evening's audit was due of which it was told last. */
  eveningsTold: z.record(z.string(), z.number()),
  /** Why a source was left out of the last pass over all, by the code of the error, and since when. */
  sourceAway: z.object({ code: z.string(), since: z.number() }),
  /** When the last pass ended well that carried over what had changed in this source, milliseconds since the epoch. */
  carriedAt: z.number(),
  /** Until when the source is left in peace (I6), where there are several; milliseconds since the epoch. */
  sourceRestUntil: z.number(),
  /** It is slower than the others and answers: passes wait for it to its end, where there are several. */
  sourceSlow: z.boolean(),
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
  /** A deep pass was made without this source: another one is due when it is back. */
  deepMissed: z.boolean(),
  /** Whether a person, or a setting, has asked for its patients to be carried over, and since when. */
  firstLoad: z.object({ is: z.enum(['waiting', 'asked-for']), at: z.number() }),
} as const;

export type FactName = keyof typeof facts;
export type Fact<N extends FactName> = z.infer<(typeof facts)[N]>;

/** Those of which every source has its own. */
const factsOfSource = [
  'databaseIdentity',
  'plannedDatabase',
  'knownInputs',
  'origins',
  'watchedColumns',
  'confirmedSources',
  'confirmedBills',
  'cursor',
  'sourceAway',
  'deepMissed',
  'firstLoad',
  'branchNames',
  'branchChoice',
  'sourceRestUntil',
  'sourceSlow',
  'carriedAt',
  'visitCursor',
  'visitDays',
  'visitsSurveyed',
  'visitsLoaded',
] as const satisfies readonly FactName[];

type FactOfSource = (typeof factsOfSource)[number];

const isOfSource: ReadonlySet<FactName> = new Set(factsOfSource);

/** Some facts as they stood at one moment. */
export interface KnownFacts<Known extends FactName> {
  get<N extends Known>(name: N): Fact<N> | undefined;
  /** Each source's fact of this name. */
  ofSources<N extends Known & FactOfSource>(name: N): ReadonlyMap<SourceNumber, Fact<N>>;
}

/** `deepDue` after `state restore`: nothing is created before a deep pass. */
export const stateRestored = 'state-restored';

/** `deepDue` after a fail-over, or when what stands on the server was put back there: as after a restore. */
export const stateFellBack = 'state-fell-back';

/** Reasons of `deepDue` by which the state may have forgotten contacts of its own making. */
export const forgetfulReasons: ReadonlySet<string | undefined> = new Set([
  stateRestored,
  stateFellBack,
]);

/** `deepDue` when more happened in amoCRM than its feed tells at once: nothing is wrong with the state. */
export const eventsGap = 'events-gap';

/** The schema is the one of this name; TypeScript cannot follow the lookup. */
const parsed = <N extends FactName>(name: N, text: string): Fact<N> =>
  facts[name].parse(JSON.parse(text)) as Fact<N>;

export class Meta {
  readonly #db: Kysely<StateTables>;
  readonly #source: SourceNumber;

  constructor(db: Kysely<StateTables>, source = firstSource) {
    this.#db = db;
    this.#source = source;
  }

  /** The same, with what is known of this source where each has its own. */
  of(source: SourceNumber): Meta {
    return new Meta(this.#db, source);
  }

  /** Each source's fact of this name. */
  async ofSources<N extends FactOfSource>(name: N): Promise<ReadonlyMap<SourceNumber, Fact<N>>> {
    return (await this.read(name)).ofSources(name);
  }

  /** These facts by one statement: on a server each one is a way there and back. */
  async read<const Known extends FactName>(...names: readonly Known[]): Promise<KnownFacts<Known>> {
    const rows = await this.#db
      .selectFrom('meta')
      .selectAll()
      .where((e) =>
        e.or([
          e('name', 'in', names),
          ...names
            .filter((name) => isOfSource.has(name))
            .map((name) => e('name', 'like', `${name}:%`)),
        ]),
      )
      .execute();
    const texts = new Map(rows.map(({ name, value }) => [name, value]));
    return {
      get: (name) => {
        const text = texts.get(this.#row(name));
        return text === undefined ? undefined : parsed(name, text);
      },
      ofSources: <N extends Known & FactOfSource>(name: N) =>
        new Map(
          [...texts]
            .filter(([row]) => row === name || row.startsWith(`${name}:`))
            .map(([row, text]) => {
              const number = Number(row.slice(name.length + 1) || firstSource);
              // Numbers are those that `set` was given.
              return [number as SourceNumber, parsed(name, text)] as const;
            }),
        ),
    };
  }

  /** Forgets a fact of every source. */
  async clearOfSources(name: FactOfSource): Promise<void> {
    for (const source of (await this.ofSources(name)).keys()) await this.of(source).clear(name);
  }

  /** What is known of the first source has the plain name, as it had before there were several. */
  #row(name: FactName): string {
    const isPlain = this.#source === firstSource || !isOfSource.has(name);
    return isPlain ? name : `${name}:${this.#source}`;
  }

  async get<N extends FactName>(name: N): Promise<Fact<N> | undefined> {
    const row = await this.#db
      .selectFrom('meta')
      .select('value')
      .where('name', '=', this.#row(name))
      .executeTakeFirst();
    return row === undefined ? undefined : parsed(name, row.value);
  }

  async set<N extends FactName>(name: N, value: Fact<N>): Promise<void> {
    const text = JSON.stringify(value);
    await this.#db
      .insertInto('meta')
      .values({ name: this.#row(name), value: text })
      .onConflict((c) => c.column('name').doUpdateSet({ value: text }))
      .execute();
  }

  async clear(name: FactName): Promise<void> {
    await this.#db.deleteFrom('meta').where('name', '=', this.#row(name)).execute();
  }

  /** What the state knows may be older than what was done: contacts are compared anew, deals are read by their keys. */
  async doubt(reason: typeof stateRestored | typeof stateFellBack): Promise<void> {
    await this.set('deepDue', reason);
    await this.clearOfSources('visitsSurveyed');
  }

  /** What makes one due already may be graver: but not what people do in amoCRM, however much it is. */
  async makeDeepDue(reason: string): Promise<void> {
    const due = await this.get('deepDue');
    if (due === undefined || due === eventsGap) await this.set('deepDue', reason);
  }

  /** Contact ids only grow; whoever saw a higher one that may be believed says so. */
  raiseHighestContactId(id: number): Promise<void> {
    return this.#raise('highestContactId', id);
  }

  raiseSurveyedContactId(id: number): Promise<void> {
    return this.#raise('surveyedContactId', id);
  }

  async #raise(name: 'highestContactId' | 'surveyedContactId', id: number): Promise<void> {
    const known = (await this.get(name)) ?? 0;
    if (id > known) await this.set(name, id);
  }
}
