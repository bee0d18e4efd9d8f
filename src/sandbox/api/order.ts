import type { Call } from '../http/call.ts';
import type { Listing } from '../store/entity-store.ts';

const orders = ['id', 'updated_at', 'created_at'] as const;

/** `order[id]=desc`: by one key alone. */
export function orderOf({ query }: Call): Pick<Listing, 'order' | 'descending'> {
  const order = orders.find((name) => query.has(`order[${name}]`)) ?? 'id';
  return { order, descending: query.get(`order[${order}]`) === 'desc' };
}

/** In no order, and the same every time: every second one first. */
export const shuffled = <T>(rows: readonly T[]): readonly T[] => [
  ...rows.filter((_, index) => index % 2 === 1),
  ...rows.filter((_, index) => index % 2 === 0),
];
