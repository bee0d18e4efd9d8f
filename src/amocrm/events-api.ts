import type { AmoClient } from './amo-client.ts';
import type { Call } from './api-caller.ts';
import { pageBounds, withinBound } from './lists/paging.ts';
import { type EventPage, eventTypes, feedEventSchema } from './model/feed-event.ts';
import { pageSchema } from './model/wire.ts';

const route = '/events';
/** amoCRM's most. */
const pageSize = 100;

const page = pageSchema('events', feedEventSchema).transform(
  ({ items, hasNext }): EventPage => ({
    events: items.filter((event) => event !== null),
    hasNext,
    at: null,
  }),
);

/** `/api/v4/events`: its filters work without the paid option. */
export function eventsApi(call: Call): Pick<AmoClient, 'events'> {
  return {
    events: async (query) =>
      call({
        method: 'GET',
        route,
        query: {
          page: String(withinBound(query.page, pageBounds.events, `GET ${route}`)),
          limit: String(pageSize),
          'filter[entity][0]': 'contact',
          ...(query.contactId === undefined
            ? {}
            : { 'filter[entity_id][0]': String(query.contactId) }),
          'filter[created_at][from]': String(Math.floor(query.from / 1_000)),
          ...Object.fromEntries(eventTypes.map((type, at) => [`filter[type][${at}]`, type])),
        },
        schema: page,
        whenEmpty: { events: [], hasNext: false, at: null },
        dated: (answer, at) => ({ ...answer, at }),
      }),
  };
}
