import type { ContactRecord, Gone } from '../contact/contact-record.ts';
import type { Database } from './database.ts';
import { IdSequence } from './id-sequence.ts';

export interface ContactListing {
  readonly order: 'id' | 'updated_at' | 'created_at';
  readonly descending: boolean;
  readonly limit: number;
  readonly offset: number;
  /** Lower-case text that must stand somewhere in the contact. */
  readonly query?: string;
  readonly ids?: readonly number[];
  readonly gone?: Gone;
}

/** The contacts: one JSON document a row, and beside it the text that `query` searches. */
export class ContactStore {
  readonly ids: IdSequence;
  readonly #db: Database;
  readonly #read: ReturnType<Database['prepare']>;
  readonly #write: ReturnType<Database['prepare']>;
  readonly #index: ReturnType<Database['prepare']>;
  readonly #text: ReturnType<Database['prepare']>;
  readonly #unindex: ReturnType<Database['prepare']>;

  constructor(db: Database, accountId: number) {
    this.#db = db;
    this.ids = new IdSequence(db, 'contact', 40_401_600 + (accountId % 1000));
    this.#read = db.prepare('select body from contact where id = ?');
    this.#write = db.prepare(
      `insert into contact (id, gone, created_at, updated_at, body) values (?, ?, ?, ?, ?)
       on conflict do update set gone = excluded.gone, created_at = excluded.created_at,
         updated_at = excluded.updated_at, body = excluded.body`,
    );
    this.#index = db.prepare(
      'insert into contact_search (id, text) values (?, ?) on conflict do update set text = excluded.text',
    );
    this.#text = db.prepare('select text from contact_search where id = ?');
    this.#unindex = db.prepare('delete from contact_search where id = ?');
  }

  /** Live or gone. */
  get(id: number): ContactRecord | null {
    const body = this.#read.get(id)?.['body'];
    return typeof body === 'string' ? parse(body) : null;
  }

  /** What `query` finds it by; empty for one that is gone. */
  searchText(id: number): string {
    return String(this.#text.get(id)?.['text'] ?? '');
  }

  save(contact: ContactRecord, searchText: string): void {
    this.#write.run(
      contact.id,
      contact.gone,
      contact.createdAt,
      contact.updatedAt,
      JSON.stringify(contact),
    );
    if (contact.gone === 0) this.#index.run(contact.id, searchText);
    else this.#unindex.run(contact.id);
  }

  count(query?: string): number {
    const row =
      query === undefined
        ? this.#db.prepare('select count(*) as n from contact where gone = 0').get()
        : this.#db
            .prepare('select count(*) as n from contact_search where instr(text, ?) > 0')
            .get(query);
    return Number(row?.['n']);
  }

  liveIds(): readonly number[] {
    const rows = this.#db.prepare('select id from contact where gone = 0 order by id').all();
    return rows.map(({ id }) => Number(id));
  }

  /** By page number over the live rows, as amoCRM does: what vanishes meanwhile shifts the pages. */
  list(listing: ContactListing): readonly ContactRecord[] {
    const direction = listing.descending ? 'desc' : 'asc';
    const conditions = ['gone = ?'];
    const bound: (string | number)[] = [listing.gone ?? 0];
    if (listing.query !== undefined) {
      conditions.push('id in (select id from contact_search where instr(text, ?) > 0)');
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
        `select body from (select id as page_id from contact where ${conditions.join(' and ')}
           order by ${order} limit ? offset ?) join contact on contact.id = page_id order by ${order}`,
      )
      .all(...bound, listing.limit, listing.offset);
    return rows.map((row) => parse(String(row['body'])));
  }

  /** All contacts, live and gone, that have a value in the field. */
  withField(fieldId: number): readonly ContactRecord[] {
    return this.#db
      .prepare(`select body from contact where body -> ? is not null`)
      .all(`$.fields."${fieldId}"`)
      .map((row) => parse(String(row['body'])));
  }
}

const orderKeys = { id: 'id', updated_at: 'updatedAt', created_at: 'createdAt' } as const;

/** The order of a listing, for records in memory. */
export function inOrder({ order, descending }: ContactListing) {
  const key = orderKeys[order];
  const sign = descending ? -1 : 1;
  return (a: ContactRecord, b: ContactRecord): number => sign * (a[key] - b[key] || a.id - b.id);
}

// Nobody but `save` writes this column.
const parse = (body: string): ContactRecord => JSON.parse(body) as ContactRecord;
