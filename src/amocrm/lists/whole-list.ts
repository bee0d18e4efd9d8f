import type { z } from 'zod';
import type { Call } from '../api-caller.ts';
import { pageBounds, withinBound } from './paging.ts';

interface ListPage<T> {
  readonly items: readonly T[];
  readonly hasNext: boolean;
}

/** All of a short list, each once: custom fields, reasons of losses. */
export async function wholeList<T extends { readonly id: number }>(
  call: Call,
  route: string,
  schema: z.ZodType<ListPage<T>>,
): Promise<readonly T[]> {
  const all = new Map<number, T>();
  for (let number = 1; ; number += 1) {
    const { items, hasNext } = await call<ListPage<T>>({
      method: 'GET',
      route,
      // The docs name two limits, 250 and 50: whatever comes, `next` tells whether there is more.
      query: {
        page: String(withinBound(number, pageBounds.shortList, `GET ${route}`)),
        limit: '250',
      },
      schema,
      whenEmpty: { items: [], hasNext: false },
    });
    const before = all.size;
    for (const item of items) all.set(item.id, item);
    // A page that brings nothing new would go on for ever.
    if (!hasNext || all.size === before) return [...all.values()];
  }
}

/** All of a list that has no pages. */
export async function onlyPage<T>(
  call: Call,
  route: string,
  schema: z.ZodType<ListPage<T>>,
): Promise<readonly T[]> {
  const whenEmpty = { items: [], hasNext: false };
  return (await call<ListPage<T>>({ method: 'GET', route, schema, whenEmpty })).items;
}
