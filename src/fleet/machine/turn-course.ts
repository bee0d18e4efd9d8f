import type { PassHistory, PassKind } from '../../service/schedule/next-passes.ts';
import type { ServiceEvent } from '../../service/service-event.ts';

/** How the passes of a turn went, and which of them the end of the machine cut off: what had failed by itself had failed. */
export class TurnCourse {
  readonly #signal: AbortSignal;
  /** Those under way, the outermost first: a two-minute one runs between the pages of a deep one. */
  readonly #under: PassKind[] = [];
  readonly #cut = new Set<PassKind>();
  #outcome: string | null = null;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  readonly hear = (event: ServiceEvent): void => {
    if (event.type === 'pass-started') this.#under.push(event.mode);
    if (event.type !== 'pass-ended') return;
    const kind = this.#under.pop();
    const isCut = this.#signal.aborted && event.isStop === true;
    if (isCut && kind !== undefined) this.#cut.add(kind);
    this.#outcome = isCut ? null : (event.errorCode ?? 'ok');
  };

  /** `ok`, or the code of the failure; null: no pass came to its end. */
  get outcome(): string | null {
    return this.#outcome;
  }

  /** What another machine is to go on with at once. */
  get cut(): ReadonlySet<PassKind> {
    return this.#cut;
  }

  /** What was cut off failed nobody, and is as due as it was; what had ended before has taught what it taught. */
  taught(history: PassHistory, before: PassHistory): PassHistory {
    const { incremental, deep } = before;
    return {
      ...history,
      ...(this.#cut.has('incremental') && { incremental }),
      ...(this.#cut.has('deep') && { deep }),
    };
  }
}
