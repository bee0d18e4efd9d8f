import { z } from 'zod';

/** What an authorisation or a refresh yields. Texts of any length; the refresh token is good for one use. */
export const tokenPairSchema = z.object({
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  /** Wall ms. */
  issuedAt: z.number(),
  /** Wall ms at which the access token ends, by our clock: counted from the answer, as `expires_in` says. */
  expiresAt: z.number(),
});

export type TokenPair = Readonly<z.infer<typeof tokenPairSchema>>;

/** Keeps the account's one pair for all processes (I5). */
export interface TokenStore {
  load(): Promise<TokenPair | null>;
  /** Durable before it resolves; keeps the pair before for diagnosis. */
  save(pair: TokenPair): Promise<void>;
  /**
   * Runs `work` while nobody else, in this or another process, runs any. It loads, saves and books a slot of the
   * limiter meanwhile: that must not wait for this.
   */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
}
