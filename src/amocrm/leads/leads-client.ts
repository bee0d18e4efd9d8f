import type { FieldsClient } from '../fields-client.ts';
import type { Departure } from '../http/api-call.ts';
import type { EntityQuery } from '../model/entity-query.ts';
import type {
  AmoLead,
  AmoLossReason,
  AmoPipeline,
  LeadContact,
  LeadId,
  LeadPatch,
  NewLead,
  NewPipeline,
} from '../model/lead.ts';
import type { ContactId, WriteAnswer } from '../model/model.ts';

interface LeadPage {
  /** With their contacts. */
  readonly leads: readonly AmoLead[];
  /** `_links.next` is there: there may be more. */
  readonly hasNext: boolean;
}

/** What amoCRM has for leads, which it calls deals where people see them; with their custom fields. */
export interface LeadsClient extends FieldsClient {
  page(query: EntityQuery<LeadId>): Promise<LeadPage>;
  /** `null` when there is none: a 204, or one that says it is deleted. */
  one(id: LeadId): Promise<AmoLead | null>;
  /** A contact of a row may be lost although the row is acknowledged: read it back. */
  create(batch: readonly NewLead[], departure?: Departure): Promise<WriteAnswer<LeadId>>;
  update(batch: readonly LeadPatch[], departure?: Departure): Promise<WriteAnswer<LeadId>>;
  /** In which leads a contact stands; `null` when there is no such contact. */
  ofContact(id: ContactId): Promise<readonly LeadId[] | null>;
  /** Which contacts stand in these leads, at most 50; a lead that is gone has none. */
  contactsOf(ids: readonly LeadId[]): Promise<ReadonlyMap<LeadId, readonly LeadContact[]>>;
  pipelines(): Promise<readonly AmoPipeline[]>;
  /** It takes an administrator's token: `ForbiddenError` tells that it is none. */
  createPipeline(pipeline: NewPipeline): Promise<AmoPipeline>;
  lossReasons(): Promise<readonly AmoLossReason[]>;
}
