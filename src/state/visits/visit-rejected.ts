import type { Kysely, Selectable } from 'kysely';
import { chunks } from '../../chunks.ts';
import { keysOf, type PatientId, type SourceNumber } from '../../contact/model/patient-key.ts';
import type { VisitKey } from '../../visits/visit-key.ts';
import type { StateTables } from '../shape/schema.ts';
import type { VisitRejectedTable } from '../shape/visit-tables.ts';

/** A visit whose deal amoCRM rejected, with the reason; what was sent stays in IDENT. */
export interface RejectedVisit {
  readonly visit: VisitKey;
  readonly patientId: PatientId;
  /** amoCRM's code. */
  readonly code: string;
  /** What of the deal it is about: a field's key, or the first part of amoCRM's path. */
  readonly subject: string | null;
  /** Of what was sent: the same is not sent again. Empty: it is to be. */
  readonly fingerprint: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly attempts: number;
}

export class VisitRejected {
  readonly #db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.#db = db;
  }

  async add(
    row: Pick<RejectedVisit, 'visit' | 'patientId' | 'code' | 'subject' | 'fingerprint'>,
    now: number,
  ): Promise<void> {
    const { visit, patientId, code, subject, fingerprint } = row;
    await this.#db
      .insertInto('visit_rejected')
      .values({
        visit,
        patient_id: patientId,
        code,
        subject,
        fingerprint,
        first_at: now,
        last_at: now,
        attempts: 1,
      })
      .onConflict((c) =>
        c.column('visit').doUpdateSet((e) => ({
          code,
          subject,
          fingerprint,
          last_at: now,
          attempts: e('visit_rejected.attempts', '+', 1),
        })),
      )
      .execute();
  }

  async remove(visits: readonly VisitKey[]): Promise<void> {
    for (const some of chunks(visits, 500)) {
      await this.#db
        .deleteFrom('visit_rejected')
        .where('visit', 'in', [...some])
        .execute();
    }
  }

  /** The oldest first. */
  async all(): Promise<readonly RejectedVisit[]> {
    const rows = await this.#db
      .selectFrom('visit_rejected')
      .selectAll()
      .orderBy('first_at')
      .execute();
    return rows.map(toRejected);
  }

  /** Forgets what was rejected, so that it is sent again; of all, or of these patients. */
  async retry(patients?: readonly PatientId[]): Promise<number> {
    let query = this.#db.updateTable('visit_rejected').set({ fingerprint: '' });
    if (patients !== undefined) query = query.where('patient_id', 'in', [...patients]);
    const [result] = await query.execute();
    return Number(result?.numUpdatedRows ?? 0n);
  }

  /** Those of a source that {@link retry} was called for. */
  async due(source: SourceNumber): Promise<readonly VisitKey[]> {
    const { after, before } = keysOf(source);
    const rows = await this.#db
      .selectFrom('visit_rejected')
      .select('visit')
      .where('visit', '>', Number(after) as VisitKey) // keys of visits are made like those of patients
      .where('visit', '<', Number(before) as VisitKey)
      .where('fingerprint', '=', '')
      .execute();
    return rows.map(({ visit }) => visit);
  }
}

const toRejected = (row: Selectable<VisitRejectedTable>): RejectedVisit => ({
  visit: row.visit,
  patientId: row.patient_id,
  code: row.code,
  subject: row.subject,
  fingerprint: row.fingerprint,
  firstAt: row.first_at,
  lastAt: row.last_at,
  attempts: row.attempts,
});
