import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { Repository } from '../shape/repository.ts';
import { isAmong } from '../shape/sql-dialect.ts';
import { upsert } from '../shape/upsert.ts';

/** What there is to decide of a held patient. */
export interface Hold {
  readonly patientId: PatientId;
  /** The contact in question; null: there is none. */
  readonly contactId: ContactId | null;
  /** The contact is another person's: it keeps everything but our id, and the patient gets one of its own. */
  readonly decision: 'separate' | null;
}

/** What people have to decide of rejected patients, and what they decided. */
export class Holds extends Repository {
  async save({ patientId, contactId, decision }: Hold): Promise<void> {
    const row = { patient_id: patientId, contact_id: contactId, decision };
    await upsert(this.db, 'holds', [row]);
  }

  async ofPatients(ids: readonly PatientId[]): Promise<ReadonlyMap<PatientId, Hold>> {
    if (ids.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('holds')
      .selectAll()
      .where(isAmong(this.db, 'patient_id', ids))
      .execute();
    return new Map(
      rows.map((row) => [
        row.patient_id,
        {
          patientId: row.patient_id,
          contactId: row.contact_id,
          decision: row.decision as Hold['decision'],
        },
      ]),
    );
  }

  /** Those of whom a person decided something that no pass has carried out since. */
  async due(): Promise<readonly PatientId[]> {
    const rows = await this.db
      .selectFrom('holds')
      .select('patient_id')
      .where('decision', 'is not', null)
      .orderBy('patient_id')
      .execute();
    return rows.map((row) => row.patient_id);
  }

  /** These contacts are never taken for this patient's again. */
  async keepApart(patientId: PatientId, contacts: readonly ContactId[]): Promise<void> {
    const rows = contacts.map((contact_id) => ({ patient_id: patientId, contact_id }));
    await upsert(this.db, 'separated', rows);
  }

  /** Contacts that were separated from these patients. */
  async apart(ids: readonly PatientId[]): Promise<ReadonlyMap<PatientId, ReadonlySet<ContactId>>> {
    const apart = new Map<PatientId, Set<ContactId>>();
    if (ids.length === 0) return apart;
    const rows = await this.db
      .selectFrom('separated')
      .selectAll()
      .where(isAmong(this.db, 'patient_id', ids))
      .execute();
    for (const row of rows) {
      const patientId = row.patient_id;
      const contacts = apart.get(patientId) ?? new Set<ContactId>();
      apart.set(patientId, contacts.add(row.contact_id));
    }
    return apart;
  }
}
