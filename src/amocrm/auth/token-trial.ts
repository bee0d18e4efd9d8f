/**
 * While one call tries a refused token again, all others wait for what comes of it: a service behind a token that was
 * taken back must not hammer amoCRM, and one 401 of a front in trouble must not stop it for good.
 */
export class TokenTrial {
  #under: PromiseWithResolvers<void> | null = null;

  get isUnderWay(): boolean {
    return this.#under !== null;
  }

  /** Resolves once none is under way. Rejects with the refusal that one came to. */
  async over(): Promise<void> {
    while (this.#under !== null) await this.#under.promise;
  }

  begin(): void {
    const under = Promise.withResolvers<void>();
    // Perhaps nobody waits for it.
    under.promise.catch(() => undefined);
    this.#under = under;
  }

  /** @param refusal the token is refused for good. */
  end(refusal?: unknown): void {
    const under = this.#under;
    this.#under = null;
    if (refusal === undefined) under?.resolve();
    else under?.reject(refusal);
  }
}
