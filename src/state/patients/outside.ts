import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { Repository } from '../shape/repository.ts';
import { upsert } from '../shape/upsert.ts';

/** Patients whom IDENT shows and who are in none of the chosen branches, as the last pass that read them saw it. */
export class OutsidePatients extends Repository {
  async isEmpty(): Promise<boolean> {
    const rows = await this.db.selectFrom('outside').select('patient_id').limit(1).execute();
    return rows.length === 0;
  }

  async count(): Promise<number> {
    const row = await this.db
      .selectFrom('outside')
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    return row.n;
  }

  /** Those among these. */
  async among(ids: readonly PatientId[]): Promise<ReadonlySet<PatientId>> {
    if (ids.length === 0) return new Set();
    const rows = await this.db
      .selectFrom('outside')
      .select('patient_id')
      .where('patient_id', 'in', [...ids])
      .execute();
    return new Set(rows.map(({ patient_id }) => patient_id));
  }

  async add(ids: readonly PatientId[]): Promise<void> {
    const rows = ids.map((patient_id) => ({ patient_id }));
    await upsert(this.db, 'outside', rows);
  }

  async remove(ids: readonly PatientId[]): Promise<void> {
    for (const some of chunks(ids, 500)) {
      await this.db
        .deleteFrom('outside')
        .where('patient_id', 'in', [...some])
        .execute();
    }
  }

  /** Of whom nothing is left to be known: neither a contact nor a phone. */
  async forget(ids: readonly PatientId[]): Promise<void> {
    await this.remove(ids);
    for (const some of chunks(ids, 500)) {
      await this.db
        .deleteFrom('patient_phones')
        .where('patient_id', 'in', [...some])
        .execute();
    }
  }
}
