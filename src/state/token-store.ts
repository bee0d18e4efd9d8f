import type { Kysely } from 'kysely';
import type { TokenPair, TokenStore } from '../amocrm/token-store.ts';
import { tokenPairSchema } from '../amocrm/token-store.ts';
import type { Clock } from '../clock.ts';
import type { Cipher } from './cipher.ts';
import { StateError, stateErrors } from './errors.ts';
import type { ProcessLock } from './process-lock.ts';
import type { StateTables } from './schema.ts';

const row = 'amocrm';

/**
 * Tokens at rest: encrypted, durable before `save` resolves (the store commits with synchronous=full), with the pair
 * before kept for diagnosis. One refresh at a time over all processes: a kernel-held lock of its own.
 */
export class SealedTokenStore implements TokenStore {
  readonly #db: Kysely<StateTables>;
  readonly #cipher: Cipher;
  readonly #lock: ProcessLock;
  readonly #clock: Clock;

  constructor(db: Kysely<StateTables>, cipher: Cipher, lock: ProcessLock, clock: Clock) {
    this.#db = db;
    this.#cipher = cipher;
    this.#lock = lock;
    this.#clock = clock;
  }

  /** @throws StateError STATE_TOKENS_UNREADABLE when the pair was sealed with another key, or is damaged. */
  async load(): Promise<TokenPair | null> {
    const found = await this.#db
      .selectFrom('tokens')
      .select('current')
      .where('name', '=', row)
      .executeTakeFirst();
    if (found === undefined) return null;
    try {
      return tokenPairSchema.parse(JSON.parse(this.#cipher.open(found.current)));
    } catch (error) {
      throw new StateError(stateErrors.tokensUnreadable(), { cause: error });
    }
  }

  async save(pair: TokenPair): Promise<void> {
    const current = this.#cipher.seal(JSON.stringify(pair));
    const saved_at = this.#clock.now();
    await this.#db
      .insertInto('tokens')
      .values({ name: row, current, previous: null, saved_at })
      .onConflict((c) =>
        c
          .column('name')
          .doUpdateSet((e) => ({ current, previous: e.ref('tokens.current'), saved_at })),
      )
      .execute();
  }

  async exclusive<T>(work: () => Promise<T>): Promise<T> {
    const held = await this.#lock.acquire();
    try {
      await this.#probe();
      return await work();
    } finally {
      held.release();
    }
  }
  /** A refresh token is good for one use: it is not used while its successor could not be kept. */
  async #probe(): Promise<void> {
    await this.#db
      .updateTable('tokens')
      .set((e) => ({ saved_at: e.ref('saved_at') }))
      .where('name', '=', row)
      .execute();
  }
}
