import { logFields } from '../../app-error.ts';
import type { RunningPass } from '../../health/facts.ts';
import type { LockHolder } from '../../state/processes/pass-lock.ts';
import { retryMs } from '../schedule/next-passes.ts';
import type { PassRecord } from '../schedule/pass-record.ts';
import { PassLog } from './pass-log.ts';
import { codeOf, PassTurn, type PassTurnParts } from './pass-turn.ts';

/**
 * The heart of the service: takes its turn, and begins anew. Whatever a pass ends with, the loop goes on.
 */
export class PassLoop {
  readonly #parts: PassTurnParts;
  readonly #log: PassLog;
  readonly #pass: PassTurn;
  /** Turns in a row in which the state store itself failed. */
  #stumbles = 0;
  /** Until then the state is left alone, monotonic ms. */
  #retryAt = 0;

  constructor(parts: PassTurnParts) {
    this.#parts = parts;
    const { log, clock } = parts.clinic;
    this.#log = new PassLog(log, clock.monotonic());
    this.#pass = new PassTurn(parts, this.#log);
  }

  get running(): RunningPass | null {
    return this.#pass.running;
  }

  get waitsFor(): LockHolder | null {
    return this.#pass.waitsFor;
  }

  /** When the next passes will be; null while a person's word is waited for. Wall ms. */
  get next(): PassRecord['next'] | null {
    return this.#pass.next;
  }

  /**
   * Until the signal is aborted; a pass under way then finishes or parks what is in flight.
   *
   * @throws StateError STATE_REPLACED: only a new start reads the other key.
   */
  async run(): Promise<void> {
    const { clinic, wakeSignal, events } = this.#parts;
    const { signal, clock } = clinic;
    const wake = () => wakeSignal.wake();
    signal.addEventListener('abort', wake, { once: true });
    try {
      while (!signal.aborted) {
        await this.#turn();
        events.emit({ type: 'turn', at: clock.now() });
        if (signal.aborted) return;
        const isWoken = await wakeSignal.wait(clock, this.#untilNextTurn());
        if (isWoken) this.#retryAt = 0;
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  async #turn(): Promise<void> {
    const { log, clock, signal } = this.#parts.clinic;
    this.#parts.onAlive();
    this.#log.hourly(clock.monotonic());
    if (clock.monotonic() < this.#retryAt) return;
    try {
      await this.#pass.take();
      this.#stumbles = 0;
    } catch (error) {
      if (signal.aborted && error === signal.reason) return;
      if (codeOf(error) === 'STATE_REPLACED') throw error;
      this.#stumbles += 1;
      this.#retryAt = clock.monotonic() + retryMs('incremental', this.#stumbles);
      log.error(logFields(error), 'a turn of the service failed');
    }
  }

  /** Wakes for what is due, but looks round now and then: a machine that slept or a clock that was set tells nobody. */
  #untilNextTurn(): number {
    const { pollMs, clinic } = this.#parts;
    const { clock } = clinic;
    const { next } = this;
    const due = next && Math.min(next.incrementalAt, next.deepAt) - clock.now();
    // After a stumble what is due has to wait; who watches hears of us all the same.
    const ms = this.#stumbles > 0 ? this.#retryAt - clock.monotonic() : (due ?? pollMs);
    return Math.max(1, Math.min(ms, pollMs));
  }
}
