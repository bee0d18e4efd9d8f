import type { Database } from './database.ts';

/** A short list that the account keeps: pipelines, reasons of losses. */
export class DocumentStore<R extends { readonly id: number; readonly sort: number }> {
  readonly #db: Database;
  readonly #table: 'pipeline' | 'loss_reason';

  constructor(db: Database, table: 'pipeline' | 'loss_reason') {
    this.#db = db;
    this.#table = table;
  }

  /** In the account's order. */
  all(): readonly R[] {
    return (
      this.#db
        .prepare(`select body from ${this.#table} order by id`)
        .all()
        // Nobody but `save` writes this column.
        .map((row) => JSON.parse(String(row['body'])) as R)
        .toSorted((a, b) => a.sort - b.sort || a.id - b.id)
    );
  }

  get(id: number): R | undefined {
    return this.all().find((one) => one.id === id);
  }

  save(record: R): void {
    this.#db
      .prepare(
        `insert into ${this.#table} (id, body) values (?, ?) on conflict do update set body = excluded.body`,
      )
      .run(record.id, JSON.stringify(record));
  }

  delete(id: number): void {
    this.#db.prepare(`delete from ${this.#table} where id = ?`).run(id);
  }
}
