import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { CallbackRefusedError } from './oauth-callback-errors.ts';

const lifetimeMs = 3_600_000;

/**
 * The `state` of authorisation links: shows that a callback belongs to a link of ours, once and within the hour. Signed
 * and not kept, so that asking for any number of links costs no memory and voids nobody else's.
 */
export class OneTimeStates {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #key = randomBytes(32);
  /** Until when each has to be remembered. */
  readonly #used = new Map<string, number>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  issue(): string {
    const expiresAt = this.#clock.now() + lifetimeMs;
    const payload = `${expiresAt.toString(36)}.${randomBytes(16).toString('base64url')}`;
    return `${payload}.${this.#sign(payload)}`;
  }

  /** @throws CallbackRefusedError when it is missing, unknown, used or too old. */
  redeem(state: string | null): void {
    if (state === null || state === '') throw new CallbackRefusedError('state-missing');
    const cut = state.lastIndexOf('.');
    const payload = state.slice(0, Math.max(cut, 0));
    if (!same(state.slice(cut + 1), this.#sign(payload))) {
      throw new CallbackRefusedError('state-unknown');
    }
    const now = this.#clock.now();
    const expiresAt = Number.parseInt(payload, 36);
    if (expiresAt <= now) throw new CallbackRefusedError('state-expired');
    for (const [used, until] of this.#used) if (until <= now) this.#used.delete(used);
    if (this.#used.has(payload)) throw new CallbackRefusedError('state-used');
    this.#used.set(payload, expiresAt);
  }

  #sign(payload: string): string {
    return createHmac('sha256', this.#key).update(payload).digest('base64url');
  }
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
