import type { Kysely } from 'kysely';
import type { PatientId } from '../../contact/patient.ts';
import type { StateTables } from '../../state/schema.ts';
import type { Pass } from '../pass/pass-context.ts';

/** What is to be done for a patient; those with nothing to do are only counted. */
export type PlannedAction =
  | 'create'
  | 'adopt'
  | 'update'
  | 'acknowledge'
  | 'remove'
  | 'identity-changed';

export type PlannedCounts = Readonly<Record<PlannedAction, number>>;

export const nothingPlanned: PlannedCounts = {
  create: 0,
  adopt: 0,
  update: 0,
  acknowledge: 0,
  remove: 0,
  'identity-changed': 0,
};

interface PlanTables extends StateTables {
  planned: { patient_id: number; action: string };
}

/**
 * The plan of a pass: which patients, and what for. `plan` prints it and `sync` applies it, so the two can never
 * differ. Ids only, in a temporary table: the values are read again page by page when they are sent.
 */
export class PassPlan {
  readonly #db: Kysely<PlanTables>;
  #creating = 0;

  private constructor({ scratch }: Pick<Pass, 'scratch'>) {
    this.#db = scratch.db.withTables<Pick<PlanTables, 'planned'>>();
  }

  static async create(pass: Pick<Pass, 'scratch'>): Promise<PassPlan> {
    const plan = new PassPlan(pass);
    await plan.#db.schema
      .createTable('planned')
      .temporary()
      .addColumn('patient_id', 'integer', (c) => c.primaryKey())
      .addColumn('action', 'text', (c) => c.notNull())
      .execute();
    return plan;
  }

  async add(rows: readonly { patientId: PatientId; action: PlannedAction }[]): Promise<void> {
    for (let at = 0; at < rows.length; at += 500) {
      await this.#db
        .insertInto('planned')
        .values(
          rows.slice(at, at + 500).map(({ patientId, action }) => ({
            patient_id: patientId,
            action,
          })),
        )
        .onConflict((c) =>
          c.column('patient_id').doUpdateSet((e) => ({ action: e.ref('excluded.action') })),
        )
        .execute();
    }
  }

  /** Creates that are carried out without being written down here: they are counted, and stand on no page. */
  creating(patients: number): void {
    this.#creating += patients;
  }

  async counts(): Promise<PlannedCounts> {
    const counts: Record<PlannedAction, number> = { ...nothingPlanned };
    const rows = await this.#db
      .selectFrom('planned')
      .select((e) => ['action', e.fn.countAll<number>().as('n')])
      .groupBy('action')
      .execute();
    // Written by add only.
    for (const { action, n } of rows) counts[action as PlannedAction] = n;
    counts.create += this.#creating;
    return counts;
  }

  /** By ascending patient id, above `after`. */
  async page(
    after: number,
    limit: number,
    action?: PlannedAction,
  ): Promise<readonly { patientId: PatientId; action: PlannedAction }[]> {
    let query = this.#db
      .selectFrom('planned')
      .selectAll()
      .where('patient_id', '>', after)
      .orderBy('patient_id')
      .limit(limit);
    if (action !== undefined) query = query.where('action', '=', action);
    return (await query.execute()).map((row) => ({
      // Written by add only.
      patientId: row.patient_id as PatientId,
      action: row.action as PlannedAction,
    }));
  }
}
