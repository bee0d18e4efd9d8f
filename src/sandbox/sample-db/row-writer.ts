import { CompiledQuery, type Kysely } from 'kysely';
import type { Flavor } from '../../ident/connection/connection.ts';
import { quote } from './ddl.ts';
import { type GivenRow, type Rows, schema, type TableName, tableNames } from './schema.ts';

/** SQL Server's laws: at most 1000 rows in VALUES, 2100 parameters in a statement (some are the driver's own). */
const maxRows = 1000;
const maxParameters = 2000;

type Values = readonly (string | number | null)[];

/** Collects rows and inserts them in batches as big as both databases allow. */
export class RowWriter {
  readonly #db: Pick<Kysely<never>, 'executeQuery'>;
  readonly #flavor: Flavor;
  readonly #waiting = new Map<TableName, Values[]>();

  constructor(db: Pick<Kysely<never>, 'executeQuery'>, flavor: Flavor) {
    this.#db = db;
    this.#flavor = flavor;
  }

  async write(rows: Rows): Promise<void> {
    for (const table of tableNames) {
      const waiting = this.#waiting.get(table) ?? [];
      this.#waiting.set(table, waiting);
      for (const row of rows[table] ?? []) waiting.push(valuesOf(this.#flavor, table, row));
      while (waiting.length >= batchSize(table)) await this.#insert(table, waiting);
    }
  }

  /** Inserts what is still waiting. */
  async end(): Promise<void> {
    for (const [table, waiting] of this.#waiting) {
      while (waiting.length > 0) await this.#insert(table, waiting);
    }
  }

  async #insert(table: TableName, waiting: Values[]): Promise<void> {
    const batch = waiting.splice(0, batchSize(table));
    // Not through the query builder: it would build and compile a tree of 2000 nodes for each of 100,000 statements.
    await this.#db.executeQuery(
      CompiledQuery.raw(insertStatement(this.#flavor, table, batch.length), batch.flat()),
    );
  }
}

function batchSize(table: TableName): number {
  return Math.min(maxRows, Math.floor(maxParameters / columnsOf(table).length));
}

function columnsOf(table: TableName): readonly string[] {
  return Object.keys(schema[table].columns);
}

/** Exported for its test: SQL Server's syntax is checked as text. */
export function insertStatement(flavor: Flavor, table: TableName, rows: number): string {
  const columns = columnsOf(table);
  let parameter = 0;
  const one = (): string =>
    `(${columns.map(() => (flavor === 'mssql' ? `@${++parameter}` : '?')).join(',')})`;
  const values = Array.from({ length: rows }, one).join(',');
  const names = columns.map((column) => quote(flavor, column)).join(', ');
  return `insert into ${quote(flavor, table)} (${names}) values ${values}`;
}

function valuesOf<T extends TableName>(flavor: Flavor, table: T, row: GivenRow<T>): Values {
  const types: Readonly<Record<string, string>> = schema[table].columns;
  const cells: Readonly<Record<string, string | number | null>> = row;
  return Object.entries(types).map(([column, type]) => cellOf(flavor, type, cells[column] ?? null));
}

function cellOf(
  flavor: Flavor,
  type: string,
  cell: string | number | null,
): string | number | null {
  return typeof cell === 'string' && type.startsWith('datetime')
    ? wallClockFor(flavor, cell)
    : cell;
}

/** SQL Server reads `2026-06-01 09:00:00` by the login's language, with a T by ISO whatever the language. */
export function wallClockFor(flavor: Flavor, wallClock: string): string {
  return flavor === 'mssql' ? wallClock.replace(' ', 'T') : wallClock;
}
