import type { Expression, Insertable, Kysely } from 'kysely';
import { chunks } from '../../chunks.ts';
import { primaryKeys, type StateTables } from './schema.ts';

/** What becomes of a row whose key is there already. */
interface OnConflict<Column extends string> {
  /** Columns that get the new value; absent: all but the key. */
  readonly updates?: readonly Column[];
  /** Columns that get something else than the new value. */
  readonly sets?: { readonly [C in Column]?: Expression<unknown> };
}

type PlainRow = Readonly<Record<string, unknown>>;

/**
 * Inserts rows of the same columns, however many; one whose key is there already is updated. Of several with one key the
 * last one counts.
 */
export async function upsert<Table extends keyof StateTables>(
  db: Kysely<StateTables>,
  table: Table,
  rows: readonly Insertable<StateTables[Table]>[],
  { updates, sets = {} }: OnConflict<keyof StateTables[Table] & string> = {},
): Promise<void> {
  // Kysely follows no table that a variable names; the signature has said what its columns are.
  const into = (db as unknown as Kysely<Record<string, PlainRow>>).insertInto<string>(table);
  const key: readonly string[] = primaryKeys[table];
  const each = lastOfEach(rows as readonly PlainRow[], (row) =>
    JSON.stringify(key.map((column) => row[column])),
  );
  for (const some of chunks(each, 250)) {
    const others = Object.keys(some[0] ?? {}).filter((column) => !key.includes(column));
    const updated: readonly string[] = updates ?? others;
    const isKept = updated.length === 0 && Object.keys(sets).length === 0;
    await into
      .values(some)
      .onConflict((c) =>
        isKept
          ? c.columns(key).doNothing()
          : c.columns(key).doUpdateSet((e) => ({
              ...Object.fromEntries(updated.map((column) => [column, e.ref(`excluded.${column}`)])),
              ...sets,
            })),
      )
      .execute();
  }
}

/** Of rows with one key the last one: PostgreSQL takes no row twice in a statement. */
export const lastOfEach = <Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | number,
): readonly Row[] => [...new Map(rows.map((row) => [keyOf(row), row])).values()];
