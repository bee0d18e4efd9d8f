import type { Database } from './database.ts';

/** Ids as amoCRM gives them: ever growing, big, different in every account, with gaps where others had their turn. */
export class IdSequence {
  readonly #name: string;
  readonly #start: number;
  readonly #next: ReturnType<Database['prepare']>;

  constructor(db: Database, name: string, start: number) {
    this.#name = name;
    this.#start = start;
    this.#next = db.prepare(
      `insert into sequence (name, value) values (?, ?)
       on conflict (name) do update set value = value + 2 + (value * 7919) % 5 returning value`,
    );
  }

  next(): number {
    return Number(this.#next.get(this.#name, this.#start)?.['value']);
  }
}
