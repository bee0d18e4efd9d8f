import type { PatientId } from '../../contact/model/patient-key.ts';
import { Repository } from '../shape/repository.ts';
import { upsert } from '../shape/upsert.ts';

/** Patients whom IDENT shows and who are in none of the chosen branches, as the last pass that read them saw it. */
export class OutsidePatients extends Repository {
  async isEmpty(): Promise<boolean> {
    const rows = await this.db.selectFrom('outside').select('patient_id').limit(1).execute();
    return rows.length === 0;
  }

  /** Those among these. */
  among(ids: readonly PatientId[]): Promise<ReadonlySet<PatientId>> {
    return this.keysAmong('outside', 'patient_id', ids);
  }

  async add(ids: readonly PatientId[]): Promise<void> {
    const rows = ids.map((patient_id) => ({ patient_id }));
    await upsert(this.db, 'outside', rows);
  }

  remove(ids: readonly PatientId[]): Promise<void> {
    return this.deleteAmong('outside', 'patient_id', ids);
  }

  /** Of whom nothing is left to be known: neither a contact nor a phone. */
  async forget(ids: readonly PatientId[]): Promise<void> {
    await this.deleteAmong('outside', 'patient_id', ids);
    await this.deleteAmong('patient_phones', 'patient_id', ids);
  }
}
