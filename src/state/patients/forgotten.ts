import { sql } from 'kysely';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { Repository } from '../shape/repository.ts';
import { isAmong } from '../shape/sql-dialect.ts';
import { upsert } from '../shape/upsert.ts';

/**
 * Patients that must not be in amoCRM: they are neither planned, looked up, created nor reported. One that is taken off
 * the list stays noted until a pass has seen it, since the change cursor knows nothing of it.
 */
export class Forgotten extends Repository {
  async add(patientId: PatientId, now: number): Promise<void> {
    const row = { patient_id: patientId, since: now, undone: 0 };
    await upsert(this.db, 'forgotten', [row], { updates: ['undone'] });
  }

  /** Those of them that are on the list. */
  async among(ids: readonly PatientId[]): Promise<ReadonlySet<PatientId>> {
    if (ids.length === 0) return new Set();
    const rows = await this.db
      .selectFrom('forgotten')
      .select('patient_id')
      .where(isAmong(this.db, 'patient_id', ids))
      .where('undone', '=', 0)
      .execute();
    return new Set(rows.map(({ patient_id }) => patient_id));
  }

  /** Those on the list of whom more is kept: forgetting them was broken off. */
  async unfinished(): Promise<readonly PatientId[]> {
    const rows = await this.db
      .selectFrom('forgotten')
      .select('patient_id')
      .where('undone', '=', 0)
      .where((e) =>
        e.or(
          (['links', 'intents', 'rejected', 'visit_deals', 'visit_intents'] as const).map((table) =>
            e('patient_id', 'in', sql<PatientId>`(select patient_id from ${sql.table(table)})`),
          ),
        ),
      )
      .orderBy('patient_id')
      .execute();
    return rows.map(({ patient_id }) => patient_id);
  }

  /** @returns whether it was on the list. */
  async undo(patientId: PatientId): Promise<boolean> {
    const [result] = await this.db
      .updateTable('forgotten')
      .set({ undone: 1 })
      .where('patient_id', '=', patientId)
      .where('undone', '=', 0)
      .execute();
    return (result?.numUpdatedRows ?? 0n) > 0n;
  }

  /** Taken off the list, and not yet seen by a pass. */
  async due(): Promise<readonly PatientId[]> {
    const rows = await this.db
      .selectFrom('forgotten')
      .select('patient_id')
      .where('undone', '=', 1)
      .orderBy('patient_id')
      .execute();
    return rows.map(({ patient_id }) => patient_id);
  }

  async removeUndone(ids: readonly PatientId[]): Promise<void> {
    if (ids.length === 0) return;
    await this.db
      .deleteFrom('forgotten')
      .where(isAmong(this.db, 'patient_id', ids))
      .where('undone', '=', 1)
      .execute();
  }

  /** Drops all that the state keeps of a patient, save that it is on the list. */
  async erase(patientId: PatientId): Promise<void> {
    const db = this.db;
    await db
      .deleteFrom('findings')
      .where((e) =>
        e.or([
          e('patient_id', '=', patientId),
          e(
            'contact_id',
            'in',
            e
              .selectFrom('links')
              .select('links.contact_id')
              .where('links.patient_id', '=', patientId),
          ),
        ]),
      )
      .execute();
    for (const table of ['guarded_changes', 'waiting_changes'] as const) {
      await db
        .deleteFrom(table)
        .where('kind', 'like', 'deal-%')
        .where('patient_id', 'in', (e) =>
          e
            .selectFrom('visit_deals')
            // Changes of deals are counted by visits, whose keys are made like those of patients.
            .select(sql<PatientId>`visit`.as('visit'))
            .where('visit_deals.patient_id', '=', patientId),
        )
        .execute();
    }
    for (const table of [
      'patient_phones',
      'intents',
      'late_updates',
      'update_notes',
      'rejected',
      'persons',
      'holds',
      'separated',
      'guarded_changes',
      'waiting_changes',
      'repairs',
      'census_gaps',
      'warned',
      'outside',
      'changes',
      ...(['visit_members', 'visit_deals', 'visit_intents', 'visit_updates'] as const),
      ...(['visit_looks', 'visit_rejected'] as const),
      'links',
    ] as const) {
      await db.deleteFrom(table).where('patient_id', '=', patientId).execute();
    }
  }
}
