import type { Kysely } from 'kysely';
import type { z } from 'zod';
import {
  type GivenToken,
  type GivenTokenStore,
  givenTokenSchema,
} from '../../amocrm/auth/given-token.ts';
import { type TokenPair, type TokenStore, tokenPairSchema } from '../../amocrm/auth/token-store.ts';
import type { Clock } from '../../clock.ts';
import type { Cipher } from '../file/cipher.ts';
import { StateError, stateErrors } from '../file/errors.ts';
import type { ProcessLock } from '../processes/process-lock.ts';
import type { StateTables } from '../shape/schema.ts';

/** A secret at rest: one row, encrypted, durable before `save` resolves (the store commits with synchronous=full). */
class SealedRow<S extends z.ZodType> {
  readonly #db: Kysely<StateTables>;
  readonly #cipher: Cipher;
  readonly #clock: Clock;
  readonly #name: string;
  readonly #schema: S;

  constructor(
    { db, cipher, clock }: { db: Kysely<StateTables>; cipher: Cipher; clock: Clock },
    name: string,
    schema: S,
  ) {
    this.#db = db;
    this.#cipher = cipher;
    this.#clock = clock;
    this.#name = name;
    this.#schema = schema;
  }

  /** @throws StateError STATE_TOKENS_UNREADABLE when it was sealed with another key, or is damaged. */
  async load(): Promise<z.infer<S> | null> {
    const found = await this.#db
      .selectFrom('tokens')
      .select('current')
      .where('name', '=', this.#name)
      .executeTakeFirst();
    if (found === undefined) return null;
    try {
      return this.#schema.parse(JSON.parse(this.#cipher.open(found.current)));
    } catch (error) {
      throw new StateError(stateErrors.tokensUnreadable(), { cause: error });
    }
  }

  /** Keeps the one before, for diagnosis. */
  async save(value: z.infer<S>): Promise<void> {
    const current = this.#cipher.seal(JSON.stringify(value));
    const saved_at = this.#clock.now();
    await this.#db
      .insertInto('tokens')
      .values({ name: this.#name, current, previous: null, saved_at })
      .onConflict((c) =>
        c
          .column('name')
          .doUpdateSet((e) => ({ current, previous: e.ref('tokens.current'), saved_at })),
      )
      .execute();
  }

  async clear(): Promise<void> {
    await this.#db.deleteFrom('tokens').where('name', '=', this.#name).execute();
  }

  /** @throws when nothing could be kept now. */
  async probe(): Promise<void> {
    await this.#db
      .updateTable('tokens')
      .set((e) => ({ saved_at: e.ref('saved_at') }))
      .where('name', '=', this.#name)
      .execute();
  }
}

type Sealing = ConstructorParameters<typeof SealedRow>[0];

/** The pair of OAuth. One refresh at a time over all processes: a kernel-held lock of its own. */
export class SealedTokenStore implements TokenStore {
  readonly #row: SealedRow<typeof tokenPairSchema>;
  readonly #lock: ProcessLock;

  constructor(sealing: Sealing, lock: ProcessLock) {
    this.#row = new SealedRow(sealing, 'amocrm', tokenPairSchema);
    this.#lock = lock;
  }

  load(): Promise<TokenPair | null> {
    return this.#row.load();
  }

  save(pair: TokenPair): Promise<void> {
    return this.#row.save(pair);
  }

  async exclusive<T>(work: () => Promise<T>): Promise<T> {
    const held = await this.#lock.acquire();
    try {
      // A refresh token is good for one use: it is not used while its successor could not be kept.
      await this.#row.probe();
      return await work();
    } finally {
      held.release();
    }
  }
}

export class SealedGivenToken implements GivenTokenStore {
  readonly #row: SealedRow<typeof givenTokenSchema>;

  constructor(sealing: Sealing) {
    this.#row = new SealedRow(sealing, 'amocrm-long-lived', givenTokenSchema);
  }

  async load(): Promise<GivenToken | null> {
    return await this.#row.load().catch((error: unknown) => {
      if (error instanceof StateError) return null;
      throw error;
    });
  }

  save(token: GivenToken): Promise<void> {
    return this.#row.save(token);
  }

  clear(): Promise<void> {
    return this.#row.clear();
  }
}
