import type { LeadId, PipelineId, StatusId } from '../../amocrm/model/lead.ts';
import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { VisitKey } from '../../visits/visit-key.ts';
import type { RecordTables } from './record-tables.ts';

/** The tables of visits that are deals: ids, codes and keyed hashes, as in all others. */
export interface VisitTables {
  /** Receptions that were ever seen in a visit which has a deal, or may have one. */
  visit_members: {
    reception: VisitKey;
    visit: VisitKey;
    patient_id: PatientId;
  };
  /** The deals of visits, and what amoCRM has acknowledged of them. */
  visit_deals: {
    visit: VisitKey;
    patient_id: PatientId;
    lead_id: LeadId;
    status: string;
    /** JSON `{item: hash}`. */
    acknowledged: string;
    /** Where we last put it, and as what; null: nowhere. */
    pipeline_id: PipelineId | null;
    status_id: StatusId | null;
    stage: string | null;
    /** 1: somebody else has changed it. */
    touched: number;
    /** Keyed hash of what it was last brought to; empty: that is not known. */
    fingerprint: string;
  };
  /** Deals that were sent, or about to be, and not yet read back with their contact. */
  visit_intents: {
    visit: VisitKey;
    patient_id: PatientId;
    contact_id: ContactId;
    run_id: number;
    /** The highest deal known when it was sent: the one that was made is newer. */
    highest_lead_id: LeadId;
    created_at: number;
    /** Named by an answer; null: by none. */
    lead_id: LeadId | null;
    /** Where it was to stand, and as what. */
    pipeline_id: PipelineId;
    status_id: StatusId;
    stage: string;
    /** JSON of the hashes of what was sent. */
    sent: string;
  };
  /** Updates of deals that were sent, or about to be, and not acknowledged: what is there tells whether they came. */
  visit_updates: {
    visit: VisitKey;
    patient_id: PatientId;
    /** Where they move it, and as what; null: nowhere. */
    pipeline_id: PipelineId | null;
    status_id: StatusId | null;
    stage: string | null;
    /** JSON `{item: hash}` of what they carry. */
    sent: string;
  };
  /** Visits that are to be looked at again although nothing changes in IDENT. */
  visit_looks: {
    visit: VisitKey;
    patient_id: PatientId;
    /** Not before. */
    at: number;
    /** What it waits for. */
    for: string;
    since: number;
  };
  /** Visits whose deals amoCRM rejected. */
  visit_rejected: RecordTables['rejected'] & { visit: VisitKey };
}
