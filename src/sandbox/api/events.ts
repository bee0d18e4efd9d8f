import { selfLink } from '../account.ts';
import type { CrmData } from '../crm-data.ts';
import type { EventRecord } from '../events/event-record.ts';
import type { EventFilter } from '../events/event-store.ts';
import { type Answer, empty, hal, problem } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Route } from '../http/router.ts';
import { pageLinks, pageOf } from './paging.ts';

const pageLimit = 100;
const ofOneField = /^custom_field_\d+_value_changed$/;

/** `filter[type]=a,b`, `filter[type][]=a`, `filter[type][0]=a`. */
function filtered({ query }: Call, name: string): readonly string[] {
  const key = new RegExp(`^filter\\[${name}\\](\\[\\d*\\])?$`);
  return [...query].filter(([k]) => key.test(k)).flatMap(([, value]) => value.split(','));
}

function bounds(call: Call): Pick<EventFilter, 'from' | 'to'> {
  const number = (text: string | null | undefined): number | null =>
    text === null || text === undefined || text === '' ? null : Number(text);
  const [from, to] = filtered(call, 'created_at');
  return {
    from: number(call.query.get('filter[created_at][from]') ?? from),
    to: number(call.query.get('filter[created_at][to]') ?? to),
  };
}

/** What happened in the account: the free feed, a hundred a page. Its filters work without the paid option. */
export function eventRoutes(data: CrmData): readonly Route[] {
  const { manners, clock, account, events } = data;

  const json = (event: EventRecord): object => ({
    id: event.id,
    type: event.type,
    entity_id: event.entityId,
    entity_type: event.entityType,
    created_by: event.createdBy,
    created_at: event.createdAt,
    value_after: event.after,
    value_before: event.before,
    account_id: account.id,
    _links: selfLink(`${data.url()}/api/v4/events/${event.id}`),
    _embedded: {
      entity: {
        id: event.entityId,
        _links: selfLink(`${data.url()}/api/v4/${event.entityType}s/${event.entityId}`),
      },
    },
  });

  const list = (call: Call): Answer => {
    if (manners.eventsRefused !== 0) return problem(manners.eventsRefused, 'Events are refused');
    if (manners.eventsEmpty) return empty();
    const types = filtered(call, 'type');
    if (types.length > 1 && types.some((type) => ofOneField.test(type))) {
      return problem(400, 'A field’s own event type must be the only one');
    }
    const { page } = pageOf(call);
    const asked = pageOf(call).limit;
    const limit = Math.min(asked, pageLimit);
    const found = events.store.list(
      {
        types,
        entities: filtered(call, 'entity'),
        entityIds: filtered(call, 'entity_id').map(Number),
        authors: filtered(call, 'created_by').map(Number),
        ...bounds(call),
        shownUpTo: clock.now() - manners.eventLagMs,
        keptFrom: clock.now() - manners.eventRetentionMs,
      },
      limit + 1,
      (page - 1) * limit,
    );
    if (found.length === 0) return empty();
    return hal({
      _page: page,
      _links: pageLinks(call, data.url(), page, found.length > limit),
      _embedded: { events: found.slice(0, limit).map(json) },
    });
  };

  return [{ method: 'GET', path: '/api/v4/events', handle: list }];
}
