import {
  type GivenToken,
  type GivenTokenStore,
  givenTokenSchema,
} from '../../amocrm/auth/given-token.ts';
import { type TokenPair, type TokenStore, tokenPairSchema } from '../../amocrm/auth/token-store.ts';
import { StateError } from '../file/errors.ts';
import type { StateHome } from '../home.ts';
import { Meta } from './meta.ts';
import { SealedRow, type Sealing } from './sealed-row.ts';

type TokenHome = Pick<StateHome, 'refresh' | 'keepPair'> & {
  /** Whether the store is still the one that was opened; throws when it is not. */
  readonly check: () => Promise<void>;
};

/** The row of the pair that OAuth gave. */
export const tokenPairRow = 'amocrm';

/** The pair of OAuth. One refresh at a time over all processes: a lock of its own. */
export class SealedTokenStore implements TokenStore {
  readonly #row: SealedRow<typeof tokenPairSchema>;
  readonly #home: TokenHome;

  constructor(sealing: Sealing, home: TokenHome) {
    this.#row = new SealedRow(sealing, tokenPairRow, tokenPairSchema);
    this.#home = home;
  }

  load(): Promise<TokenPair | null> {
    return this.#row.load();
  }

  async save(pair: TokenPair): Promise<void> {
    await this.#home.keepPair(async (tx) => {
      await this.#row.save(pair, tx);
      await new Meta(tx).clear('tokensBehind');
    });
  }

  async exclusive<T>(work: () => Promise<T>): Promise<T> {
    const held = await this.#home.refresh.acquire();
    try {
      // Whoever waited for a restore or a move would spend a token that another state goes on with.
      await this.#home.check();
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
