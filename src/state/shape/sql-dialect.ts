import { type Kysely, PostgresAdapter, type RawBuilder, sql } from 'kysely';

// What SQLite and PostgreSQL have different words for; all else of the state is said in those that both know.

const isPostgres = <T>(db: Kysely<T>): boolean =>
  db.getExecutor().adapter instanceof PostgresAdapter;

/** Whether a column's number is one of these, however many they are. */
export function isAmong<T>(
  db: Kysely<T>,
  column: string,
  ids: readonly number[],
): RawBuilder<boolean> {
  return isPostgres(db)
    ? sql`${sql.ref(column)} = any(${[...ids]}::bigint[])`
    : sql`${sql.ref(column)} in (select value from json_each(${JSON.stringify(ids)}))`;
}

/** A text within the JSON of a column; null where there is none. */
export function jsonText<T>(db: Kysely<T>, column: string, key: string): RawBuilder<string | null> {
  return isPostgres(db)
    ? sql`(${sql.ref(column)}::json ->> ${sql.lit(key)})`
    : sql`json_extract(${sql.ref(column)}, ${sql.lit(`$.${key}`)})`;
}

/** Temporary tables that were filled: PostgreSQL looks by itself into those that last, and plans blindly for these. */
export async function analyzed<T>(db: Kysely<T>, ...tables: readonly string[]): Promise<void> {
  if (!isPostgres(db)) return;
  for (const table of tables) await sql`analyze ${sql.table(table)}`.execute(db);
}
