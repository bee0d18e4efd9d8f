import type { Kysely } from 'kysely';
import type { StateTables } from './schema.ts';

/** Reads and writes one kind of rows: of the state, or within a transaction of it. */
export abstract class Repository {
  protected readonly db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.db = db;
  }
}
