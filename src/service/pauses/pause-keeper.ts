import { RateBlockedError } from '../../amocrm/errors/errors.ts';
import { AppError } from '../../app-error.ts';
import type { Clinic } from '../../clinic/clinic.ts';
import type { PauseReason } from '../../state/record/pause-reasons.ts';
import type { Pause } from '../../state/record/pauses.ts';
import type { ServiceEvents } from '../service-events.ts';
import { endsByPerson, pauseReasonOf, probeEveryMs } from './pause-rules.ts';

/**
 * The reasons for which the service rests, kept in the state: whoever changes them there, in this process or another,
 * is noticed at the next look. It knows besides when a pass may be tried in spite of them.
 */
export class PauseKeeper {
  readonly #clinic: Pick<Clinic, 'state' | 'clock' | 'log'>;
  readonly #events: Pick<ServiceEvents, 'emit'>;
  #standing: readonly Pause[] = [];
  /** Monotonic ms from which on a pass is tried; a reason that is not here may be tried at once. */
  readonly #probeAt = new Map<PauseReason, number>();
  /** Which tokens amoCRM did not take; undefined: not looked at yet. */
  #tokensThen: number | null | undefined;
  /** The last whole pass when the newest reason was added: a later one is somebody else's success. */
  #wholeThen: number | null = null;

  constructor(
    clinic: Pick<Clinic, 'state' | 'clock' | 'log'>,
    events: Pick<ServiceEvents, 'emit'>,
  ) {
    this.#clinic = clinic;
    this.#events = events;
  }

  /** As of the last look; the gravest first. */
  get standing(): readonly Pause[] {
    return this.#standing;
  }

  /** What a person's word alone ends. */
  get needsPerson(): boolean {
    return this.#standing.some(({ reason }) => endsByPerson.has(reason));
  }

  has(reason: PauseReason): boolean {
    return this.#standing.some((pause) => pause.reason === reason);
  }

  /** When a pass may be tried: 0 at once, null only after a person's word. Monotonic ms. */
  get nextTryAt(): number | null {
    if (this.needsPerson) return null;
    return Math.max(0, ...this.#standing.map(({ reason }) => this.#probeAt.get(reason) ?? 0));
  }

  /** Looks at the state. @returns reasons that stand no more since the last look, whoever took them away. */
  async look(): Promise<readonly PauseReason[]> {
    await this.#endByTokens();
    await this.#endByOthers();
    const before = this.#standing;
    this.#standing = await this.#clinic.state.pauses.all();
    const added = this.#standing.filter(({ reason }) => !names(before).includes(reason));
    const removed = names(before).filter((reason) => !this.has(reason));
    for (const { reason, code } of added) this.#tell({ type: 'paused', reason, code });
    if (removed.length > 0 && this.#standing.length === 0) {
      await this.#clinic.state.meta.set('resumedAt', this.#clinic.clock.now());
    }
    for (const reason of removed) {
      this.#probeAt.delete(reason);
      this.#tell({ type: 'resumed', reason });
    }
    return removed;
  }

  /** After a pass that failed: the service may rest for it. */
  async failed(error: unknown): Promise<void> {
    const reason = pauseReasonOf(error);
    if (reason === null) return;
    const { state, clock } = this.#clinic;
    const code = error instanceof AppError ? error.code : null;
    const wait =
      error instanceof RateBlockedError ? Math.max(error.until - clock.now(), 0) : probeEveryMs;
    this.#probeAt.set(reason, clock.monotonic() + wait);
    this.#wholeThen = await this.#lastWhole();
    if (reason === 'auth') this.#tokensThen = await this.#tokensNow();
    // One that stands already keeps its beginning.
    await state.pauses.set({ reason, since: clock.now(), code, actor: 'service' });
    await this.look();
  }

  /** After a pass that ended well: all is over but what a person said. */
  async ended(): Promise<void> {
    await this.#end(names(this.#standing).filter((reason) => reason !== 'user'));
    if (this.#standing.length > 0) await this.look();
  }

  async #end(reasons: readonly PauseReason[]): Promise<void> {
    for (const reason of reasons) await this.#clinic.state.pauses.clear(reason);
  }

  /** Other tokens than those that were not taken: somebody has authorised us. */
  async #endByTokens(): Promise<void> {
    if (!this.has('auth')) return;
    const now = await this.#tokensNow();
    const then = this.#tokensThen;
    this.#tokensThen = now;
    if (then !== undefined && now !== null && now !== then) await this.#end(['auth']);
  }

  /** Another process's pass that ended well after them: `sync --allow-mass-change`, or just `sync`. */
  async #endByOthers(): Promise<void> {
    const ours = this.#standing.filter(({ reason }) => reason !== 'user');
    if (ours.length === 0) return;
    const whole = await this.#lastWhole();
    if (whole === null || whole === this.#wholeThen) return;
    const over = ours.filter(({ since }) => since < whole && whole <= this.#clinic.clock.now());
    await this.#end(names(over));
  }

  async #lastWhole(): Promise<number | null> {
    return (await this.#clinic.state.meta.get('lastIncrementalAt')) ?? null;
  }

  /** Tells one pair from another; null: there is none that could be used. */
  async #tokensNow(): Promise<number | null> {
    const pair = await this.#clinic.state.tokens.load().catch(() => null);
    return pair?.issuedAt ?? null;
  }

  #tell(event: Parameters<ServiceEvents['emit']>[0] & { type: 'paused' | 'resumed' }): void {
    const { type, ...facts } = event;
    this.#clinic.log[type === 'paused' ? 'warn' : 'info'](facts, `service ${type}`);
    this.#events.emit(event);
  }
}

const names = (pauses: readonly Pause[]): readonly PauseReason[] =>
  pauses.map(({ reason }) => reason);
