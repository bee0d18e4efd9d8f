import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { StateServer } from '../../../src/state/postgres/server.ts';
import { postgresServer } from './postgres-server.ts';
import { statementOn } from './statement.ts';

/** Where a state may live: what holds of it holds in each. */
export const homes = ['SQLite', 'PostgreSQL'] as const;
export type Home = (typeof homes)[number];

/** Those that were given back, empty: to make all tables takes longer than to empty them. */
const free: string[] = [];

/** How many tables a state has. */
let whole: number | undefined;

/** A clinic's schema of the tests' server. */
export class TestSchema {
  readonly server: StateServer;

  constructor(server: StateServer) {
    this.server = server;
  }

  /** Empty tables, or none yet. */
  static async take(): Promise<TestSchema> {
    return await TestSchema.#named(free.pop());
  }

  /** One that nobody has begun. */
  static async unbegun(): Promise<TestSchema> {
    return await TestSchema.#named();
  }

  static async #named(schema = `clinic_${randomBytes(6).toString('hex')}`): Promise<TestSchema> {
    return new TestSchema({ ...(await postgresServer()), schema });
  }

  /** A statement as whoever looks after the server. */
  async sql<Row extends pg.QueryResultRow>(text: string): Promise<readonly Row[]> {
    return await statementOn<Row>(this.server, text);
  }

  /** All tables are there, and nothing is in them. */
  async empty(): Promise<void> {
    const { schema } = this.server;
    await this.sql(`do $$ declare it record; begin
      for it in ${relations(schema)} loop
        if it.relkind = 'S' then execute format('alter sequence ${schema}.%I restart', it.relname);
        else execute format('delete from ${schema}.%I', it.relname);
        end if;
      end loop;
    end $$`);
  }

  /** As whoever dumps the schema; the copy before is gone. */
  async keepCopy(): Promise<void> {
    const { schema } = this.server;
    await this.sql(`do $$ declare it record; begin
      drop schema if exists ${schema}_copy cascade;
      create schema ${schema}_copy;
      for it in ${relations(schema)} loop
        execute format('create table ${schema}_copy.%I as table ${schema}.%I', it.relname, it.relname);
      end loop;
    end $$`);
  }

  /** Into empty tables. */
  async putCopyBack(): Promise<void> {
    const { schema } = this.server;
    await this.sql(`do $$ declare it record; begin
      for it in ${relations(schema)} loop
        if it.relkind = 'S' then
          execute format('select setval(%L, last_value, is_called) from ${schema}_copy.%I',
            '${schema}.' || quote_ident(it.relname), it.relname);
        else execute format('insert into ${schema}.%I select * from ${schema}_copy.%I', it.relname, it.relname);
        end if;
      end loop;
    end $$`);
  }

  async giveBack(): Promise<void> {
    const { schema } = this.server;
    await this.sql(`drop schema if exists ${schema}_copy cascade`);
    await this.empty();
    const [found] = await this.sql<{ tables: string }>(
      `select count(*) as tables from pg_tables where schemaname = '${schema}'`,
    );
    const tables = Number(found?.tables);
    // A test may have taken one away, or put one in.
    whole ??= tables;
    if (tables === whole) free.push(schema);
  }
}

/** Tables and sequences, but for the list of the steps that made them. */
const relations = (schema: string): string => `
  select c.relname, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = '${schema}' and c.relkind in ('r', 'S') and c.relname not like 'kysely%'`;
