import type { PassHistory, PassKind } from '../../service/schedule/next-passes.ts';
import type { ServiceEvent } from '../../service/service-event.ts';

/** The server of the fleet, or somebody who looks after it, ended the pass: that is no clinic's failure. */
export const ofTheServer: ReadonlySet<string> = new Set([
  'STATE_LOCK_LOST',
  'STATE_SERVER_UNREACHABLE',
]);

/**
 * How the passes of a turn went, and which of them the end of the machine, or the server, cut off: what had failed by
 * itself had failed.
 */
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
    const { errorCode = null } = event;
    const isStopped = this.#signal.aborted && event.isStop === true;
    const isCut = isStopped || ofTheServer.has(errorCode ?? '');
    if (isCut && kind !== undefined) this.#cut.add(kind);
    this.#outcome = isStopped ? null : (errorCode ?? 'ok');
  };

  /** `ok`, or the code of the failure; null: no pass came to its end. */
  get outcome(): string | null {
    return this.#outcome;
  }

  /** What is to be gone on with as though it had not begun. */
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
