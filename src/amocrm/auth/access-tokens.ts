/** A token must last this long from the beginning of a pass on: no refresh in mid-batch (I5). */
export const passTokenMs = 3_600_000;

/** Where the API calls get their bearer token from. */
export interface AccessTokens {
  /** The token to call with now. */
  current(): Promise<string>;
  /**
   * After the API answered 401 to `rejected`: another token.
   * @throws AuthError when there is none, with what a person has to do
   */
  refreshAfter401(rejected: string): Promise<string>;
  /**
   * After how long the very same token is tried again when the API answers 401 to it, while nothing else is sent; then
   * `refreshAfter401` is asked. Absent where there is something to refresh.
   */
  readonly secondLooksMs?: readonly number[];
  /**
   * Called when a pass begins: makes the token good for at least `minValidityMs` (and refreshes it ahead of need), so
   * that no refresh happens between two batches (I5).
   */
  prepare(minValidityMs: number): Promise<void>;
}
