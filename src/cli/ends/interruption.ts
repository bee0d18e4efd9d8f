import { constants } from 'node:os';
import { AppError, errorKind, exitCode } from '../../app-error.ts';
import type { Clock } from '../../clock.ts';
import { messages } from '../locale/messages.ts';

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;

type StopSignal = (typeof stopSignals)[number];

/** `process`, or an emitter that a test drives. */
export interface SignalSource {
  on(name: StopSignal, listener: () => void): unknown;
  off(name: StopSignal, listener: () => void): unknown;
}

/** A person or the system asked us to stop, and we did. */
export class InterruptedError extends AppError {
  readonly signal: StopSignal;

  constructor(signal: StopSignal) {
    super(interrupted);
    this.signal = signal;
  }
}

const interrupted = errorKind('INTERRUPTED', exitCode.interrupted, true, {
  ru: messages.ru.failure.interrupted,
  ruHint: messages.ru.failure.interruptedHint,
  en: messages.en.failure.interrupted,
  enHint: messages.en.failure.interruptedHint,
});

/** The shell's way to tell by which signal a program ended: 130 for Ctrl-C, 143 for SIGTERM. */
export function exitCodeOf(signal: StopSignal): number {
  // SIGBREAK is Windows' own and has no number elsewhere.
  return 128 + (constants.signals[signal] ?? constants.signals.SIGINT);
}

/**
 * Ctrl-C reaches npm, the older Node that started us and ourselves, and some of them hand it on: what follows so
 * shortly is the same one.
 */
const sameSignalMs = 150;

interface InterruptionOptions {
  readonly source: SignalSource;
  readonly clock: Clock;
  /** The first signal: the abort signal has just been aborted. */
  readonly onFirst: () => void;
  /** The second one: nobody wants to wait. */
  readonly onSecond: (signal: StopSignal) => void;
}

/** Turns the first stop signal into an aborted `AbortSignal`, the second into `onSecond`. */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #source: SignalSource;
  readonly #listeners: ReadonlyMap<StopSignal, () => void>;

  constructor({ source, clock, onFirst, onSecond }: InterruptionOptions) {
    this.#source = source;
    let firstAt = 0;
    const receive = (name: StopSignal) => {
      if (!this.signal.aborted) {
        firstAt = clock.monotonic();
        this.#controller.abort(new InterruptedError(name));
        onFirst();
      } else if (clock.monotonic() - firstAt > sameSignalMs) {
        onSecond(name);
      }
    };
    this.#listeners = new Map(stopSignals.map((name) => [name, () => receive(name)]));
    for (const [name, listener] of this.#listeners) source.on(name, listener);
  }

  /** Aborted with an {@link InterruptedError}. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const [name, listener] of this.#listeners) this.#source.off(name, listener);
  }
}
