import { type Kysely, sql } from 'kysely';
import { Meta, stateFellBack } from '../../account/meta.ts';
import type { StateTables } from '../../shape/schema.ts';
import { type StateServer, tableOf } from '../server.ts';
import type { Kept, Origin, Seen } from './lineage.ts';

/** Tables that have been there from the first version on. */
const oldest = ['meta', 'links', 'intents', 'tokens'] as const;

/** Beside the tables of the shape, and not a part of them: another place of living has a lineage of its own. */
export const lineageTable = (server: StateServer): string => {
  const table = tableOf(server, 'lineage');
  return `create table if not exists ${table} (
      one integer primary key check (one = 1),
      id text not null,
      writes bigint not null default 0,
      pairs bigint not null default 0,
      system text, timeline text, tables text
    );
    insert into ${table} (one, id) values (1, pg_catalog.gen_random_uuid()::text)
      on conflict (one) do nothing`;
};

interface Look {
  readonly id: string;
  readonly writes: number;
  readonly pairs: number;
  readonly system: string | null;
  readonly timeline: string | null;
  readonly tables: string | null;
  readonly system_now: string | null;
  readonly timeline_now: string | null;
  readonly tables_now: string | null;
}

/** The row of a state's lineage. */
export class LineageRow {
  readonly #db: Kysely<StateTables>;
  readonly #table: string;
  readonly #tables: string;
  /** Functions of the server that this user may call. */
  #allowed: { readonly system: boolean; readonly timeline: boolean } | null = null;

  constructor(db: Kysely<StateTables>, server: StateServer) {
    this.#db = db;
    this.#table = tableOf(server, 'lineage');
    this.#tables = [...oldest, 'lineage']
      .map((table) => `'${tableOf(server, table)}'::pg_catalog.regclass::oid::text`)
      .join(` || ' ' || `);
  }

  /** The statement that counts one more transaction of a pass, and returns what a machine is to remember. */
  get counting(): string {
    return `update ${this.#table} set writes = writes + 1 returning id, writes, pairs`;
  }

  async look(): Promise<{ readonly kept: Kept; readonly now: Origin }> {
    this.#allowed ??= await this.#rights();
    const system = this.#allowed.system
      ? '(select system_identifier::text from pg_catalog.pg_control_system())'
      : 'null::text';
    const timeline = this.#allowed.timeline
      ? 'left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 8)'
      : 'null::text';
    const { rows } = await sql<Look>`select *, ${sql.raw(system)} as system_now,
      ${sql.raw(timeline)} as timeline_now, ${sql.raw(this.#tables)} as tables_now
      from ${sql.raw(this.#table)}`.execute(this.#db);
    const [row] = rows;
    if (row === undefined) throw new Error('a state that was opened has a lineage');
    const { id, writes, pairs, system_now, timeline_now, tables_now, ...kept } = row;
    return {
      kept: { id, writes, pairs, ...kept },
      now: { system: system_now, timeline: timeline_now, tables: tables_now },
    };
  }

  async #rights(): Promise<{ readonly system: boolean; readonly timeline: boolean }> {
    const may = (name: string) =>
      sql`pg_catalog.has_function_privilege(${sql.lit(`pg_catalog.${name}`)}, 'execute')`;
    const { rows } = await sql<{ system: boolean; timeline: boolean }>`select
      ${may('pg_control_system()')} as system,
      ${may('pg_walfile_name(pg_lsn)')} and ${may('pg_current_wal_lsn()')} as timeline`.execute(
      this.#db,
    );
    return rows[0] ?? { system: false, timeline: false };
  }

  /** From now on this is what the state is known by. */
  async keep(now: Origin): Promise<void> {
    await this.#keep(this.#db, now);
  }

  /** A comparison of everything is due, as after a restore; other machines need not find out again. */
  async distrust(now: Origin, atLeast: Counts, tokensBehindSince: number | null): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      const meta = new Meta(tx);
      await meta.doubt(stateFellBack);
      if (tokensBehindSince !== null) await meta.set('tokensBehind', { since: tokensBehindSince });
      await this.#keep(tx, now);
      await sql`update ${sql.raw(this.#table)} set
        writes = greatest(writes, ${atLeast.writes}::bigint),
        pairs = greatest(pairs, ${atLeast.pairs}::bigint)`.execute(tx);
    });
  }

  async #keep(db: Kysely<StateTables>, { system, timeline, tables }: Origin): Promise<void> {
    await sql`update ${sql.raw(this.#table)} set system = coalesce(${system}::text, system),
      timeline = coalesce(${timeline}::text, timeline),
      tables = coalesce(${tables}::text, tables)`.execute(db);
  }

  /** One more pair of tokens. */
  async countPair(tx: Kysely<StateTables>): Promise<Seen> {
    const { rows } = await sql<Seen>`update ${sql.raw(this.#table)} set pairs = pairs + 1
      returning id, writes, pairs`.execute(tx);
    const [row] = rows;
    if (row === undefined) throw new Error('a state that was opened has a lineage');
    return row;
  }
}

type Counts = Pick<Seen, 'writes' | 'pairs'>;
