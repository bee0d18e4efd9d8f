import { sql } from 'kysely';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { Repository } from '../shape/repository.ts';
import type { RowOf } from '../shape/schema.ts';
import { isAmong } from '../shape/sql-dialect.ts';
import { upsert } from '../shape/upsert.ts';

/** A row that amoCRM (or we) rejected, with the reason; its values stay in IDENT. */
export interface RejectedRow {
  readonly patientId: PatientId;
  /** amoCRM's code (`NotSupportedChoice`, `InvalidType`, …) or ours (`identity-changed`). */
  readonly code: string;
  /** What it is about: a field's key, or amoCRM's name of a part; null when amoCRM does not say. */
  readonly subject: string | null;
  /** Of what was sent: the same is not sent again. Empty: it is to be. */
  readonly fingerprint: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly attempts: number;
}

export type Rejection = Pick<RejectedRow, 'patientId' | 'code' | 'subject' | 'fingerprint'>;

export class Rejected extends Repository {
  async add(rejection: Rejection, now: number): Promise<void> {
    await upsert(this.db, 'rejected', [firstTry(rejection, now)], again('rejected'));
  }

  async remove(ids: readonly PatientId[]): Promise<void> {
    await this.deleteAmong('rejected', 'patient_id', ids);
    await this.deleteAmong('holds', 'patient_id', ids);
  }

  async ofPatients(ids: readonly PatientId[]): Promise<ReadonlyMap<PatientId, RejectedRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('rejected')
      .selectAll()
      .where(isAmong(this.db, 'patient_id', ids))
      .execute();
    return new Map(rows.map(toRejected).map((row) => [row.patientId, row]));
  }

  async all(): Promise<readonly RejectedRow[]> {
    const rows = await this.db.selectFrom('rejected').selectAll().orderBy('first_at').execute();
    return rows.map(toRejected);
  }

  /** Forgets why they were rejected, so that the next pass sends them again; all when nothing is chosen. */
  async retry(
    choice: { readonly ids?: readonly PatientId[]; readonly except?: readonly string[] } = {},
  ) {
    let query = this.db.updateTable('rejected').set({ fingerprint: '' });
    if (choice.ids !== undefined) query = query.where(isAmong(this.db, 'patient_id', choice.ids));
    if (choice.except !== undefined) query = query.where('code', 'not in', [...choice.except]);
    const [result] = await query.execute();
    // Who is named is the same person after all, whatever was decided before.
    if (choice.ids !== undefined && choice.ids.length > 0) {
      await this.db
        .updateTable('holds')
        .set({ decision: null })
        .where(isAmong(this.db, 'patient_id', choice.ids))
        .execute();
    }
    return Number(result?.numUpdatedRows ?? 0n);
  }

  /** Those that {@link retry} was called for and no pass has sent since. */
  async due(): Promise<readonly PatientId[]> {
    const rows = await this.db
      .selectFrom('rejected')
      .select('patient_id')
      .where('fingerprint', '=', '')
      .orderBy('patient_id')
      .execute();
    return rows.map((row) => row.patient_id);
  }
}

/** A rejection as it is kept when it is the first. */
export const firstTry = (
  { patientId, code, subject, fingerprint }: Rejection,
  now: number,
): RowOf<'rejected'> => ({
  patient_id: patientId,
  code,
  subject,
  fingerprint,
  first_at: now,
  last_at: now,
  attempts: 1,
});

/** What of it changes when it is rejected again. */
export const again = (table: 'rejected' | 'visit_rejected') =>
  ({
    updates: ['code', 'subject', 'fingerprint', 'last_at'],
    sets: { attempts: sql`${sql.ref(`${table}.attempts`)} + 1` },
  }) as const;

export const toRejected = (row: RowOf<'rejected'>): RejectedRow => ({
  patientId: row.patient_id,
  code: row.code,
  subject: row.subject,
  fingerprint: row.fingerprint,
  firstAt: row.first_at,
  lastAt: row.last_at,
  attempts: row.attempts,
});
