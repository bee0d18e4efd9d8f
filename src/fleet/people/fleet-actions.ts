import type { Action, NewAction } from '../../state/record/actions.ts';
import { type Actor, personOf } from '../../state/record/pauses.ts';
import type { FleetDatabase } from '../tables/fleet-database.ts';
import { fleetSchema } from '../tables/steps.ts';

const table = `${fleetSchema}.fleet_actions`;
const kept = 10_000;

interface NumberedAction extends Action {
  readonly id: number;
}

/** What people did that is no single clinic's affair: who signed in, who was given which rights. */
export class FleetActions {
  readonly #db: Pick<FleetDatabase, 'rows'>;

  constructor(db: Pick<FleetDatabase, 'rows'>) {
    this.#db = db;
  }

  async add({ actor: by, at, action, subject }: NewAction): Promise<void> {
    const { actor, who } = personOf(by);
    await this.#db.rows(
      `insert into ${table} (at, actor, who, action, subject) values ($1, $2, $3, $4, $5)`,
      [at, actor, who, action, subject],
    );
    await this.#db.rows(
      `delete from ${table} where id <= (select max(id) - ${kept} from ${table})`,
    );
  }

  /** The newest first. @param before older than the action with this number */
  async latest(limit: number, before?: number): Promise<readonly NumberedAction[]> {
    const rows = await this.#db.rows<NumberedAction>(
      `select id, at, actor, who, action, subject from ${table}
        where $2::bigint is null or id < $2 order by id desc limit $1`,
      [limit, before ?? null],
    );
    // Written by add only.
    return rows.map((row) => ({ ...row, actor: row.actor as Actor }));
  }
}
