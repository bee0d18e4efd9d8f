import type { Kysely } from 'kysely';
import { type LimiterState, limiterStateSchema, type SlotStore } from '../amocrm/limiter-state.ts';
import type { StateTables } from './schema.ts';

const row = 'amocrm';

/** The limiter's state for all processes of the account: read, stepped and written in one immediate transaction. */
export class StateSlotStore implements SlotStore {
  readonly #db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.#db = db;
  }

  transact<T>(step: (state: LimiterState | null) => readonly [LimiterState, T]): Promise<T> {
    return this.#db.transaction().execute(async (tx) => {
      const found = await tx
        .selectFrom('limiter')
        .select('state')
        .where('name', '=', row)
        .executeTakeFirst();
      const known = found && limiterStateSchema.safeParse(JSON.parse(found.state));
      // A state that an older version wrote differently is dropped: the limiter begins anew, evenly spaced.
      const [next, result] = step(known?.success ? known.data : null);
      const state = JSON.stringify(next);
      await tx
        .insertInto('limiter')
        .values({ name: row, state })
        .onConflict((c) => c.column('name').doUpdateSet({ state }))
        .execute();
      return result;
    });
  }
}
