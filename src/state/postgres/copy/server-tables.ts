import type pg from 'pg';
import { type Row, type TableShape, TableSum } from '../../shape/table-rows.ts';
import { type StateServer, tableOf } from '../server.ts';

const pageRows = 1_000;

/** The tables of a clinic's schema, as one transaction of this session sees them. */
export class ServerTables {
  readonly #client: pg.Client;
  readonly #server: StateServer;
  #cursors = 0;

  constructor(client: pg.Client, server: StateServer) {
    this.#client = client;
    this.#server = server;
  }

  nameOf(table: string): string {
    return tableOf(this.#server, table);
  }

  /** The cursor ends with the transaction. */
  async *rows({ name, columns }: TableShape): AsyncIterable<Row> {
    const names = columns.map((column) => this.#client.escapeIdentifier(column.name)).join(', ');
    this.#cursors += 1;
    const cursor = `copied_${this.#cursors}`;
    const begin = `declare ${cursor} no scroll cursor for select ${names} from ${this.nameOf(name)}`;
    for (let text = `${begin}; `; ; text = '') {
      const results: unknown = await this.#client.query({
        text: `${text}fetch ${pageRows} from ${cursor}`,
        rowMode: 'array',
      });
      // Of several statements pg returns a list of results, and its types do not tell.
      const last = (Array.isArray(results) ? results.at(-1) : results) as { rows: Row[] };
      yield* last.rows;
      if (last.rows.length < pageRows) return;
    }
  }

  async sum(table: TableShape): Promise<TableSum> {
    const sum = new TableSum();
    for await (const row of this.rows(table)) sum.add(row);
    return sum;
  }

  /** As `lastNumberIn`. */
  async lastNumber(table: TableShape): Promise<number> {
    const { rows } = await this.#client.query<{ last: number }>(
      `select case when is_called then last_value else last_value - 1 end as last
        from ${await this.#sequenceOf(table)}`,
    );
    return rows[0]?.last ?? 0;
  }

  /** Unlike setval, this ends with the transaction that it is in; and nobody who reads the table waits for it. */
  async countFrom(table: TableShape, last: number): Promise<void> {
    await this.#client.query(
      `alter sequence ${await this.#sequenceOf(table)} restart with ${last + 1}`,
    );
  }

  async #sequenceOf({ name, counter }: TableShape): Promise<string> {
    const { rows } = await this.#client.query<{ name: string }>(
      'select pg_catalog.pg_get_serial_sequence($1, $2) as name',
      [this.nameOf(name), counter],
    );
    return rows[0]?.name ?? '';
  }

  async empty(tables: readonly TableShape[]): Promise<void> {
    await this.#client.query(
      tables.map(({ name }) => `delete from ${this.nameOf(name)}`).join('; '),
    );
  }

  /** Into a table that is empty. */
  async fill(table: TableShape, rows: Iterable<Row>): Promise<void> {
    let page: Row[] = [];
    for (const row of rows) {
      page.push(row);
      if (page.length < pageRows) continue;
      await this.#insert(table, page);
      page = [];
    }
    if (page.length > 0) await this.#insert(table, page);
  }

  async #insert({ name, columns }: TableShape, rows: readonly Row[]): Promise<void> {
    const names = columns.map((column) => this.#client.escapeIdentifier(column.name)).join(', ');
    const lists = columns.map(
      ({ isInteger }, n) => `$${n + 1}::${isInteger ? 'bigint' : 'text'}[]`,
    );
    await this.#client.query(
      `insert into ${this.nameOf(name)} (${names}) select * from unnest(${lists.join(', ')})`,
      columns.map((_, n) => rows.map((row) => row[n])),
    );
  }
}
