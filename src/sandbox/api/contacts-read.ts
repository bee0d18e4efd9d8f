import { contactJson } from '../contact/contact-json.ts';
import type { CrmData } from '../crm-data.ts';
import { empty, hal } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Route } from '../http/router.ts';
import type { ContactListing } from '../store/contact-store.ts';
import { pageLinks, pageOf } from './paging.ts';

const orders = ['id', 'updated_at', 'created_at'] as const;

function orderOf({ query }: Call): Pick<ContactListing, 'order' | 'descending'> {
  const order = orders.find((name) => query.has(`order[${name}]`)) ?? 'id';
  return { order, descending: query.get(`order[${order}]`) === 'desc' };
}

/** `filter[id]=1`, `filter[id][]=1`, `filter[id][0]=1`. */
function filteredIds({ query }: Call): readonly number[] | null {
  const ids = [...query].filter(([key]) => /^filter\[id\](\[\d*\])?$/.test(key));
  return ids.length > 0 ? ids.map(([, value]) => Number(value)) : null;
}

const extrasOf = ({ query }: Call): readonly string[] =>
  (query.get('with') ?? '')
    .split(',')
    .filter((name) => ['leads', 'customers', 'catalog_elements'].includes(name));

export function contactReadRoutes(data: CrmData): readonly Route[] {
  const list = (call: Call) => {
    const { page, limit, offset } = pageOf(call);
    const query = call.query.get('query')?.trim().toLowerCase();
    // Without the paid option a filter is not an error: everything comes back, as if it were not there.
    const ids = data.manners.apiFilter ? filteredIds(call) : null;
    const found = data.contacts.list({
      ...orderOf(call),
      limit: limit + 1,
      offset,
      ...(query && { query }),
      ...(ids && { ids }),
    });
    if (found.length === 0) return empty();
    const extras = extrasOf(call);
    const contacts = found.slice(0, limit).map((contact) => contactJson(contact, data, extras));
    return hal({
      _page: page,
      _links: pageLinks(call, data.url(), page, found.length > limit),
      _embedded: { contacts },
    });
  };

  const one = (call: Call) => {
    const contact = data.contacts.get(Number(call.params[0]));
    // A contact in the trash, or one that was merged away, answers like one that never was.
    return contact?.gone === 0 ? hal(contactJson(contact, data, extrasOf(call))) : empty();
  };

  return [
    { method: 'GET', path: '/api/v4/contacts', handle: list },
    { method: 'GET', path: '/api/v4/contacts/:id', handle: one },
  ];
}
