import type { Database } from './database.ts';
import { IdSequence } from './id-sequence.ts';

export interface TagRecord {
  readonly id: number;
  readonly name: string;
}

/** The tags of contacts: a name has one id in the account. */
export class TagStore {
  readonly #ids: IdSequence;
  readonly #names = new Map<number, string>();
  readonly #find: ReturnType<Database['prepare']>;
  readonly #read: ReturnType<Database['prepare']>;
  readonly #add: ReturnType<Database['prepare']>;
  readonly #list: ReturnType<Database['prepare']>;

  constructor(db: Database, accountId: number) {
    this.#ids = new IdSequence(db, 'tag', 610_000 + (accountId % 5000));
    this.#find = db.prepare('select id from tag where name = ?');
    this.#read = db.prepare('select name from tag where id = ?');
    this.#add = db.prepare('insert into tag (id, name) values (?, ?)');
    this.#list = db.prepare('select id, name from tag order by id');
  }

  find(name: string): number | undefined {
    const id = this.#find.get(name)?.['id'];
    return typeof id === 'number' ? id : undefined;
  }

  /** The id of that name; makes the tag if there is none. */
  idOf(name: string): number {
    const known = this.find(name);
    if (known !== undefined) return known;
    const id = this.#ids.next();
    this.#add.run(id, name);
    return id;
  }

  nameOf(id: number): string | undefined {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const name = this.#read.get(id)?.['name'];
    if (typeof name !== 'string') return undefined;
    this.#names.set(id, name);
    return name;
  }

  all(): readonly TagRecord[] {
    return this.#list.all().map((row) => ({ id: Number(row['id']), name: String(row['name']) }));
  }
}
