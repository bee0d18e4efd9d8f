import type pg from 'pg';
import type { Clock } from '../../../clock.ts';
import { patience } from '../client/patience.ts';
import { applicationName, connect } from '../connections.ts';
import type { StateServer } from '../server.ts';
import { Session } from './session.ts';

/** Where sessions come from, and what becomes of one that nobody needs any more. */
export interface Sessions {
  /** One that is the caller's alone until he gives it back, and holds nothing. @throws StateError */
  begin(server: StateServer): Promise<Session>;
  /** From one who holds nothing by it any more. */
  giveBack(session: Session): Promise<void>;
}

/** Each is begun for its holder, who waits so long for an answer, and ends with him. */
export const sessionsFor = (answerMs: number): Sessions => ({
  begin: async (server) => new Session(await connect(server, { answerMs }), server),
  giveBack: (session) => session.end(),
});

export const ownSessions = sessionsFor(patience.answerMs);

/** A session keeps what the server has learnt of our tables: it is begun anew after so many holders. */
const mostHolders = 200;
/** It is begun anew after so long, too: the server's name may lead to another one by then. */
const oldMs = 600_000;
/** One that nobody took for so long is ended. */
const idleMs = 60_000;
/** One that is silent for so long as it is taken is gone. */
const answerMs = 15_000;

interface Life {
  readonly begunAt: number;
  readonly holders: number;
}

interface Ready extends Life {
  readonly client: pg.Client;
  readonly over: NodeJS.Timeout;
}

/**
 * Sessions of one server, user and database that the clinics of a machine have one after the other: to begin one costs more
 * than all that an idle pass asks by it. Each is proved to be no pooler's when it begins, and stays the same backend's.
 */
export class ReadySessions implements Sessions {
  /** The one that was given back last is taken first. */
  readonly #ready: Ready[] = [];
  readonly #lives = new WeakMap<pg.Client, Life>();
  readonly #clock: Clock;
  readonly #answerMs: number;
  #isClosed = false;

  constructor(clock: Clock, patience = { answerMs }) {
    this.#clock = clock;
    this.#answerMs = patience.answerMs;
  }

  async begin(server: StateServer): Promise<Session> {
    for (;;) {
      const ready = this.#ready.pop();
      if (ready === undefined) break;
      const { client, begunAt, holders, over } = ready;
      clearTimeout(over);
      const session = new Session(client, server, { isUsed: true });
      try {
        await client.query({
          // Whoever waits for a lock ends a silent holder of its own name only.
          text: `select pg_catalog.pg_advisory_unlock_all(),
            pg_catalog.set_config('application_name', $1, false)`,
          values: [applicationName(server.schema)],
          // pg knows it, and its types know it of a connection alone.
          query_timeout: this.#answerMs,
        } as pg.QueryConfig);
        this.#lives.set(client, { begunAt, holders });
        return session;
      } catch {
        // The server ended it while nobody used it; that it is gone itself is told by a new one.
        await session.end();
      }
    }
    const session = await ownSessions.begin(server);
    this.#lives.set(session.client, { begunAt: this.#clock.monotonic(), holders: 0 });
    return session;
  }

  async giveBack(session: Session): Promise<void> {
    const { client } = session;
    const life = this.#lives.get(client);
    if (this.#isClosed || life === undefined || this.#isSpent(life) || !session.isSound) {
      return await session.end();
    }
    session.leave();
    const over = setTimeout(() => {
      const at = this.#ready.findIndex((ready) => ready.client === client);
      if (at >= 0) this.#ready.splice(at, 1);
      client.end().catch(() => undefined);
    }, idleMs);
    over.unref();
    this.#ready.push({ client, begunAt: life.begunAt, holders: life.holders + 1, over });
  }

  #isSpent({ begunAt, holders }: Life): boolean {
    return holders + 1 >= mostHolders || this.#clock.monotonic() - begunAt >= oldMs;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const ready = this.#ready.splice(0);
    await Promise.all(
      ready.map(({ client, over }) => {
        clearTimeout(over);
        return client.end().catch(() => undefined);
      }),
    );
  }
}
