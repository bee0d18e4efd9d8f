import type { Kysely } from 'kysely';
import type { Actor } from './pauses.ts';
import type { StateTables } from './schema.ts';

/** Something that a person did. */
export interface Action {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly actor: Actor;
  /** A stable word: `pause`, `resume`, `run-now`, `reveal`, `retry`, `sign-in`, `authorise`, … */
  readonly action: string;
  /** Whom or what it was done to: an id, a code or the name of a setting, no value. */
  readonly subject: string | null;
}

const kept = 10_000;

/** The log of what people did. */
export class Actions {
  readonly #db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.#db = db;
  }

  async add(action: Action): Promise<void> {
    await this.#db.insertInto('actions').values(action).execute();
    await this.#db
      .deleteFrom('actions')
      .where('id', '<=', (e) =>
        e.selectFrom('actions').select((s) => s(s.fn.max('id'), '-', kept).as('oldest')),
      )
      .execute();
  }

  /** The newest first. */
  async latest(limit: number): Promise<readonly Action[]> {
    const rows = await this.#db
      .selectFrom('actions')
      .select(['at', 'actor', 'action', 'subject'])
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    // Written by add only.
    return rows.map((row) => ({ ...row, actor: row.actor as Actor }));
  }
}
