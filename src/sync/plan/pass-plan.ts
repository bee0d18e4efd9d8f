import type { Kysely } from 'kysely';
import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient.ts';
import { keyset } from '../../keyset.ts';
import type { StateTables } from '../../state/shape/schema.ts';
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

export interface Planned {
  readonly patientId: PatientId;
  readonly action: PlannedAction;
}

interface PlanTables extends StateTables {
  planned: { patient_id: PatientId; action: PlannedAction };
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

  async add(rows: readonly Planned[]): Promise<void> {
    for (const some of chunks(rows, 500)) {
      await this.#db
        .insertInto('planned')
        .values(some.map(({ patientId, action }) => ({ patient_id: patientId, action })))
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
    for (const { action, n } of rows) counts[action] = n;
    counts.create += this.#creating;
    return counts;
  }

  /** The patients with the lowest ids. */
  async first(limit: number): Promise<readonly Planned[]> {
    for await (const page of this.pages(limit)) return page;
    return [];
  }

  /** All of it by ascending patient id, so many at a time. @param before is waited for before each page is read. */
  pages(size: number, before?: () => Promise<void>): AsyncGenerator<readonly Planned[]> {
    return keyset(
      async (after: PatientId) => {
        await before?.();
        return await this.#page(after, size);
      },
      ({ patientId }) => patientId,
    );
  }

  async #page(after: PatientId, limit: number): Promise<readonly Planned[]> {
    const rows = await this.#db
      .selectFrom('planned')
      .selectAll()
      .where('patient_id', '>', after)
      .orderBy('patient_id')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ patientId: row.patient_id, action: row.action }));
  }
}
