import type { Instant } from '../../amocrm/limiter/limiter-state.ts';
import type { Clinic } from '../../clinic/clinic.ts';
import { longestRestMs } from '../../ident/sources/rest.ts';
import type { PassEnd } from '../loop/pass-runner.ts';
import {
  begun,
  duePass,
  ended,
  forgiven,
  mayCutIn,
  newHistory,
  nextPasses,
  type PassHistory,
  type PassKind,
  type Timetable,
} from './next-passes.ts';

/** What the passes so far have taught, of this process and of others: when the next ones are due. */
export class PassRecord {
  readonly #clinic: Pick<Clinic, 'state' | 'clock'>;
  readonly #timetable: Timetable;
  #history: PassHistory;
  /** What runs now, the outermost first: a first load counts as incremental, and so do the passes between its pages. */
  readonly #underWay: PassHistory[PassKind][] = [];

  /** @param known what passes before have taught, where this process has not made them itself. */
  constructor(
    clinic: Pick<Clinic, 'state' | 'clock'>,
    timetable: Timetable,
    known: PassHistory = newHistory({ lastDeepAt: null, firstLoadDone: false }),
  ) {
    this.#clinic = clinic;
    this.#timetable = timetable;
    this.#history = known;
  }

  get history(): PassHistory {
    return this.#history;
  }

  /** IDENT is to be left in peace (I6). */
  get rests(): boolean {
    return this.#clinic.clock.monotonic() < this.#history.restUntil;
  }

  /** Until when, wall ms, or since when no more; null: it never rested. */
  get restUntil(): number | null {
    const { wall, monotonic } = this.now;
    const { restUntil } = this.#history;
    return restUntil === 0 ? null : wall + restUntil - monotonic;
  }

  get due(): PassKind | null {
    return duePass(this.#history, this.now, this.#timetable);
  }

  /** Whether an incremental one may run between two pages of the pass that is under way. */
  get mayCutIn(): boolean {
    return mayCutIn(this.#history, this.now, this.#timetable);
  }

  /** Wall ms. */
  get next(): ReturnType<typeof nextPasses> {
    return nextPasses(this.#history, this.now, this.#timetable);
  }

  /** What the passes before this start left. */
  async prepare(): Promise<void> {
    await this.remember();
    const { meta } = this.#clinic.state;
    const { wall, monotonic } = this.now;
    // Of a clock that was put back nobody waits longer than the longest rest.
    const left = Math.min(((await meta.get('restUntil')) ?? 0) - wall, longestRestMs);
    if (left > 0) this.#history = { ...this.#history, restUntil: monotonic + left };
  }

  /** What passes of all processes left in the state. */
  async remember(): Promise<void> {
    const known = await this.#clinic.state.meta.read('lastDeepAt', 'cursor');
    this.#history = {
      ...this.#history,
      lastDeepAt: known.get('lastDeepAt') ?? null,
      firstLoadDone: known.ofSources('cursor').size > 0,
    };
  }

  /** A person said that it is to be tried again. */
  forgive(): void {
    this.#history = forgiven(this.#history);
  }

  /** @param turn when the first of several passes began that share a turn: whoever waits behind them has as long as all of them took. */
  begin(kind: PassKind, turn: Instant = this.now): void {
    this.#history = begun(this.#history, kind, turn);
    this.#underWay.push(this.#history[kind]);
  }

  /** A pass that was stopped on purpose is no failure. */
  stopped(kind: PassKind, { queryMs }: Pick<PassEnd, 'queryMs'>): void {
    this.#end(kind, { well: true, queryMs });
  }

  /** @param since when it began, wall ms. */
  async learn(kind: PassKind, end: PassEnd, since: number): Promise<void> {
    try {
      await this.remember();
    } finally {
      // IDENT is to be left in peace also where the state cannot be read.
      this.#conclude(kind, end, since);
    }
    // For other processes, and for the next start.
    await this.#clinic.state.meta.set('restUntil', Math.round(this.restUntil ?? 0));
  }

  #conclude(kind: PassKind, { outcome, queryMs }: PassEnd, since: number): void {
    // Rows of unknown outcome keep a deep pass from being whole: it is tried again as if it had failed.
    const isWhole = kind !== 'deep' || (this.#history.lastDeepAt ?? 0) >= since;
    const well = outcome.kind !== 'failed' && isWhole;
    this.#end(kind, { well, queryMs });
  }

  /** What ran within it and was of its kind was no try at it. */
  #end(kind: PassKind, end: Parameters<typeof ended>[2]): void {
    const attempt = this.#underWay.pop() ?? null;
    this.#history = ended({ ...this.#history, [kind]: attempt }, kind, end, this.now);
  }

  get now(): Instant {
    const { clock } = this.#clinic;
    return { wall: clock.now(), monotonic: clock.monotonic() };
  }
}
