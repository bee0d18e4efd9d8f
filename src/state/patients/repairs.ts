import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { Repository } from '../shape/repository.ts';
import type { RowOf } from '../shape/schema.ts';

/** What was put right of a contact after somebody had changed it, or was left to whoever did: see `truce.ts`. */
export type Repair = Readonly<Omit<RowOf<'repairs'>, 'patient_id'>> & {
  readonly patientId: PatientId;
};

export class Repairs extends Repository {
  async all(): Promise<readonly Repair[]> {
    const rows = await this.db.selectFrom('repairs').selectAll().execute();
    return rows.map(({ patient_id, ...row }) => ({ patientId: patient_id, ...row }));
  }

  async note(repairs: readonly Repair[]): Promise<void> {
    for (const some of chunks(repairs, 200)) {
      await this.db
        .insertInto('repairs')
        .values(some.map(({ patientId, ...row }) => ({ patient_id: patientId, ...row })))
        .execute();
    }
  }

  /** Whoever changed this item of the patient's contact has ceased to. */
  async end(patientId: PatientId, item: string): Promise<void> {
    await this.db
      .deleteFrom('repairs')
      .where('patient_id', '=', patientId)
      .where('item', '=', item)
      .where('by', '<>', 'feed')
      .execute();
  }

  async prune(until: number): Promise<void> {
    await this.db.deleteFrom('repairs').where('at', '<=', until).execute();
  }
}
