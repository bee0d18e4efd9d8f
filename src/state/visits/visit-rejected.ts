import type { PatientId, SourceNumber } from '../../contact/model/patient-key.ts';
import type { VisitKey } from '../../visits/visit-key.ts';
import {
  again,
  firstTry,
  type RejectedRow,
  type Rejection,
  toRejected,
} from '../patients/rejected.ts';
import { ofSource } from '../shape/of-source.ts';
import { Repository } from '../shape/repository.ts';
import { isAmong } from '../shape/sql-dialect.ts';
import { upsert } from '../shape/upsert.ts';

/** A visit whose deal amoCRM rejected, with the reason; what was sent stays in IDENT. */
export interface RejectedVisit extends RejectedRow {
  readonly visit: VisitKey;
}

export class VisitRejected extends Repository {
  async add(row: Rejection & Pick<RejectedVisit, 'visit'>, now: number): Promise<void> {
    const first = { visit: row.visit, ...firstTry(row, now) };
    await upsert(this.db, 'visit_rejected', [first], again('visit_rejected'));
  }

  remove(visits: readonly VisitKey[]): Promise<void> {
    return this.deleteAmong('visit_rejected', 'visit', visits);
  }

  /** The oldest first. */
  async all(): Promise<readonly RejectedVisit[]> {
    const rows = await this.db
      .selectFrom('visit_rejected')
      .selectAll()
      .orderBy('first_at')
      .execute();
    return rows.map((row) => ({ visit: row.visit, ...toRejected(row) }));
  }

  /** Forgets what was rejected, so that it is sent again; of all, or of these patients. */
  async retry(patients?: readonly PatientId[]): Promise<number> {
    let query = this.db.updateTable('visit_rejected').set({ fingerprint: '' });
    if (patients !== undefined) query = query.where(isAmong(this.db, 'patient_id', patients));
    const [result] = await query.execute();
    return Number(result?.numUpdatedRows ?? 0n);
  }

  /** Those of a source that {@link retry} was called for. */
  async due(source: SourceNumber): Promise<readonly VisitKey[]> {
    const rows = await this.db
      .selectFrom('visit_rejected')
      .select('visit')
      .where(ofSource('visit', source))
      .where('fingerprint', '=', '')
      .execute();
    return rows.map(({ visit }) => visit);
  }
}
