import { createHmac } from 'node:crypto';
import type { FleetDatabase } from '../../../fleet/tables/fleet-database.ts';
import { fleetSchema } from '../../../fleet/tables/steps.ts';
import { keyOf, newSessionId } from '../../sign-in/session-ids.ts';
import {
  idleMs,
  longestMs,
  type Session,
  type SessionOwner,
  type SessionStore,
} from '../../sign-in/sessions.ts';

const table = `${fleetSchema}.fleet_sessions`;
const ago = (moment: string, ms: number) =>
  `${moment} < pg_catalog.clock_timestamp() - interval '${ms} milliseconds'`;
const isOver = `(${ago('used_at', idleMs)} or ${ago('begun_at', longestMs)})`;
/** Not every request is worth a write. */
const stirMs = 60_000;

interface Row {
  readonly account: string;
  readonly credential: string;
  readonly by_header: boolean;
  readonly has_rested: boolean;
}

/**
 * Who is signed in, on the server of the fleet: whichever machine is asked knows them, and who signs out at one is out at
 * all of them. The server has a hash of each id; the token for changes is made of the id, and kept nowhere.
 */
export class FleetSessions implements SessionStore {
  readonly #db: FleetDatabase;
  readonly #key: string;
  /** Of sessions to which this process streams something. */
  readonly #streams = new Map<string, AbortController>();

  /** @param key of the fleet's page, a secret: ids are signed with it. */
  constructor(db: FleetDatabase, key: string) {
    this.#db = db;
    this.#key = key;
  }

  async begin(owner: SessionOwner): Promise<{ readonly id: string; readonly session: Session }> {
    const { user, credential, byHeader } = owner;
    const id = newSessionId(this.#key, owner);
    await this.#db.rows(`delete from ${table} where ${isOver}`);
    await this.#db.rows(
      `insert into ${table} (id, account, credential, by_header) values ($1, $2, $3, $4)`,
      [keyOf(id), user, credential, byHeader],
    );
    return { id, session: this.#session(id, owner) };
  }

  async find(
    id: string | undefined,
    credentialOf: (user: string) => Promise<string | null>,
  ): Promise<Session | null> {
    if (id === undefined) return null;
    const key = keyOf(id);
    const [row] = await this.#db.rows<Row>(
      `select account, credential, by_header, ${ago('used_at', stirMs)} as has_rested
        from ${table} where id = $1 and not ${isOver}`,
      [key],
    );
    if (row === undefined) {
      this.#drop(key);
      return null;
    }
    const { account: user, credential, by_header: byHeader, has_rested } = row;
    if ((await credentialOf(user)) !== credential) {
      await this.end(id);
      return null;
    }
    if (has_rested) {
      await this.#db.rows(
        `update ${table} set used_at = pg_catalog.clock_timestamp() where id = $1`,
        [key],
      );
    }
    return this.#session(id, { user, credential, byHeader });
  }

  async end(id: string | undefined): Promise<void> {
    if (id === undefined) return;
    await this.#db.rows(`delete from ${table} where id = $1`, [keyOf(id)]);
    this.#drop(keyOf(id));
  }

  /** Ends what is streamed to sessions that have ended at another machine. */
  async look(): Promise<void> {
    // Those of now: what begins while the server is asked is of sessions that live.
    const asked = [...this.#streams.keys()];
    if (asked.length === 0) return;
    const rows = await this.#db.rows<{ id: string }>(
      `select id from ${table} where id = any ($1) and not ${isOver}`,
      [asked],
    );
    const alive = new Set(rows.map(({ id }) => id));
    for (const key of asked) if (!alive.has(key)) this.#drop(key);
  }

  #session(id: string, owner: SessionOwner): Session {
    const streams = this.#streams;
    const key = keyOf(id);
    return {
      ...owner,
      csrfToken: createHmac('sha256', this.#key).update(`csrf:${id}`).digest('base64url'),
      get ended() {
        const known = streams.get(key) ?? new AbortController();
        streams.set(key, known);
        return known.signal;
      },
    };
  }

  #drop(key: string): void {
    this.#streams.get(key)?.abort();
    this.#streams.delete(key);
  }
}
