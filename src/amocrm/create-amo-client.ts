import type { Logger } from 'pino';
import type { AmoClient } from './amo-client.ts';
import { type AmoEvent, createTraffic, type Traffic } from './amo-event.ts';
import { type ApiCaller, type ApiCallerOptions, type Call, createApiCaller } from './api-caller.ts';
import { entityApi } from './entity-api.ts';
import { eventsApi } from './events-api.ts';
import { fieldsApi } from './fields-api.ts';
import { leadsApi } from './leads/leads-client.ts';
import { wholeList } from './lists/whole-list.ts';
import { accountSchema, contactId, contactSchema, pageSchema, userSchema } from './model/wire.ts';

export interface AmoClientOptions extends ApiCallerOptions {
  readonly log: Logger;
  readonly onEvent?: (event: AmoEvent) => void;
}

export const createAmoClient = (options: AmoClientOptions): AmoClient =>
  clientOn(createApiCaller(options), createTraffic(options, options.onEvent));

function clientOn(line: ApiCaller, traffic: Traffic): AmoClient {
  const call: Call = (one) => line(one, traffic);
  const contacts = entityApi(call, 'contacts', { id: contactId, item: contactSchema });
  return {
    counters: traffic.counters,
    apart: () => clientOn(line, traffic.apart()),
    account: () =>
      call({
        method: 'GET',
        route: '/account',
        query: { with: 'datetime_settings' },
        schema: accountSchema,
      }),
    contacts: async (query) => {
      const { items, hasNext } = await contacts.list(query);
      return { contacts: items, hasNext };
    },
    contact: contacts.one,
    createContacts: contacts.create,
    updateContacts: contacts.update,
    ...eventsApi(call),
    users: () => wholeList(call, '/users', users),
    ...fieldsApi(call, 'contacts'),
    leads: leadsApi(call),
  };
}

const users = pageSchema('users', userSchema);
