import { ApiError, apiErrors } from '../api/errors.ts';
import { addressBlock } from './address-block.ts';
import type { FailureCount, PaceRules } from './attempt-pace.ts';
import { isPassword } from './password-hash.ts';

/** Who tries to sign in. */
export interface Visitor {
  /** Of the browser, as far as trusted proxies tell it. */
  readonly address: string;
  /** Of a browser that has signed in here before, which nobody else's failures slow down; else null. */
  readonly browser: string | null;
  /** Whom they say they are. */
  readonly user: string;
}

const minute = 60_000;
const ofOne = { free: 10, firstMs: 1_000, longestMs: minute, memoryMs: 15 * minute };
/** From everywhere together, for one user and for all: nobody's password must be found by many who guess at once. */
const ofAll = { free: 100, firstMs: 1_000, longestMs: 1_000, memoryMs: 15 * minute };
const everybody = 'everybody';

/** A place to count failures in, by whose they are. */
export type CountFailures = (of: 'each' | 'all' | 'user', rules: PaceRules) => FailureCount;

/**
 * Judges one attempt to sign in after the other, so that neither the slow hash nor the count of failures can be raced.
 * Only failures count, and they slow down whoever fails; they lock nobody out.
 */
export class SignIn {
  readonly #each: FailureCount;
  readonly #all: FailureCount;
  readonly #ofUser: FailureCount;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(count: CountFailures) {
    this.#each = count('each', ofOne);
    this.#all = count('all', ofAll);
    this.#ofUser = count('user', ofAll);
  }

  /** @throws ApiError TOO_MANY_ATTEMPTS, WRONG_PASSWORD */
  async byPassword(visitor: Visitor, password: string, hashed: string | null) {
    const isRight = () => (hashed === null ? Promise.resolve(false) : isPassword(password, hashed));
    await this.#judge(visitor, isRight, new ApiError(apiErrors.wrongPassword));
  }

  /** @throws ApiError TOO_MANY_ATTEMPTS, SIGN_IN_LINK_VOID */
  async byLink(visitor: Visitor, isRight: () => boolean) {
    await this.#judge(visitor, async () => isRight(), new ApiError(apiErrors.linkVoid));
  }

  async #judge(
    { address, browser, user }: Visitor,
    isRight: () => Promise<boolean>,
    refusal: ApiError,
  ) {
    const who = browser === null ? `address ${addressBlock(address)}` : `browser ${browser}`;
    const attempt = this.#turn.then(async () => {
      const isStranger = browser === null;
      const wait = Math.max(
        await this.#each.waitMs(who),
        isStranger ? await this.#all.waitMs(everybody) : 0,
        isStranger ? await this.#ofUser.waitMs(user) : 0,
      );
      if (wait > 0) {
        throw new ApiError(apiErrors.tooManyAttempts({ seconds: Math.ceil(wait / 1000) }));
      }
      if (await isRight()) return await this.#each.succeeded(who);
      await this.#each.failed(who);
      if (isStranger) {
        await this.#all.failed(everybody);
        await this.#ofUser.failed(user);
      }
      throw refusal;
    });
    this.#turn = attempt.catch(() => undefined);
    await attempt;
  }
}
