import { Pool } from 'tarn';
import type { SessionContext } from './options.ts';
import { MssqlSession } from './session.ts';

/** The sessions of one connection, opened when first needed: one to read, a second one only for who writes. */
export class SessionPool {
  readonly #pool: Pool<MssqlSession>;
  readonly #closing = new AbortController();

  constructor(context: SessionContext, readOnly: boolean) {
    // Above the session's own limits, which say more of the cause.
    const patience = (context.config.connectionTimeoutMs ?? 30_000) * 3 + 10_000;
    const { signal } = this.#closing;
    this.#pool = new Pool<MssqlSession>({
      min: 0,
      max: readOnly ? 1 : 2,
      createTimeoutMillis: patience,
      acquireTimeoutMillis: patience + (context.config.commandTimeoutMs ?? 30_000),
      // A refused login is told at once, not asked for again until the time is over.
      propagateCreateError: true,
      create: () => MssqlSession.open(context, readOnly, signal),
      validate: (session) => session.alive,
      destroy: (session) => session.close(),
    });
  }

  /** @throws the signal's reason as soon as it is aborted, though the server says nothing. */
  async acquire(signal?: AbortSignal): Promise<MssqlSession> {
    const pending = this.#pool.acquire();
    if (signal === undefined) return await pending.promise;
    const { promise, reject } = Promise.withResolvers<never>();
    const give = () => {
      pending.abort();
      reject(signal.reason);
    };
    signal.addEventListener('abort', give, { once: true });
    try {
      if (signal.aborted) give();
      return await Promise.race([pending.promise, promise]);
    } finally {
      signal.removeEventListener('abort', give);
      // The promise that lost the race may still reject: without a listener that would end the process.
      promise.catch(() => undefined);
      pending.promise.catch(() => undefined);
    }
  }

  release(session: MssqlSession): void {
    this.#pool.release(session);
  }

  /** More than once is once. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    // A login under way is not waited for.
    this.#closing.abort();
    await this.#pool.destroy();
  }
}
