import { z } from 'zod';
import { acknowledge } from '../acknowledge.ts';
import type { Call } from '../api-caller.ts';
import { fieldsApi } from '../fields-api.ts';
import type { LeadContact, LeadId } from '../model/lead.ts';
import { deletedSchema, pageSchema, writtenSchema } from '../model/wire.ts';
import { pageBounds, withinBound } from '../paging.ts';
import {
  acknowledgedLead,
  acknowledgedLeadAlone,
  contactLeadsSchema,
  leadSchema,
  linksSchema,
} from './lead-wire.ts';
import type { LeadPage, LeadsClient } from './leads-client.ts';
import { pipelinesApi } from './pipelines-api.ts';

const route = '/leads';
const page = pageSchema('leads', leadSchema).transform(
  ({ items, hasNext }): LeadPage => ({ leads: items, hasNext }),
);
const written = writtenSchema('leads', acknowledgedLead, acknowledgedLeadAlone);

/** `/api/v4/leads`. But for ids filters are never used: they are a paid option, silently ignored without it. */
export function leadsApi(call: Call): LeadsClient {
  return {
    page: async (query) =>
      call({
        method: 'GET',
        route,
        query: {
          with: 'contacts',
          page: String(withinBound(query.page ?? 1, pageBounds.leads, `GET ${route}`)),
          limit: String(query.limit ?? 250),
          ...(query.query === undefined ? {} : { query: query.query }),
          ...Object.fromEntries(
            (query.ids ?? []).map((id, at) => [`filter[id][${at}]`, String(id)]),
          ),
          ...(query.order === undefined
            ? {}
            : { 'order[id]': query.order === 'id-asc' ? 'asc' : 'desc' }),
        },
        schema: page,
        whenEmpty: { leads: [], hasNext: false },
      }),

    one: (id) =>
      call({
        method: 'GET',
        route: `${route}/{id}`,
        path: `${route}/${id}`,
        query: { with: 'contacts' },
        // Another lead than was asked for is no answer.
        schema: z.union([
          deletedSchema.refine((lead) => lead.id === id).transform(() => null),
          leadSchema.refine((lead) => lead.id === id),
        ]),
        whenEmpty: null,
      }),

    create: async (batch, departure) => {
      if (batch.length === 0) return { acknowledged: new Map() };
      const rows = await call({
        ...{ method: 'POST', route, body: batch, schema: written, batch, departure },
      });
      return acknowledge<LeadId>(batch, rows);
    },

    update: async (batch, departure) => {
      if (batch.length === 0) return { acknowledged: new Map() };
      const rows = await call({
        ...{ method: 'PATCH', route, body: batch, schema: written, batch, departure },
      });
      return acknowledge(batch, rows);
    },

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
