import { type Answer, empty, hal } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import { pageLinks, pageOf } from './paging.ts';

/** A page of a list that says its totals: fields, groups and users do, contacts do not. */
export function totalledList(
  call: Call,
  url: string,
  name: string,
  all: readonly object[],
): Answer {
  const { page, limit, offset } = pageOf(call);
  const rows = all.slice(offset, offset + limit);
  if (rows.length === 0) return empty();
  const pages = Math.ceil(all.length / limit);
  const query = new URLSearchParams(call.query);
  query.set('page', String(pages));
  return hal({
    _total_items: all.length,
    _page: page,
    _page_count: pages,
    _links: {
      ...pageLinks(call, url, page, page < pages),
      last: { href: `${url}${call.path}?${query}` },
    },
    _embedded: { [name]: rows },
  });
}
