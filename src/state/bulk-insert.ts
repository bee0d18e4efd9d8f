import { type Compilable, CompiledQuery, type Kysely } from 'kysely';
import { chunks } from '../chunks.ts';

/** Whole numbers of these make the pages that a pass reads. */
const rowsAtOnce = 125;

/**
 * Inserts of many rows of one shape: the statement of so many rows is put together once, and sent again with other values;
 * for a page of contacts Kysely needs longer to put it together than SQLite to carry it out.
 */
export class BulkInsert<Row extends object> {
  readonly #statement: (rows: readonly Row[]) => Compilable;
  #whole: { readonly sql: string; readonly columns: readonly (keyof Row)[] } | null = null;

  /** @param statement takes the values of the rows in the order of their properties, the same in each, and nothing else. */
  constructor(statement: (rows: readonly Row[]) => Compilable) {
    this.#statement = statement;
  }

  async insert(db: Pick<Kysely<never>, 'executeQuery'>, rows: readonly Row[]): Promise<void> {
    for (const some of chunks(rows, rowsAtOnce)) await db.executeQuery(this.#of(some));
  }

  #of(rows: readonly Row[]): CompiledQuery {
    if (rows.length < rowsAtOnce) return this.#statement(rows).compile();
    this.#whole ??= this.#take(rows);
    const { sql, columns } = this.#whole;
    return CompiledQuery.raw(
      sql,
      rows.flatMap((row) => columns.map((column) => row[column])),
    );
  }

  #take(rows: readonly Row[]) {
    const { sql, parameters } = this.#statement(rows).compile();
    const columns = Object.keys(rows[0] ?? {}) as (keyof Row)[]; // of a type without others
    if (parameters.length !== rows.length * columns.length) {
      throw new TypeError('a bulk insert takes the values of its rows, and nothing else');
    }
    return { sql, columns };
  }
}
