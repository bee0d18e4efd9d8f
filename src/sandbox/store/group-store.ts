import type { Entity } from '../field/field-record.ts';
import type { Database } from './database.ts';
import { IdSequence } from './id-sequence.ts';

export interface GroupRecord {
  /** `default`, `statistic`, `contacts_29741591099841`. */
  readonly id: string;
  readonly name: string;
  readonly sort: number;
  readonly isPredefined: boolean;
}

const predefined: readonly GroupRecord[] = [
  { id: 'default', name: 'Основное', sort: 0, isPredefined: true },
  { id: 'statistic', name: 'Статистика', sort: 1, isPredefined: true },
];

/** The groups (tabs) of custom fields. */
export class GroupStore {
  readonly #db: Database;
  readonly #entity: Entity;
  readonly #table: string;
  readonly #ids: IdSequence;

  constructor(db: Database, accountId: number, entity: Entity) {
    this.#db = db;
    this.#entity = entity;
    this.#table = entity === 'contacts' ? 'field_group' : 'lead_field_group';
    this.#ids = new IdSequence(db, 'group', 29_741_591_000_000 + (accountId % 900_000));
  }

  newId(): string {
    return `${this.#entity}_${this.#ids.next()}`;
  }

  all(): readonly GroupRecord[] {
    const own = this.#db.prepare(`select body from ${this.#table} order by rowid`).all();
    // Nobody but `save` writes this column.
    return [...predefined, ...own.map((row) => JSON.parse(String(row['body'])) as GroupRecord)];
  }

  get(id: string): GroupRecord | undefined {
    return this.all().find((group) => group.id === id);
  }

  save(group: GroupRecord): void {
    this.#db
      .prepare(
        `insert into ${this.#table} (id, body) values (?, ?) on conflict do update set body = excluded.body`,
      )
      .run(group.id, JSON.stringify(group));
  }

  delete(id: string): void {
    this.#db.prepare(`delete from ${this.#table} where id = ?`).run(id);
  }
}
