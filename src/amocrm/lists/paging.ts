import { EndlessListError } from '../errors/errors.ts';

/**
 * No list of an account is longer: a next page beyond it is a list that never ends. 5 million contacts or leads; 5,000 fields. Of events
 * no more is read at once: an audit is cheaper.
 */
export const pageBounds = { contacts: 20_000, leads: 20_000, shortList: 100, events: 20 } as const;

/**
 * The number of a page to ask for, if there can be one.
 *
 * @throws EndlessListError
 */
export function withinBound(page: number, most: number, route: string): number {
  if (page > most) throw new EndlessListError(route, most);
  return page;
}
