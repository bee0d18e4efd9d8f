import { hash } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { isStateTable } from './schema.ts';

type Value = string | number | null;
export type Row = readonly Value[];

/** A table of the state as the SQLite file has it. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly isInteger: boolean }[];
  /** The column whose numbers are given by the table itself. */
  readonly counter: string | null;
}

export function tablesIn(database: DatabaseSync): readonly TableShape[] {
  const found = database
    .prepare("select name, sql from sqlite_master where type = 'table' order by name")
    .all();
  return found
    .filter(({ name }) => isStateTable(String(name)))
    .map(({ name, sql }) => {
      const columns = database.prepare(`pragma table_info(${name})`).all();
      const counts = /autoincrement/i.test(String(sql));
      return {
        name: String(name),
        columns: columns.map((column) => ({
          name: String(column['name']),
          isInteger: String(column['type']).toLowerCase() === 'integer',
        })),
        counter: counts ? String(columns.find(({ pk }) => pk === 1)?.['name']) : null,
      };
    });
}

export function* rowsIn(database: DatabaseSync, table: TableShape): Iterable<Row> {
  const names = table.columns.map(({ name }) => `"${name}"`).join(', ');
  const read = database.prepare(`select ${names} from "${table.name}"`);
  for (const row of read.iterate()) yield table.columns.map(({ name }) => plain(row[name]));
}

/** The last number that a table has given, whether its row is still there or not. */
export function lastNumberIn(database: DatabaseSync, table: TableShape): number {
  const row = database.prepare('select seq from sqlite_sequence where name = ?').get(table.name);
  return Number(row?.['seq'] ?? 0);
}

function plain(value: SQLOutputValue | undefined): Value {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (value === null) return null;
  throw new TypeError('the state holds texts and numbers only');
}

/** What two copies of a table have in common, in whatever order their rows come. */
export class TableSum {
  #rows = 0;
  #sum = 0n;

  add(row: Row): void {
    this.#rows += 1;
    const digest = hash('sha256', JSON.stringify(row), 'hex').slice(0, 32);
    this.#sum = (this.#sum + BigInt(`0x${digest}`)) % 2n ** 128n;
  }

  get rows(): number {
    return this.#rows;
  }

  equals(other: TableSum): boolean {
    return this.#rows === other.#rows && this.#sum === other.#sum;
  }
}

export function sumOf(rows: Iterable<Row>): TableSum {
  const sum = new TableSum();
  for (const row of rows) sum.add(row);
  return sum;
}
