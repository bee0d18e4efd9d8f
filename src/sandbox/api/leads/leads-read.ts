import type { CrmData } from '../../crm-data.ts';
import { type Answer, empty, hal, problem } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import type { Route } from '../../http/router.ts';
import { leadFilter } from '../../lead/lead-filter.ts';
import { leadJson } from '../../lead/lead-json.ts';
import type { LeadRecord } from '../../lead/lead-record.ts';
import type { Listing } from '../../store/entity-store.ts';
import { orderOf, shuffled } from '../order.ts';
import { type Page, pageLinks, pageOf } from '../paging.ts';

const extrasOf = ({ query }: Call): readonly string[] => (query.get('with') ?? '').split(',');

export function leadReadRoutes(data: CrmData): readonly Route[] {
  const { manners, leadReplica, leads } = data;

  const rowsOf = (call: Call, { limit, offset }: Page): readonly LeadRecord[] => {
    const query = call.query.get('query')?.trim().toLowerCase();
    const filter = leadFilter(call.query, data);
    const { order, descending } = orderOf(call);
    const isKept = order === 'id' && manners.idOrder === 'ascending';
    const listing: Listing = {
      order,
      descending: descending && !isKept,
      limit: limit + 1,
      offset,
      ...(query && { query }),
      ...(extrasOf(call).includes('only_deleted') && { gone: 1 }),
    };
    if (filter === null) return leadReplica.list(listing);
    const found = leadReplica.list({ ...listing, limit: -1, offset: 0 }).filter(filter);
    return found.slice(offset, offset + limit + 1);
  };

  const list = (call: Call): Answer => {
    const page = pageOf(call);
    const found = rowsOf(call, page);
    if (found.length === 0) return empty();
    const shown = found.slice(0, page.limit);
    const isShuffled = orderOf(call).order === 'id' && manners.idOrder === 'shuffled';
    const rows = isShuffled ? shuffled(shown) : shown;
    return hal({
      _page: page.page,
      _links: pageLinks(call, data.url(), page.page, found.length > page.limit),
      _embedded: { leads: rows.map((lead) => leadJson(lead, data, extrasOf(call))) },
    });
  };

  const one = (call: Call): Answer => {
    const id = Number(call.params[0]);
    const lead = manners.getLags ? leadReplica.get(id) : leads.get(id);
    const json = lead && leadJson(lead, data, extrasOf(call));
    if (lead?.gone === 0) return hal(json);
    if (manners.goneContact === 404) return problem(404, 'Entity not found');
    return lead && manners.goneContact === 200 ? hal(json) : empty();
  };

  return [
    { method: 'GET', path: '/api/v4/leads', handle: list },
    { method: 'GET', path: '/api/v4/leads/:id', handle: one },
  ];
}
