import type { PatientId } from '../../contact/model/patient-key.ts';
import { Repository } from '../shape/repository.ts';
import { isAmong } from '../shape/sql-dialect.ts';
import { upsert } from '../shape/upsert.ts';

/** Patients whom IDENT shows and who are in none of the chosen branches, as the last pass that read them saw it. */
export class OutsidePatients extends Repository {
  async isEmpty(): Promise<boolean> {
    const rows = await this.db.selectFrom('outside').select('patient_id').limit(1).execute();
    return rows.length === 0;
  }

  /** Those among these. */
  async among(ids: readonly PatientId[]): Promise<ReadonlySet<PatientId>> {
    if (ids.length === 0) return new Set();
    const rows = await this.db
      .selectFrom('outside')
      .select('patient_id')
      .where(isAmong(this.db, 'patient_id', ids))
      .execute();
    return new Set(rows.map(({ patient_id }) => patient_id));
  }

  async add(ids: readonly PatientId[]): Promise<void> {
    const rows = ids.map((patient_id) => ({ patient_id }));
    await upsert(this.db, 'outside', rows);
  }

  async remove(ids: readonly PatientId[]): Promise<void> {
    if (ids.length === 0) return;
    await this.db
      .deleteFrom('outside')
      .where(isAmong(this.db, 'patient_id', ids))
      .execute();
  }

  /** Of whom nothing is left to be known: neither a contact nor a phone. */
  async forget(ids: readonly PatientId[]): Promise<void> {
    for (const table of ['outside', 'patient_phones'] as const) {
      await this.db
        .deleteFrom(table)
        .where(isAmong(this.db, 'patient_id', ids))
        .execute();
    }
  }
}
