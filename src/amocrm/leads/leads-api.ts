import { z } from 'zod';
import type { Call } from '../api-caller.ts';
import { entityApi } from '../entity-api.ts';
import { fieldsApi } from '../fields-api.ts';
import type { LeadContact, LeadId } from '../model/lead.ts';
import { deletedSchema } from '../model/wire.ts';
import {
  acknowledgedLead,
  acknowledgedLeadAlone,
  contactLeadsSchema,
  leadSchema,
  linksSchema,
} from './lead-wire.ts';
import type { LeadsClient } from './leads-client.ts';
import { pipelinesApi } from './pipelines-api.ts';

const route = '/leads';

/** `/api/v4/leads` */
export function leadsApi(call: Call): LeadsClient {
  const { list, ...entity } = entityApi(call, 'leads', {
    item: leadSchema,
    acknowledged: acknowledgedLead,
    alone: acknowledgedLeadAlone,
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
        route: `${route}/links`,
        query: Object.fromEntries(ids.map((id, at) => [`filter[entity_id][${at}]`, String(id)])),
        schema: linksSchema,
        whenEmpty: [],
      });
      for (const { lead, contact } of links) contacts.get(lead)?.push(contact);
      return contacts;
    },

    ...pipelinesApi(call),
    ...fieldsApi(call, 'leads'),
  };
}
