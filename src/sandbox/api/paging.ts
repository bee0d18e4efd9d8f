import type { Call } from '../http/call.ts';
import type { Link } from '../wire.ts';

const pageLimit = 250;
const defaultLimit = 50;

export interface Page {
  readonly page: number;
  readonly limit: number;
  readonly offset: number;
}

/** Nonsense falls back to the defaults, more than 250 a page to 250: amoCRM does not complain. */
export function pageOf(call: Call): Page {
  const positive = (name: string, fallback: number): number => {
    const value = Number(call.query.get(name) ?? fallback);
    return Number.isSafeInteger(value) && value > 0 ? value : fallback;
  };
  const page = positive('page', 1);
  const limit = Math.min(positive('limit', defaultLimit), pageLimit);
  return { page, limit, offset: (page - 1) * limit };
}

/** `next` stands only where there is more: there is no other sign of the end. */
export function pageLinks(
  call: Call,
  url: string,
  page: number,
  more: boolean,
): Record<string, Link> {
  const link = (to: number): Link => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(to));
    return { href: `${url}${call.path}?${query}` };
  };
  return {
    self: link(page),
    ...(more && { next: link(page + 1) }),
    ...(page > 1 && { first: link(1), prev: link(page - 1) }),
  };
}
