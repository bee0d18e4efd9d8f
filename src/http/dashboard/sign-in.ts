import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError, apiErrors } from '../api/errors.ts';
import { isPassword } from './password-hash.ts';

type Limit = ReturnType<FastifyInstance['createRateLimit']>;

const quarter = 15 * 60_000;
const perAddress = 10;
/** From everywhere together: a password must not be found by many who guess at once. */
const overall = 100;

/**
 * Judges one attempt to sign in after the other, so that neither the slow hash nor the count of failures can be raced.
 * Only failures count.
 */
export class SignIn {
  readonly #limits: readonly Limit[];
  #turn: Promise<unknown> = Promise.resolve();

  /** @param app with `@fastify/rate-limit`. */
  constructor(app: FastifyInstance) {
    const limit = { timeWindow: quarter };
    this.#limits = [
      app.createRateLimit({ ...limit, max: perAddress }),
      app.createRateLimit({ ...limit, max: overall, keyGenerator: () => 'everybody' }),
    ];
  }

  /** @throws ApiError TOO_MANY_ATTEMPTS, WRONG_PASSWORD */
  async byPassword(request: FastifyRequest, password: string, hashed: string | null) {
    const isRight = () => (hashed === null ? Promise.resolve(false) : isPassword(password, hashed));
    await this.#judge(request, isRight, new ApiError(apiErrors.wrongPassword()));
  }

  /** @throws ApiError TOO_MANY_ATTEMPTS, SIGN_IN_LINK_VOID */
  async byLink(request: FastifyRequest, isRight: () => boolean) {
    await this.#judge(request, async () => isRight(), new ApiError(apiErrors.linkVoid()));
  }

  async #judge(request: FastifyRequest, isRight: () => Promise<boolean>, refusal: ApiError) {
    const attempt = this.#turn.then(async () => {
      for (const limit of this.#limits) {
        const state = await limit(request, { increment: false });
        if (!state.isAllowed && state.remaining <= 0) {
          throw new ApiError(apiErrors.tooManyAttempts({ seconds: state.ttlInSeconds }));
        }
      }
      if (await isRight()) return;
      for (const limit of this.#limits) await limit(request);
      throw refusal;
    });
    this.#turn = attempt.catch(() => undefined);
    await attempt;
  }
}
