import { z } from 'zod';
import type { AmoClient, ContactPage } from './amo-client.ts';
import type { Call } from './api-caller.ts';
import type { ContactId, ContactPatch, NewContact, WriteAnswer } from './model/model.ts';
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
type AcknowledgedRow = z.infer<typeof acknowledgedRow>;

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

    createContacts: async (batch) => {
      if (batch.length === 0) return { acknowledged: new Map() };
      const rows = await call({ method: 'POST', route, body: batch, schema: written, batch });
      return acknowledge(batch, rows, () => undefined);
    },

    updateContacts: async (batch) => {
      if (batch.length === 0) return { acknowledged: new Map() };
      const rows = await call({ method: 'PATCH', route, body: batch, schema: written, batch });
      const byId = new Map<ContactId, string>(batch.map((row) => [row.id, row.request_id]));
      return acknowledge(batch, rows, (id) => byId.get(id));
    },
  };
}

/**
 * The rows that the answer names, by `request_id`, or, where it has none, by what the id tells. A row that is named with
 * two ids, or with another id than was sent, is not acknowledged: something else happened than we asked for.
 */
function acknowledge(
  batch: readonly (NewContact | ContactPatch)[],
  rows: readonly AcknowledgedRow[],
  requestIdOf: (id: ContactId) => string | undefined,
): WriteAnswer {
  const sent = new Map(batch.map((row) => [row.request_id, 'id' in row ? row.id : null]));
  const acknowledged = new Map<string, ContactId>();
  const doubtful = new Set<string>();
  for (const { id, request_id } of rows) {
    if (id == null) continue;
    const requestId = request_id ?? requestIdOf(id);
    const sentId = requestId === undefined ? undefined : sent.get(requestId);
    if (requestId === undefined || sentId === undefined) continue;
    const other = acknowledged.get(requestId);
    if ((sentId !== null && sentId !== id) || (other !== undefined && other !== id)) {
      doubtful.add(requestId);
    }
    acknowledged.set(requestId, id);
  }
  for (const requestId of doubtful) acknowledged.delete(requestId);
  return { acknowledged };
}
