import type { Database } from './database.ts';

/** Ids as amoCRM gives them: ever growing, big, different in every account, with gaps where others had their turn. */
export class IdSequence {
  readonly #name: string;
  readonly #start: number;
  readonly #next: ReturnType<Database['prepare']>;
  readonly #below: ReturnType<Database['prepare']>;
  readonly #set: ReturnType<Database['prepare']>;

  constructor(db: Database, name: string, start: number) {
    this.#name = name;
    this.#start = start;
    this.#next = db.prepare(
      `insert into sequence (name, value) values (?, ?)
       on conflict (name) do update set value = value + 2 + (value % 5 * 7919) % 5 returning value`,
    );
    this.#below = db.prepare(
      `insert into sequence (name, value) values (?, ?)
       on conflict (name) do update set value = value - 2 - (value % 5 * 7919) % 5 returning value`,
    );
    this.#set = db.prepare(
      `insert into sequence (name, value) values (?, ?)
       on conflict (name) do update set value = excluded.value`,
    );
  }

  next(): number {
    return Number(this.#next.get(this.#name, this.#start)?.['value']);
  }

  /** One below all that there are, and below the last one of these. */
  below(): number {
    return Number(this.#below.get(`${this.#name} below`, this.#start - 1)?.['value']);
  }

  /** All further ones lie above `id`. */
  goOnAbove(id: number): void {
    this.#set.run(this.#name, id);
  }
}
