/**
 * Requests in flight side by side, so that amoCRM never waits for us; the limiter spaces them. The first failure stops
 * new ones; those under way are always awaited, since each of them may be writing.
 */
export class TaskPool {
  readonly #most: number;
  readonly #under = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | null = null;

  constructor(most: number) {
    this.#most = most;
  }

  get isFull(): boolean {
    return this.#under.size >= this.#most;
  }

  /** Starts a task once there is a place for it. Rejects with an earlier task's failure. */
  async start(task: () => Promise<void>): Promise<void> {
    while (this.isFull && this.#failure === null) {
      await Promise.race(this.#under);
    }
    this.#throwFailure();
    const running = task()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#under.delete(running);
      });
    this.#under.add(running);
  }

  /** Waits for all; rejects with the first failure. */
  async idle(): Promise<void> {
    while (this.#under.size > 0) await Promise.all(this.#under);
    this.#throwFailure();
  }

  /** Waits for all, whatever became of them: nothing may be under way when a pass ends. */
  async drain(): Promise<void> {
    while (this.#under.size > 0) await Promise.all(this.#under);
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}
