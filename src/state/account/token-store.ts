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
export class SealedTokenStore extends SealedRow<typeof tokenPairSchema> implements TokenStore {
  readonly #home: TokenHome;

  constructor(sealing: Sealing, home: TokenHome) {
    super(sealing, tokenPairRow, tokenPairSchema);
    this.#home = home;
  }

  override async save(pair: TokenPair): Promise<void> {
    await this.#home.keepPair(async (tx) => {
      await super.save(pair, tx);
      await new Meta(tx).clear('tokensBehind');
    });
  }

  async exclusive<T>(work: () => Promise<T>): Promise<T> {
    const held = await this.#home.refresh.acquire();
    try {
      // Whoever waited for a restore or a move would spend a token that another state goes on with.
      await this.#home.check();
      // A refresh token is good for one use: it is not used while its successor could not be kept.
      await this.probe();
      return await work();
    } finally {
      held.release();
    }
  }
}

/** The row of the long-lived token that a person gave: one that cannot be read is none. */
export class SealedGivenToken
  extends SealedRow<typeof givenTokenSchema>
  implements GivenTokenStore
{
  constructor(sealing: Sealing) {
    super(sealing, 'amocrm-long-lived', givenTokenSchema);
  }

  override async load(): Promise<GivenToken | null> {
    return await super.load().catch((error: unknown) => {
      if (error instanceof StateError) return null;
      throw error;
    });
  }
}
