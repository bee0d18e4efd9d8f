import { selfLink } from '../account.ts';
import { contactJson } from '../contact/contact-json.ts';
import type { ContactRecord } from '../contact/contact-record.ts';
import { withOddFields } from '../contact/odd-fields.ts';
import type { CrmData } from '../crm-data.ts';
import { empty, hal, problem } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Route } from '../http/router.ts';
import type { ContactJson } from '../wire.ts';
import { orderOf, shuffled } from './order.ts';
import { type Page, pageLinks, pageOf } from './paging.ts';

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
  const { manners, replica, contacts } = data;

  const withLeads = (contact: ContactJson): ContactJson => ({
    ...contact,
    _embedded: {
      ...contact._embedded,
      leads: data.leads
        .ofContact(contact.id)
        .map((id) => ({ id, _links: selfLink(`${data.url()}/api/v4/leads/${id}`) })),
    },
  });

  const json = (contact: ContactRecord, call: Call): object => {
    const extras = extrasOf(call);
    const plain = contactJson(contact, data, extras);
    const read = extras.includes('leads') ? withLeads(plain) : plain;
    return manners.oddFields ? withOddFields(read) : read;
  };

  const listed = (call: Call, { limit, offset }: Pick<Page, 'limit' | 'offset'>) => {
    const query = call.query.get('query')?.trim().toLowerCase();
    // Without the paid option a filter is not an error: everything comes back, as if it were not there.
    const ids = manners.apiFilter ? filteredIds(call) : null;
    const { order, descending } = orderOf(call);
    return replica.list({
      order,
      descending: descending && !(order === 'id' && manners.idOrder === 'ascending'),
      limit,
      offset,
      ...(query && { query }),
      ...(ids && { ids }),
    });
  };

  /** A page that is there, or what the account makes of one behind the last. */
  const pageRows = (call: Call, page: Page): readonly ContactRecord[] => {
    const rows = listed(call, { ...page, limit: page.limit + 1 });
    if (rows.length > 0 || manners.endlessPages !== 'repeated') return rows;
    const all = listed(call, { limit: -1, offset: 0 });
    return all.slice(Math.floor((all.length - 1) / page.limit) * page.limit);
  };

  const list = (call: Call) => {
    const page = pageOf(call);
    const found = pageRows(call, page);
    const endless = manners.endlessPages !== 'no';
    if (found.length === 0 && manners.endlessPages !== 'empty') return empty();
    const shown = found.slice(0, page.limit);
    const byId = orderOf(call).order === 'id';
    const rows = byId && manners.idOrder === 'shuffled' ? shuffled(shown) : shown;
    return hal({
      _page: page.page,
      _links: pageLinks(call, data.url(), page.page, endless || found.length > page.limit),
      _embedded: { contacts: rows.map((contact) => json(contact, call)) },
    });
  };

  const one = (call: Call) => {
    const id = Number(call.params[0]);
    const contact = manners.getLags ? replica.get(id) : contacts.get(id);
    if (contact?.gone === 0) return hal(json(contact, call));
    // A contact in the trash, or one that was merged away, answers like one that never was.
    if (manners.goneContact === 404) return problem(404, 'Entity not found');
    return contact && manners.goneContact === 200 ? hal(json(contact, call)) : empty();
  };

  return [
    { method: 'GET', path: '/api/v4/contacts', handle: list },
    { method: 'GET', path: '/api/v4/contacts/:id', handle: one },
  ];
}
