import type { LeadId } from '../../amocrm/model/lead.ts';
import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { VisitStage } from '../../visits/stage.ts';
import type { VisitKey } from '../../visits/visit-key.ts';
import { Repository } from '../shape/repository.ts';
import type { RowOf } from '../shape/schema.ts';
import { upsert } from '../shape/upsert.ts';
import type { PutPlace } from './visit-deals.ts';

/** A deal that may have been made: durable before the request, gone when it was read back with its contact. */
export interface VisitIntent {
  readonly visit: VisitKey;
  readonly patientId: PatientId;
  readonly contactId: ContactId;
  readonly runId: number;
  /** The highest deal known when it was sent: the one that was made is newer. */
  readonly highestLeadId: LeadId;
  readonly createdAt: number;
  /** Named by an answer, and not read back; null: no answer named it. */
  readonly leadId: LeadId | null;
  readonly put: PutPlace;
  /** Item → hash of what was sent. */
  readonly sent: ReadonlyMap<string, string>;
}

/** Deals that were sent and are not decided. */
export class VisitIntents extends Repository {
  /** One that is under way is decided first; to declare the same ones once more makes them fresh. */
  async declare(intents: readonly VisitIntent[]): Promise<void> {
    const rows = intents.map(toRow);
    await upsert(this.db, 'visit_intents', rows, { updates: ['created_at', 'run_id'] });
  }

  /** @param leadId null: what named it was wrong. */
  async name(visit: VisitKey, leadId: LeadId | null): Promise<void> {
    await this.db
      .updateTable('visit_intents')
      .set({ lead_id: leadId })
      .where('visit', '=', visit)
      .execute();
  }

  async remove(visit: VisitKey): Promise<void> {
    await this.db.deleteFrom('visit_intents').where('visit', '=', visit).execute();
  }

  async all(): Promise<readonly VisitIntent[]> {
    const rows = await this.db.selectFrom('visit_intents').selectAll().orderBy('visit').execute();
    return rows.map(toIntent);
  }
}

const toRow = (intent: VisitIntent) => ({
  visit: intent.visit,
  patient_id: intent.patientId,
  contact_id: intent.contactId,
  run_id: intent.runId,
  highest_lead_id: intent.highestLeadId,
  created_at: intent.createdAt,
  lead_id: intent.leadId,
  pipeline_id: intent.put.pipeline,
  status_id: intent.put.status,
  stage: intent.put.as,
  sent: JSON.stringify(Object.fromEntries(intent.sent)),
});

const toIntent = (row: RowOf<'visit_intents'>): VisitIntent => ({
  visit: row.visit,
  patientId: row.patient_id,
  contactId: row.contact_id,
  runId: row.run_id,
  highestLeadId: row.highest_lead_id,
  createdAt: row.created_at,
  leadId: row.lead_id,
  // Written from one of the stages.
  put: { pipeline: row.pipeline_id, status: row.status_id, as: row.stage as VisitStage },
  // Our own JSON: hashes by item.
  sent: new Map(Object.entries(JSON.parse(row.sent) as Record<string, string>)),
});
