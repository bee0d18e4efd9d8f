import type { AmoClient } from './amo-client.ts';
import type { Call } from './api-caller.ts';
import { entityApi } from './entity-api.ts';
import { acknowledgedAlone, acknowledgedRow, contactSchema } from './model/wire.ts';

/** `/api/v4/contacts` */
export function contactsApi(
  call: Call,
): Pick<AmoClient, 'contacts' | 'contact' | 'createContacts' | 'updateContacts'> {
  const { list, one, create, update } = entityApi(call, 'contacts', {
    item: contactSchema,
    acknowledged: acknowledgedRow,
    alone: acknowledgedAlone,
  });
  return {
    contacts: async (query) => {
      const { items, hasNext } = await list(query);
      return { contacts: items, hasNext };
    },
    contact: one,
    createContacts: create,
    updateContacts: update,
  };
}
