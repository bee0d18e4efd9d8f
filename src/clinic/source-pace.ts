import type { Logger } from 'pino';
import { logFields } from '../app-error.ts';
import { backoffMs, type Clock, within } from '../clock.ts';
import type { SourceNumber } from '../contact/model/patient-key.ts';
import { IdentError } from '../ident/connection/errors.ts';
import type { LostSource, SourceEnd } from '../ident/sources/databases.ts';
import { restMs } from '../ident/sources/rest.ts';
import type { State } from '../state/open-state.ts';
import type { Source } from './source.ts';

/** Why a pass does without a source from its beginning on. */
type LeftOut = Pick<LostSource, 'error' | 'rests'>;

/** How a pass takes its sources. */
export interface SourceTurns {
  readonly leftOut: ReadonlyMap<SourceNumber, LeftOut>;
  /** They are slow, and answer: they are waited for, however quick the others are. */
  readonly awaited: ReadonlySet<SourceNumber>;
}

interface PaceParts {
  readonly sources: readonly Source[];
  readonly state: Pick<State, 'meta'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Of a source that failed. */
export interface Circuit {
  readonly error: IdentError;
  readonly failures: number;
  /** Nobody asks it before, monotonic ms. */
  readonly until: number;
}

export type Circuits = ReadonlyMap<SourceNumber, Circuit>;

const retry = { firstMs: 30_000, mostMs: 10 * 60_000 } as const;
/** A source that has not told who it is by then hangs. */
const trialMs = 30_000;

/**
 * Of several sources, whom a pass of the service does without: one that failed or hung is tried beside the passes, ever
 * more rarely, until it answers, and one that was asked for much rests (I6) while the others go on.
 */
export class SourcePace implements AsyncDisposable {
  readonly #parts: PaceParts;
  readonly #circuits = new Map<SourceNumber, Circuit>();
  /** Until when each rests, monotonic ms. */
  #rests: Map<SourceNumber, number> | null = null;
  /** Kept in the state, too: in a fleet each turn opens the clinic anew, and would leave a slow one out for ever. */
  #slow: Set<SourceNumber> | null = null;
  readonly #trials = new Map<SourceNumber, Promise<void>>();
  readonly #over = new AbortController();

  constructor(parts: PaceParts) {
    this.#parts = parts;
  }

  /** Which it does without at present. */
  get circuits(): Circuits {
    return this.#circuits;
  }

  /** What passes of another process found. */
  remember(circuits: Circuits): void {
    const latest = this.#parts.clock.monotonic() + retry.mostMs;
    const known = new Set(this.#parts.sources.map(({ number }) => number));
    for (const [number, circuit] of circuits) {
      if (!known.has(number)) continue;
      this.#circuits.set(number, { ...circuit, until: Math.min(circuit.until, latest) });
    }
  }

  /** For whoever ends after a pass: trials that are under way are waited for, and one that hangs has failed. */
  async tried(): Promise<void> {
    if (this.#trials.size === 0) return;
    const { clock, signal } = this.#parts;
    // A stop ends the trials themselves.
    await within(clock, trialMs, Promise.all(this.#trials.values()));
    if (signal.aborted) return;
    for (const number of this.#trials.keys()) {
      const circuit = this.#circuits.get(number);
      if (circuit !== undefined) await this.#open(number, circuit.error);
    }
  }

  /**
   * @param kind `between`: an incremental one between the pages of a deep one, which goes on whatever is left out of it.
   * @param withheld sources that are left out for another reason.
   */
  async turns(
    kind: 'incremental' | 'deep' | 'between',
    withheld: ReadonlySet<SourceNumber> = new Set(),
  ): Promise<SourceTurns> {
    const leftOut = await this.#leftOut(kind, withheld);
    const isOneOfSeveral = this.#parts.sources.length > 1;
    return { leftOut, awaited: isOneOfSeveral ? new Set(await this.#slowKnown()) : new Set() };
  }

  async #leftOut(
    kind: 'incremental' | 'deep' | 'between',
    withheld: ReadonlySet<SourceNumber>,
  ): Promise<ReadonlyMap<SourceNumber, LeftOut>> {
    const sources = this.#parts.sources.filter(({ number }) => !withheld.has(number));
    const out = new Map<SourceNumber, LeftOut>();
    if (sources.length < 2) return out;
    const now = this.#parts.clock.monotonic();
    // A deep pass gives a server its peace while it goes on.
    const rests = kind === 'deep' ? new Map<SourceNumber, number>() : await this.#restsKnown();
    for (const source of sources) {
      const { number } = source;
      const circuit = this.#circuits.get(number);
      if (circuit !== undefined) {
        out.set(number, { error: circuit.error });
        if (now >= circuit.until) this.#try(source);
      } else if ((rests.get(number) ?? 0) > now) {
        out.set(number, { error: null, rests: true });
      }
    }
    // Nobody is left to be delayed by those that hang.
    if (kind !== 'between' && out.size === sources.length) {
      for (const number of this.#circuits.keys()) out.delete(number);
    }
    return out;
  }

  /** How a pass went with each source that it did not leave out. */
  async learn(kind: 'incremental' | 'deep', ends: readonly SourceEnd[]): Promise<void> {
    const { clock, sources, state, log } = this.#parts;
    if (sources.length < 2) return;
    const rests = await this.#restsKnown();
    for (const { number, queryMs, error } of ends) {
      if (error === null) this.#circuits.delete(number);
      else if (error instanceof IdentError) await this.#open(number, error);
      const rest = kind === 'deep' ? 0 : restMs(queryMs);
      if (rest === 0) continue;
      rests.set(number, clock.monotonic() + rest);
      await state.meta
        .of(number)
        .set('sourceRestUntil', Math.round(clock.now() + rest))
        // It rests all the same: the next start would not know.
        .catch((error: unknown) => log.warn(logFields(error), 'a rest could not be written down'));
    }
  }

  /** As the passes before this start left it. */
  async #restsKnown(): Promise<Map<SourceNumber, number>> {
    if (this.#rests !== null) return this.#rests;
    const { clock, state } = this.#parts;
    const known = await state.meta.ofSources('sourceRestUntil');
    const left = (until: number) => Math.min(until - clock.now(), retry.mostMs);
    this.#rests = new Map(
      [...known]
        .filter(([, until]) => left(until) > 0)
        .map(([number, until]) => [number, clock.monotonic() + left(until)]),
    );
    return this.#rests;
  }

  /** As the passes before this start found them. */
  async #slowKnown(): Promise<Set<SourceNumber>> {
    if (this.#slow !== null) return this.#slow;
    const known = await this.#parts.state.meta.ofSources('sourceSlow');
    this.#slow = new Set([...known].filter(([, is]) => is).map(([number]) => number));
    return this.#slow;
  }

  async #open(number: SourceNumber, error: IdentError): Promise<void> {
    const slow = await this.#slowKnown();
    // It may only be slower than the others: when it answers, it is waited for once, and goes on so if it comes to its end.
    const isSlow = error.code === 'IDENT_TIMEOUT' && !slow.has(number);
    if (isSlow !== slow.has(number)) {
      if (isSlow) slow.add(number);
      else slow.delete(number);
      await this.#parts.state.meta
        .of(number)
        .set('sourceSlow', isSlow)
        .catch((error: unknown) =>
          this.#parts.log.warn(logFields(error), 'a slow source was not noted'),
        );
    }
    const failures = (this.#circuits.get(number)?.failures ?? 0) + 1;
    const wait = backoffMs(retry, failures);
    const until = this.#parts.clock.monotonic() + wait;
    this.#circuits.set(number, { error, failures, until });
    this.#parts.log.warn(
      { source: number, name: this.#nameOf(number), code: error.code, waitMs: wait },
      'passes go on without a source until it answers',
    );
  }

  #nameOf(number: SourceNumber): string | undefined {
    return this.#parts.sources.find((one) => one.number === number)?.name;
  }

  /** Beside the passes: nobody waits for it. */
  #try(source: Source): void {
    const { number, ident } = source;
    if (this.#trials.has(number)) return;
    const signal = AbortSignal.any([this.#parts.signal, this.#over.signal]);
    const trial = async () => {
      await using opened = await ident.beside(signal);
      await opened.server();
      this.#circuits.delete(number);
      this.#parts.log.info({ source: number, name: source.name }, 'a source answers again');
    };
    const done = trial()
      .catch(async (error: unknown) => {
        if (!signal.aborted && error instanceof IdentError) await this.#open(number, error);
      })
      .finally(() => this.#trials.delete(number));
    this.#trials.set(number, done);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await Promise.allSettled(this.#trials.values());
  }
}
