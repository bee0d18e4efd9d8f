import type { Clock } from '../../clock.ts';
import type { Patient } from '../../contact/model/patient.ts';
import {
  firstSource,
  type PatientId,
  type SourceName,
  type SourceNumber,
  sourceOf,
} from '../../contact/model/patient-key.ts';
import type { Ident, PatientReader, ReadAll } from '../ident.ts';

/** Whose database it is. */
export interface SourceIdentity {
  readonly number: SourceNumber;
  readonly name: SourceName;
}

/** A source's database, open, with its patients under their keys. */
export interface OpenSource extends SourceIdentity {
  readonly ident: Ident;
  /** Gives up what is under way: nobody waits for it any more. */
  readonly abandon?: () => void;
  /** However quick the others are. */
  readonly isAwaited?: boolean;
}

/** A source that a pass does without, and why. */
export interface LostSource extends SourceIdentity {
  readonly error: unknown;
  /** It is left in peace (I6), and nothing is wrong with it. */
  readonly rests?: true | undefined;
  /** The pass did not even try it. */
  readonly isLeftOut?: true;
}

/** How a pass went with a source that it tried to read. */
export interface SourceEnd {
  readonly number: SourceNumber;
  /** How long it kept the database busy. */
  readonly queryMs: number;
  /** Null: it was read. */
  readonly error: unknown;
}

/**
 * The databases of all sources of an account as one, read at the same time. Of a source that is lost nothing is read, and
 * nothing may be concluded from that: see {@link isLost}.
 */
export class Databases implements PatientReader {
  readonly sources: readonly OpenSource[];
  readonly lost: readonly LostSource[];
  readonly #known: Known;

  /** @param clock absent: nobody is told of between pages that take long */
  constructor(
    sources: readonly OpenSource[],
    lost: readonly LostSource[] = [],
    known: { readonly clock?: Clock } | Known = {},
  ) {
    this.sources = sources.toSorted((a, b) => a.number - b.number);
    this.lost = lost;
    this.#known = 'culprits' in known ? known : { ...known, ...nothingKnown(this.sources, lost) };
  }

  /** The same without these sources. */
  without(lost: readonly LostSource[]): Databases {
    const gone = new Set(lost.map(({ number }) => number));
    const left = this.sources.filter(({ number }) => !gone.has(number));
    for (const one of lost) this.#known.losses.set(one.number, one.error);
    return new Databases(left, [...this.lost, ...lost], this.#known);
  }

  /** How the pass went with each source that it tried, whichever it went on without. */
  get ends(): readonly SourceEnd[] {
    const { all, losses } = this.#known;
    const tried = [...all].map(([number, { ident }]) => ({
      number,
      queryMs: ident.queryMs,
      error: losses.get(number) ?? null,
    }));
    const unopened = [...losses]
      .filter(([number]) => !all.has(number))
      .map(([number, error]) => ({ number, queryMs: 0, error }));
    return [...tried, ...unopened];
  }

  /** All sources of the account. */
  get numbers(): ReadonlySet<SourceNumber> {
    return new Set([...this.sources, ...this.lost].map(({ number }) => number));
  }

  /** Whether a patient is of a source that is not read: not to be seen is then not to be gone. */
  isLost(id: PatientId): boolean {
    return this.lost.some(({ number }) => number === sourceOf(id));
  }

  /** Whether it is merely left in peace. */
  rests(id: PatientId): boolean {
    return this.lost.some(({ number, rests }) => number === sourceOf(id) && rests === true);
  }

  /** @throws why the source of one of these patients is not read: nothing may be said of them */
  demand(ids: readonly PatientId[]): void {
    const lost = this.lost.find(({ number }) => ids.some((id) => sourceOf(id) === number));
    if (lost !== undefined) throw lost.error;
  }

  /** Whose failure it was; undefined: no single source's. */
  culprit(error: unknown): OpenSource | undefined {
    return typeof error === 'object' && error !== null
      ? this.#known.culprits.get(error)
      : undefined;
  }

  /** Says that a failure is this source's: the others go on without it. */
  blame<E extends object>(error: E, source: OpenSource): E {
    this.#known.culprits.set(error, source);
    return error;
  }

  get queryMs(): number {
    return Math.max(0, ...this.sources.map(({ ident }) => ident.queryMs));
  }

  get statements(): number {
    return this.sources.reduce((sum, { ident }) => sum + ident.statements, 0);
  }

  /** How many patients there are, for progress alone: a database that does not answer here fails where it is read. */
  async count(): Promise<number> {
    const counts = await Promise.allSettled(this.sources.map(({ ident }) => ident.count()));
    const known = counts.filter((count) => count.status === 'fulfilled');
    const [first] = counts;
    if (known.length === 0 && first?.status === 'rejected') throw first.reason;
    return known.reduce((sum, { value }) => sum + value, 0);
  }

  /** Page by page of whichever source is ready: a slow one is not waited for before the others are read. */
  async *all(after?: PatientId, options?: ReadAll): AsyncGenerator<readonly Patient[], void> {
    type Turn = {
      readonly source: OpenSource;
      readonly page: IteratorResult<readonly Patient[], void>;
    };
    const readings = this.sources
      .filter(({ number }) => after === undefined || number >= sourceOf(after))
      .map((source) => ({
        source,
        pages: source.ident.all(
          after !== undefined && sourceOf(after) === source.number ? after : undefined,
          options,
        ),
      }));
    const next = ({ source, pages }: (typeof readings)[number]): Promise<Turn> =>
      this.#of(source, async () => ({ source, page: await pages.next() }));
    const turns = new Map(readings.map((reading) => [reading.source, next(reading)]));
    try {
      while (turns.size > 0) {
        const turn = await this.#inTime(Promise.race(turns.values()));
        // Nothing is under way but a reading that takes long: others may work.
        if (turn === null) {
          yield [];
          continue;
        }
        const { source, page } = turn;
        turns.delete(source);
        if (page.done === true) continue;
        const reading = readings.find((one) => one.source === source);
        if (reading !== undefined) turns.set(source, next(reading));
        yield page.value;
      }
    } finally {
      // What the others were about to bring nobody waits for any more.
      for (const turn of turns.values()) turn.catch(() => undefined);
      await Promise.allSettled(readings.map(({ pages }) => pages.return()));
    }
  }

  byIds: PatientReader['byIds'] = (ids, among) =>
    this.#ofTheirs(ids, (ident, own) => ident.byIds(own, among));

  endedBookings: PatientReader['endedBookings'] = (ids) =>
    this.#ofTheirs(ids, (ident, own) => ident.endedBookings(own));

  withCardNumber: PatientReader['withCardNumber'] = (cardNumber) =>
    this.#each(this.sources, ({ ident }) => ident.withCardNumber(cardNumber));

  ofPerson: PatientReader['ofPerson'] = (words) =>
    this.#each(this.sources, ({ ident }) => ident.ofPerson(words));

  /** Of the source that `above` is of. */
  async newest(above: PatientId, below: number): Promise<readonly PatientId[]> {
    const source = this.sources.find(({ number }) => number === sourceOf(above));
    return source === undefined
      ? []
      : await this.#of(source, () => source.ident.newest(above, below));
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.sources.map(({ ident }) => ident.close()));
  }

  /** Null: not yet. */
  async #inTime<T>(work: Promise<T>): Promise<T | null> {
    const { clock, all } = this.#known;
    if (clock === undefined || all.size < 2) return await work;
    const done = new AbortController();
    const quiet = clock.sleep(quietMs, done.signal).then(
      () => null,
      () => null,
    );
    try {
      return await Promise.race([work, quiet]);
    } finally {
      done.abort();
    }
  }

  /** What the sources of these patients have of theirs. */
  async #ofTheirs<T>(
    ids: readonly PatientId[],
    ask: (ident: Ident, own: readonly PatientId[]) => Promise<readonly T[]>,
  ): Promise<readonly T[]> {
    const bySource = Map.groupBy(ids, sourceOf);
    const asked = this.sources.filter(({ number }) => bySource.has(number));
    return await this.#each(asked, ({ ident, number }) => ask(ident, bySource.get(number) ?? []));
  }

  async #each<T>(
    sources: readonly OpenSource[],
    ask: (source: OpenSource) => Promise<readonly T[]>,
  ): Promise<readonly T[]> {
    const found = await Promise.all(sources.map((source) => this.#of(source, () => ask(source))));
    return found.flat();
  }

  async #of<T>(source: OpenSource, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (typeof error === 'object' && error !== null) this.#known.culprits.set(error, source);
      throw error;
    }
  }
}

/** So long others wait at most for a source that is read. */
const quietMs = 2_000;

/** What a pass knows of its sources, also of those that it went on without. */
interface Known {
  readonly clock?: Clock;
  readonly culprits: WeakMap<object, OpenSource>;
  readonly all: ReadonlyMap<SourceNumber, OpenSource>;
  readonly losses: Map<SourceNumber, unknown>;
}

const nothingKnown = (
  sources: readonly OpenSource[],
  lost: readonly LostSource[],
): Omit<Known, 'clock'> => ({
  culprits: new WeakMap(),
  all: new Map(sources.map((source) => [source.number, source])),
  losses: new Map(
    lost.flatMap(({ number, error, isLeftOut }) => (isLeftOut ? [] : [[number, error] as const])),
  ),
});

/** One database is the first source. */
export const databasesOf = (ident: Ident | Databases): Databases =>
  ident instanceof Databases
    ? ident
    : new Databases([{ number: firstSource, name: 'IDENT' as SourceName, ident }]); // what one calls it
