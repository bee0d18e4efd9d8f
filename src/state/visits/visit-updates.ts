import type { PatientId } from '../../contact/model/patient-key.ts';
import type { VisitKey } from '../../visits/visit-key.ts';
import { Repository } from '../shape/repository.ts';
import { upsert } from '../shape/upsert.ts';
import { type PutPlace, putOf } from './visit-deals.ts';

/** An update of a deal that may have been sent. */
interface VisitUpdate {
  readonly visit: VisitKey;
  readonly patientId: PatientId;
  /** Where it moves it; null: nowhere. */
  readonly put: PutPlace | null;
  /** Item → hash of what it carries. */
  readonly sent: ReadonlyMap<string, string>;
}

/** Updates of deals that nothing has acknowledged: a move of ours is no person's. */
export class VisitUpdates extends Repository {
  async declare(updates: readonly VisitUpdate[]): Promise<void> {
    await upsert(
      this.db,
      'visit_updates',
      updates.map(({ visit, patientId, put, sent }) => ({
        visit,
        patient_id: patientId,
        pipeline_id: put?.pipeline ?? null,
        status_id: put?.status ?? null,
        stage: put?.as ?? null,
        sent: JSON.stringify(Object.fromEntries(sent)),
      })),
    );
  }

  async remove(visit: VisitKey): Promise<void> {
    await this.db.deleteFrom('visit_updates').where('visit', '=', visit).execute();
  }

  async all(): Promise<readonly VisitUpdate[]> {
    const rows = await this.db.selectFrom('visit_updates').selectAll().orderBy('visit').execute();
    return rows.map((row) => ({
      visit: row.visit,
      patientId: row.patient_id,
      put: putOf(row),
      // Our own JSON: hashes by item.
      sent: new Map(Object.entries(JSON.parse(row.sent) as Record<string, string>)),
    }));
  }
}
