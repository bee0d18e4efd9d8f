import { z } from 'zod';
import { acknowledge } from './acknowledge.ts';
import type { AmoClient, ContactPage } from './amo-client.ts';
import type { Call } from './api-caller.ts';
import type { ContactId } from './model/model.ts';
import {
  acknowledgedAlone,
  acknowledgedRow,
  contactSchema,
  deletedSchema,
  pageSchema,
  writtenSchema,
} from './model/wire.ts';
import { pageBounds, withinBound } from './paging.ts';

const route = '/contacts';
const page = pageSchema('contacts', contactSchema).transform(
  ({ items, hasNext }): ContactPage => ({ contacts: items, hasNext }),
);
const written = writtenSchema('contacts', acknowledgedRow, acknowledgedAlone);

/** `/api/v4/contacts`. But for ids filters are never used: they are a paid option, silently ignored without it. */
export function contactsApi(
  call: Call,
): Pick<AmoClient, 'contacts' | 'contact' | 'createContacts' | 'updateContacts'> {
  return {
    contacts: async (query) => {
      const number = withinBound(query.page ?? 1, pageBounds.contacts, `GET ${route}`);
      return call({
        method: 'GET',
        route,
        query: {
          page: String(number),
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
        whenEmpty: { contacts: [], hasNext: false },
      });
    },

    contact: (id) =>
      call({
        method: 'GET',
        route: `${route}/{id}`,
        path: `${route}/${id}`,
        // Another contact than was asked for is no answer.
        schema: z.union([
          deletedSchema.refine((contact) => contact.id === id).transform(() => null),
          contactSchema.refine((contact) => contact.id === id),
        ]),
        whenEmpty: null,
      }),

    createContacts: async (batch, departure) => {
      if (batch.length === 0) return { acknowledged: new Map() };
      const rows = await call({
        ...{ method: 'POST', route, body: batch, schema: written, batch, departure },
      });
      return acknowledge<ContactId>(batch, rows);
    },

    updateContacts: async (batch, departure) => {
      if (batch.length === 0) return { acknowledged: new Map() };
      const rows = await call({
        ...{ method: 'PATCH', route, body: batch, schema: written, batch, departure },
      });
      return acknowledge(batch, rows);
    },
  };
}
