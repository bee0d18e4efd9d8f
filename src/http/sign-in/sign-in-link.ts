import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { isSame } from './session-ids.ts';

const hourMs = 3_600_000;

/** A link that signs in once, within its time, on this computer: for the set-up, the first start and the demo. */
export class SignInLink {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #lifetimeMs: number;
  #issued: { readonly token: string; readonly until: number } | null = null;

  constructor(clock: Pick<Clock, 'now'>, lifetimeMs = hourMs) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
  }

  /**
   * Behind the `#` of the address: what stands there is not sent, so that it gets into no log. An earlier one is void.
   *
   * @param origin `http://127.0.0.1:8090`
   */
  issue(origin: string): string {
    const token = randomBytes(24).toString('base64url');
    this.#issued = { token, until: this.#clock.now() + this.#lifetimeMs };
    return `${origin}/sign-in#token=${token}`;
  }

  redeem(token: string): boolean {
    const issued = this.#issued;
    if (issued === null || !isSame(token, issued.token)) return false;
    this.#issued = null;
    return issued.until > this.#clock.now();
  }
}
