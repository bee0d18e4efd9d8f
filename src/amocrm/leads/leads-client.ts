import { z } from 'zod';
import type { Call } from '../api-caller.ts';
import { type EntityQuery, entityApi } from '../entity-api.ts';
import { type FieldsClient, fieldsApi } from '../fields-api.ts';
import type { Departure } from '../http/api-call.ts';
import { onlyPage, wholeList } from '../lists/whole-list.ts';
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

import { deletedSchema, onlyRow, pageSchema, writtenSchema } from '../model/wire.ts';
import {
  contactLeadsSchema,
  leadId,
  leadSchema,
  linksSchema,
  lossReasonSchema,
  pipelineSchema,
} from './lead-wire.ts';

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

const pipelinesRoute = '/leads/pipelines';
const pipelines = pageSchema('pipelines', pipelineSchema);
const writtenPipelines = writtenSchema('pipelines', pipelineSchema, pipelineSchema);
const lossReasons = pageSchema('loss_reasons', lossReasonSchema);

/** `/api/v4/leads` */
export function leadsApi(call: Call): LeadsClient {
  const { list, ...entity } = entityApi(call, 'leads', {
    id: leadId,
    item: leadSchema,
    with: 'contacts',
  });
  return {
    page: async (query) => {
      const { items, hasNext } = await list(query);
      return { leads: items, hasNext };
    },
    ...entity,

    ofContact: async (id) => {
      const contact = await call({
        method: 'GET',
        route: '/contacts/{id}',
        path: `/contacts/${id}`,
        query: { with: 'leads' },
        schema: z.union([
          deletedSchema.refine((one) => one.id === id).transform(() => null),
          contactLeadsSchema.refine((one) => one.id === id),
        ]),
        whenEmpty: null,
      });
      return contact === null ? null : contact.leads;
    },

    contactsOf: async (ids) => {
      const contacts = new Map<LeadId, LeadContact[]>(ids.map((id) => [id, []]));
      if (ids.length === 0) return contacts;
      const links = await call({
        method: 'GET',
        route: '/leads/links',
        query: Object.fromEntries(ids.map((id, at) => [`filter[entity_id][${at}]`, String(id)])),
        schema: linksSchema,
        whenEmpty: [],
      });
      for (const { lead, contact } of links) contacts.get(lead)?.push(contact);
      return contacts;
    },

    // At most 50, without pages.
    pipelines: () => onlyPage(call, pipelinesRoute, pipelines),

    createPipeline: (pipeline) =>
      call({
        method: 'POST',
        route: pipelinesRoute,
        body: [pipeline],
        schema: onlyRow(writtenPipelines),
      }),

    lossReasons: () => wholeList(call, '/leads/loss_reasons', lossReasons),

    ...fieldsApi(call, 'leads'),
  };
}
