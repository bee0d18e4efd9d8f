import { createHmac } from 'node:crypto';
import type { FleetDatabase } from '../../../fleet/tables/fleet-database.ts';
import { fleetSchema } from '../../../fleet/tables/steps.ts';
import { type FailureCount, type PaceRules, waitOf } from '../../sign-in/attempt-pace.ts';

const table = `${fleetSchema}.fleet_failures`;

/** What nobody is slowed down for any more is not kept. */
export async function forgetFailures(db: Pick<FleetDatabase, 'rows'>): Promise<void> {
  await db.rows(
    `delete from ${table} where last_at < pg_catalog.clock_timestamp() - interval '15 minutes'`,
  );
}

/** Failures to sign in, counted on the server of the fleet: whoever guesses at several machines guesses at one door. */
export class FleetFailures implements FailureCount {
  readonly #db: FleetDatabase;
  readonly #kind: string;
  readonly #rules: PaceRules;
  readonly #key: string;

  /** @param key people type a password where their name belongs: what is kept of either is keyed with it */
  constructor(db: FleetDatabase, key: string, of: { kind: string; rules: PaceRules }) {
    this.#db = db;
    this.#key = key;
    this.#kind = of.kind;
    this.#rules = of.rules;
  }

  async waitMs(who: string): Promise<number> {
    const [row] = await this.#db.rows<{ failures: number; since_ms: number }>(
      `select failures, (extract(epoch from pg_catalog.clock_timestamp() - last_at) * 1000)::double precision as since_ms
        from ${table} where kind = $1 and who = $2`,
      [this.#kind, this.#hidden(who)],
    );
    if (row === undefined) return 0;
    return waitOf(this.#rules, { count: row.failures, sinceMs: row.since_ms });
  }

  async failed(who: string): Promise<void> {
    const memory = `pg_catalog.clock_timestamp() - ${this.#rules.memoryMs} * interval '1 millisecond'`;
    await this.#db.rows(`delete from ${table} where kind = $1 and last_at < ${memory}`, [
      this.#kind,
    ]);
    await this.#db.rows(
      `insert into ${table} as f (kind, who, failures, last_at)
        values ($1, $2, 1, pg_catalog.clock_timestamp())
        on conflict (kind, who) do update
          set failures = f.failures + 1, last_at = excluded.last_at`,
      [this.#kind, this.#hidden(who)],
    );
  }

  async succeeded(who: string): Promise<void> {
    await this.#db.rows(`delete from ${table} where kind = $1 and who = $2`, [
      this.#kind,
      this.#hidden(who),
    ]);
  }

  #hidden(who: string): string {
    return createHmac('sha256', this.#key).update(`who:${who}`).digest('base64url');
  }
}
