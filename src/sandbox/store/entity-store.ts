import type { Gone } from '../contact/contact-record.ts';
import type { Database } from './database.ts';
import { IdSequence } from './id-sequence.ts';

/** What every contact and every lead has. */
export interface EntityRecord {
  readonly id: number;
  readonly gone: Gone;
  /** Seconds. */
  readonly createdAt: number;
  /** Seconds. */
  readonly updatedAt: number;
}

export interface Listing {
  readonly order: 'id' | 'updated_at' | 'created_at';
  readonly descending: boolean;
  readonly limit: number;
  readonly offset: number;
  /** Lower-case text that must stand somewhere in it. */
  readonly query?: string;
  readonly ids?: readonly number[];
  readonly gone?: Gone;
}

/** Contacts or leads: one JSON document a row, and beside it the text that `query` searches. */
export class EntityStore<R extends EntityRecord> {
  readonly ids: IdSequence;
  readonly #db: Database;
  readonly #table: 'contact' | 'lead';
  readonly #read: ReturnType<Database['prepare']>;
  readonly #write: ReturnType<Database['prepare']>;
  readonly #index: ReturnType<Database['prepare']>;
  readonly #text: ReturnType<Database['prepare']>;
  readonly #unindex: ReturnType<Database['prepare']>;

  constructor(db: Database, table: 'contact' | 'lead', firstId: number) {
    this.#db = db;
    this.#table = table;
    this.ids = new IdSequence(db, table, firstId);
    this.#read = db.prepare(`select body from ${table} where id = ?`);
    this.#write = db.prepare(
      `insert into ${table} (id, gone, created_at, updated_at, body) values (?, ?, ?, ?, ?)
       on conflict do update set gone = excluded.gone, created_at = excluded.created_at,
         updated_at = excluded.updated_at, body = excluded.body`,
    );
    this.#index = db.prepare(
      `insert into ${table}_search (id, text) values (?, ?) on conflict do update set text = excluded.text`,
    );
    this.#text = db.prepare(`select text from ${table}_search where id = ?`);
    this.#unindex = db.prepare(`delete from ${table}_search where id = ?`);
  }

  /** Live or gone. */
  get(id: number): R | null {
    const body = this.#read.get(id)?.['body'];
    return typeof body === 'string' ? parse<R>(body) : null;
  }

  /** What `query` finds it by; empty for one that is gone. */
  searchText(id: number): string {
    return String(this.#text.get(id)?.['text'] ?? '');
  }

  save(record: R, searchText: string): void {
    const { id, gone, createdAt, updatedAt } = record;
    this.#write.run(id, gone, createdAt, updatedAt, JSON.stringify(record));
    if (gone === 0) this.#index.run(id, searchText);
    else this.#unindex.run(id);
  }

  count(query?: string): number {
    const row =
      query === undefined
        ? this.#db.prepare(`select count(*) as n from ${this.#table} where gone = 0`).get()
        : this.#db
            .prepare(`select count(*) as n from ${this.#table}_search where instr(text, ?) > 0`)
            .get(query);
    return Number(row?.['n']);
  }

  liveIds(): readonly number[] {
    const rows = this.#db.prepare(`select id from ${this.#table} where gone = 0 order by id`).all();
    return rows.map(({ id }) => Number(id));
  }

  /** By page number over the live rows, as amoCRM does: what vanishes meanwhile shifts the pages. */
  list(listing: Listing): readonly R[] {
    const direction = listing.descending ? 'desc' : 'asc';
    const conditions = ['gone = ?'];
    const bound: (string | number)[] = [listing.gone ?? 0];
    if (listing.query !== undefined) {
      conditions.push(`id in (select id from ${this.#table}_search where instr(text, ?) > 0)`);
      bound.push(listing.query);
    }
    if (listing.ids) {
      conditions.push('id in (select value from json_each(?))');
      bound.push(JSON.stringify(listing.ids));
    }
    const order =
      listing.order === 'id' ? `id ${direction}` : `${listing.order} ${direction}, id ${direction}`;
    // The inner query walks an index only; documents are read for the page alone.
    const rows = this.#db
      .prepare(
        `select body from (select id as page_id from ${this.#table} where ${conditions.join(' and ')}
           order by ${order} limit ? offset ?) join ${this.#table} on id = page_id order by ${order}`,
      )
      .all(...bound, listing.limit, listing.offset);
    return rows.map((row) => parse<R>(String(row['body'])));
  }

  /** All, live and gone, that have a value in the field. */
  withField(fieldId: number): readonly R[] {
    return this.#db
      .prepare(`select body from ${this.#table} where body -> ? is not null`)
      .all(`$.fields."${fieldId}"`)
      .map((row) => parse<R>(String(row['body'])));
  }
}

const orderKeys = { id: 'id', updated_at: 'updatedAt', created_at: 'createdAt' } as const;

/** The order of a listing, for records in memory. */
export function inOrder({ order, descending }: Listing) {
  const key = orderKeys[order];
  const sign = descending ? -1 : 1;
  return (a: EntityRecord, b: EntityRecord): number => sign * (a[key] - b[key] || a.id - b.id);
}

// Nobody but `save` writes this column.
const parse = <R>(body: string): R => JSON.parse(body) as R;
