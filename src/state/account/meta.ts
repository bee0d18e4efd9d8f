import type { Kysely } from 'kysely';
import { firstSource, type SourceNumber } from '../../contact/model/patient-key.ts';
import { Repository } from '../shape/repository.ts';
import type { StateTables } from '../shape/schema.ts';
import { upsert } from '../shape/upsert.ts';
import { type Fact, type FactName, type FactOfSource, isOfSource, parsed } from './facts.ts';

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

export class Meta extends Repository {
  readonly #source: SourceNumber;

  constructor(db: Kysely<StateTables>, source = firstSource) {
    super(db);
    this.#source = source;
  }

  /** The same, with what is known of this source where each has its own. */
  of(source: SourceNumber): Meta {
    return new Meta(this.db, source);
  }

  /** Each source's fact of this name. */
  async ofSources<N extends FactOfSource>(name: N): Promise<ReadonlyMap<SourceNumber, Fact<N>>> {
    return (await this.read(name)).ofSources(name);
  }

  /** These facts by one statement: on a server each one is a way there and back. */
  async read<const Known extends FactName>(...names: readonly Known[]): Promise<KnownFacts<Known>> {
    const rows = await this.db
      .selectFrom('meta')
      .selectAll()
      .where((e) =>
        e.or([
          e('name', 'in', names),
          ...names.filter(isOfSource).map((name) => e('name', 'like', `${name}:%`)),
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
    const isPlain = this.#source === firstSource || !isOfSource(name);
    return isPlain ? name : `${name}:${this.#source}`;
  }

  async get<N extends FactName>(name: N): Promise<Fact<N> | undefined> {
    const row = await this.db
      .selectFrom('meta')
      .select('value')
      .where('name', '=', this.#row(name))
      .executeTakeFirst();
    return row === undefined ? undefined : parsed(name, row.value);
  }

  async set<N extends FactName>(name: N, value: Fact<N>): Promise<void> {
    await upsert(this.db, 'meta', [{ name: this.#row(name), value: JSON.stringify(value) }]);
  }

  async clear(name: FactName): Promise<void> {
    await this.db.deleteFrom('meta').where('name', '=', this.#row(name)).execute();
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
