import { type Kysely, sql } from 'kysely';
import type { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Cipher } from '../file/cipher.ts';
import { StateError, stateErrors } from '../file/errors.ts';
import type { StateTables } from '../shape/schema.ts';
import { upsert } from '../shape/upsert.ts';

export interface Sealing {
  readonly db: Kysely<StateTables>;
  readonly cipher: Cipher;
  readonly clock: Clock;
}

/** A secret at rest: one row, encrypted, durable before `save` resolves (the store commits with synchronous=full). */
export class SealedRow<S extends z.ZodType> {
  readonly #db: Kysely<StateTables>;
  readonly #cipher: Cipher;
  readonly #clock: Clock;
  readonly #name: string;
  readonly #schema: S;

  constructor({ db, cipher, clock }: Sealing, name: string, schema: S) {
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

  /** Saves the value; the one before stays beside it, for diagnosis. */
  async save(value: z.infer<S>, db = this.#db): Promise<void> {
    const current = this.#cipher.seal(JSON.stringify(value));
    const row = { name: this.#name, current, previous: null, saved_at: this.#clock.now() };
    await upsert(db, 'tokens', [row], { sets: { previous: sql`tokens.current` } });
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
