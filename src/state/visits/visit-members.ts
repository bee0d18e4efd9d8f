import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { VisitKey } from '../../visits/visit-key.ts';
import { Repository } from '../shape/repository.ts';
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
    const found = new Map<VisitKey, VisitSeen>();
    for (const some of chunks(receptions, 500)) {
      const rows = await this.db
        .selectFrom('visit_members')
        .selectAll()
        .where('reception', 'in', [...some])
        .execute();
      for (const { reception, visit, patient_id } of rows) {
        found.set(reception, { visit, patientId: patient_id });
      }
    }
    return found;
  }

  /** All receptions that were ever seen in these visits. */
  async ofVisits(visits: readonly VisitKey[]): Promise<readonly VisitKey[]> {
    const found: VisitKey[] = [];
    for (const some of chunks(visits, 500)) {
      const rows = await this.db
        .selectFrom('visit_members')
        .select('reception')
        .where('visit', 'in', [...some])
        .execute();
      found.push(...rows.map(({ reception }) => reception));
    }
    return found;
  }

  /** No deal was made of it. */
  async forget(visit: VisitKey): Promise<void> {
    await this.db.deleteFrom('visit_members').where('visit', '=', visit).execute();
  }

  /** These went over to another patient: the deal is theirs no more. */
  async release(visit: VisitKey, receptions: readonly VisitKey[]): Promise<void> {
    for (const some of chunks(receptions, 500)) {
      await this.db
        .deleteFrom('visit_members')
        .where('visit', '=', visit)
        .where('reception', 'in', [...some])
        .execute();
    }
  }

  /** One that moved on to a visit of its own is of that one from now on. */
  async note({ visit, patientId }: VisitSeen, receptions: readonly VisitKey[]): Promise<void> {
    const rows = receptions.map((reception) => ({ reception, visit, patient_id: patientId }));
    await upsert(this.db, 'visit_members', rows);
  }
}
