import type { Entity, FieldRecord } from '../field/field-record.ts';
import type { Database } from './database.ts';
import { IdSequence } from './id-sequence.ts';

/** The account's custom fields of contacts or of leads, held in memory and written through. */
export class FieldStore {
  readonly fieldIds: IdSequence;
  readonly enumIds: IdSequence;
  readonly #db: Database;
  readonly #table: 'field' | 'lead_field';
  #byId = new Map<number, FieldRecord>();
  #byCode = new Map<string, FieldRecord>();
  #version = -1;

  constructor(db: Database, accountId: number, entity: Entity) {
    this.#db = db;
    this.#table = entity === 'contacts' ? 'field' : 'lead_field';
    // One sequence for all entities: no two fields of an account have one id.
    this.fieldIds = new IdSequence(db, 'field', 1_270_000 + (accountId % 7000));
    this.enumIds = new IdSequence(db, 'enum', 830_000 + (accountId % 9000));
    if (entity === 'contacts') this.#predefine();
    this.refresh();
  }

  /** Takes over what another process has written to the same file. */
  refresh(): void {
    const version = this.#db.dataVersion();
    if (version !== this.#version) this.#load();
    this.#version = version;
  }

  #load(): void {
    this.#byId = new Map();
    this.#byCode = new Map();
    for (const row of this.#db.prepare(`select body from ${this.#table} order by id`).all()) {
      // Nobody but `save` writes this column.
      this.#remember(JSON.parse(String(row['body'])) as FieldRecord);
    }
  }

  #remember(field: FieldRecord): void {
    const before = this.#byId.get(field.id);
    if (before?.code) this.#byCode.delete(before.code);
    this.#byId.set(field.id, field);
    if (field.code) this.#byCode.set(field.code, field);
  }

  get(id: number): FieldRecord | undefined {
    return this.#byId.get(id);
  }

  byCode(code: string): FieldRecord | undefined {
    return this.#byCode.get(code);
  }

  all(): readonly FieldRecord[] {
    return [...this.#byId.values()];
  }

  save(field: FieldRecord): void {
    this.#db
      .prepare(
        `insert into ${this.#table} (id, body) values (?, ?) on conflict do update set body = excluded.body`,
      )
      .run(field.id, JSON.stringify(field));
    this.#remember(field);
  }

  delete(id: number): void {
    this.#db.prepare(`delete from ${this.#table} where id = ?`).run(id);
    this.#load();
  }

  #predefine(): void {
    this.#db.transaction(() => {
      if (this.#db.prepare('select 1 from field limit 1').get()) return;
      const make = (name: string, code: string, sort: number, enums: readonly string[]): void => {
        this.save({
          id: this.fieldIds.next(),
          name,
          type: enums.length > 0 ? 'multitext' : 'text',
          code,
          sort,
          isApiOnly: false,
          isPredefined: true,
          groupId: null,
          remind: null,
          enums: enums.map((value, index) => ({
            id: this.enumIds.next(),
            value,
            sort: (index + 1) * 2,
            code: null,
          })),
        });
      };
      make('Должность', 'POSITION', 2, []);
      make('Телефон', 'PHONE', 4, ['WORK', 'WORKDD', 'MOB', 'FAX', 'HOME', 'OTHER']);
      make('Email', 'EMAIL', 6, ['WORK', 'PRIV', 'OTHER']);
    });
  }
}
