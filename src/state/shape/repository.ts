import { type Kysely, sql } from 'kysely';
import type { StateTables } from './schema.ts';
import { isAmong } from './sql-dialect.ts';

/** Reads and writes one kind of rows: of the state, or within a transaction of it. */
export abstract class Repository {
  protected readonly db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.db = db;
  }

  /** Those of these keys that stand in a column of the table. */
  protected async keysAmong<Key extends number>(
    table: keyof StateTables,
    column: string,
    keys: readonly Key[],
  ): Promise<ReadonlySet<Key>> {
    if (keys.length === 0) return new Set();
    const { rows } = await sql<{ found: Key }>`select ${sql.ref(column)} as found
      from ${sql.table(table)} where ${isAmong(this.db, column, keys)}`.execute(this.db);
    return new Set(rows.map(({ found }) => found));
  }

  /** Deletes the rows that have one of these keys in a column. */
  protected async deleteAmong(
    table: keyof StateTables,
    column: string,
    keys: readonly number[],
  ): Promise<void> {
    if (keys.length === 0) return;
    await sql`delete from ${sql.table(table)}
      where ${isAmong(this.db, column, keys)}`.execute(this.db);
  }
}
