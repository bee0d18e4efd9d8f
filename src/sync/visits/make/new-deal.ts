import type { LeadWrite } from '../../../amocrm/model/lead.ts';
import type { ContactId } from '../../../amocrm/model/model.ts';
import type { PatientId } from '../../../contact/model/patient-key.ts';
import type { PutPlace } from '../../../state/visits/visit-deals.ts';
import type { VisitKey } from '../../../visits/visit-key.ts';

/** A visit that is to have a deal. */
export interface NewDeal {
  readonly visit: VisitKey;
  /** All receptions that were seen in it. */
  readonly members: readonly VisitKey[];
  readonly patientId: PatientId;
  readonly contactId: ContactId;
  /** With its key among the fields. */
  readonly lead: LeadWrite;
  readonly put: PutPlace;
  /** Item → hash of what the lead carries. */
  readonly sent: ReadonlyMap<string, string>;
}
