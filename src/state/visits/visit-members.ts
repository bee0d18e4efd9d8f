import type { PatientId } from '../../contact/model/patient-key.ts';
import type { VisitKey } from '../../visits/visit-key.ts';
import { Repository } from '../shape/repository.ts';
import { isAmong } from '../shape/sql-dialect.ts';
import { upsert } from '../shape/upsert.ts';

/** A visit that has a deal, or may have one. */
export interface VisitSeen {
  readonly visit: VisitKey;
  /** Whose contact the deal has. */
  readonly patientId: PatientId;
}

/** Every reception that was ever seen in a visit that has a deal: by any of them it is found. */
export class VisitMembers extends Repository {
  async among(receptions: readonly VisitKey[]): Promise<ReadonlyMap<VisitKey, VisitSeen>> {
    if (receptions.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('visit_members')
      .selectAll()
      .where(isAmong(this.db, 'reception', receptions))
      .execute();
    return new Map(
      rows.map(({ reception, visit, patient_id }) => [reception, { visit, patientId: patient_id }]),
    );
  }

  /** All receptions that were ever seen in these visits. */
  async ofVisits(visits: readonly VisitKey[]): Promise<readonly VisitKey[]> {
    if (visits.length === 0) return [];
    const rows = await this.db
      .selectFrom('visit_members')
      .select('reception')
      .where(isAmong(this.db, 'visit', visits))
      .execute();
    return rows.map(({ reception }) => reception);
  }

  /** No deal was made of it. */
  async forget(visit: VisitKey): Promise<void> {
    await this.db.deleteFrom('visit_members').where('visit', '=', visit).execute();
  }

  /** These went over to another patient: the deal is theirs no more. */
  async release(visit: VisitKey, receptions: readonly VisitKey[]): Promise<void> {
    await this.db
      .deleteFrom('visit_members')
      .where('visit', '=', visit)
      .where(isAmong(this.db, 'reception', receptions))
      .execute();
  }

  /** One that moved on to a visit of its own is of that one from now on. */
  async note({ visit, patientId }: VisitSeen, receptions: readonly VisitKey[]): Promise<void> {
    const rows = receptions.map((reception) => ({ reception, visit, patient_id: patientId }));
    await upsert(this.db, 'visit_members', rows);
  }
}
