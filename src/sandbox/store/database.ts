import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { StatementCache } from '../../sqlite/statement-cache.ts';

const entityTables = (name: 'contact' | 'lead'): string => `
  create table if not exists ${name} (
    id integer primary key, gone integer not null, created_at integer not null, updated_at integer not null,
    body text not null);
  create index if not exists ${name}_by_id on ${name} (gone, id);
  create index if not exists ${name}_by_update on ${name} (gone, updated_at, id);
  create index if not exists ${name}_by_creation on ${name} (gone, created_at, id);
  create table if not exists ${name}_search (id integer primary key, text text not null);`;

const schema = `
  create table if not exists meta (key text primary key, value text not null) without rowid;
  create table if not exists sequence (name text primary key, value integer not null) without rowid;
  ${entityTables('contact')}
  ${entityTables('lead')}
  create table if not exists lead_contact (
    contact_id integer not null, lead_id integer not null, primary key (contact_id, lead_id)) without rowid;
  create table if not exists field (id integer primary key, body text not null);
  create table if not exists lead_field (id integer primary key, body text not null);
  create table if not exists field_group (id text primary key, body text not null);
  create table if not exists lead_field_group (id text primary key, body text not null);
  create table if not exists pipeline (id integer primary key, body text not null);
  create table if not exists loss_reason (id integer primary key, body text not null);
  create table if not exists tag (id integer primary key, name text not null unique);
  create table if not exists event (
    seq integer primary key, id text not null, at integer not null, type text not null, entity_type text not null,
    entity_id integer not null, created_by integer not null, created_at integer not null, body text not null);
  create index if not exists event_by_time on event (created_at, seq);
  create table if not exists oauth_code (
    code text primary key, redirect_uri text not null, expires_at integer not null, used integer not null);
  create table if not exists refresh_token (
    token text primary key, access_jti text not null, user_id integer not null, expires_at integer not null, used integer not null);
  create table if not exists access_token (jti text primary key, user_id integer not null, revoked integer not null);
`;

const applicationId = 0x616d6f53;

/** The sandbox's storage; one request is one transaction. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #statements: StatementCache;
  #depth = 0;

  /** @throws when the file cannot be opened or belongs to another program. */
  constructor(file: string | null) {
    this.#db = new DatabaseSync(file ?? ':memory:', { timeout: 10_000 });
    this.#statements = new StatementCache(this.#db);
    try {
      this.#adopt();
      // Losing the last writes at a power cut is fine here, waiting for the disk is not.
      this.#db.exec('pragma journal_mode = wal; pragma synchronous = off;');
      this.#db.exec(schema);
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  #adopt(): void {
    const id = this.#db.prepare('pragma application_id').get()?.['application_id'];
    if (id === applicationId) return;
    const tables = this.#db.prepare('select count(*) as n from sqlite_schema').get()?.['n'];
    if (tables !== 0) throw new Error('the file holds the tables of another program');
    this.#db.exec(`pragma application_id = ${applicationId}`);
  }

  prepare(sql: string): StatementSync {
    return this.#statements.get(sql).statement;
  }

  /** All or nothing; nested calls join the outer one. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#db.exec('begin immediate');
    this.#depth += 1;
    try {
      const result = work();
      this.#db.exec('commit');
      return result;
    } catch (error) {
      this.#db.exec('rollback');
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  /** Changes whenever another process has written to the file: what is held in memory is stale then. */
  dataVersion(): number {
    return Number(this.prepare('pragma data_version').get()?.['data_version']);
  }

  /** A value that is made once in the life of the data. */
  once(key: string, make: () => string): string {
    return this.transaction(() => {
      const known = this.prepare('select value from meta where key = ?').get(key)?.['value'];
      if (typeof known === 'string') return known;
      const value = make();
      this.#db.prepare('insert into meta (key, value) values (?, ?)').run(key, value);
      return value;
    });
  }

  close(): void {
    this.#db.close();
  }
}
