import { z } from 'zod';
import { acknowledge } from './acknowledge.ts';
import type { Call } from './api-caller.ts';
import type { Departure } from './http/api-call.ts';
import { pageBounds, withinBound } from './lists/paging.ts';
import type { EntityQuery } from './model/entity-query.ts';
import type { WriteAnswer } from './model/model.ts';
import { deletedSchema, pageSchema, writtenSchema } from './model/wire.ts';

interface Named<Id> {
  readonly id?: Id | null | undefined;
  readonly request_id?: string | null | undefined;
}

interface EntitySchemas<Id, Item> {
  readonly item: z.ZodType<Item>;
  /** A row of a write's answer, and one that stands alone. */
  readonly acknowledged: z.ZodType<Named<Id>>;
  readonly alone: z.ZodType<Named<Id>>;
  /** What is asked to come along. */
  readonly with?: string;
}

interface SentRow<Id> {
  readonly request_id: string;
  readonly id?: Id;
}

/**
 * `/api/v4/contacts`, `/api/v4/leads`: what they have in common. But for ids filters are never used: they are a paid
 * option, silently ignored without it.
 */
export function entityApi<Id extends number, Item extends { readonly id: Id }>(
  call: Call,
  name: 'contacts' | 'leads',
  { item, acknowledged, alone, with: along }: EntitySchemas<Id, Item>,
) {
  const route = `/${name}`;
  const page = pageSchema(name, item);
  const written = writtenSchema(name, acknowledged, alone);
  const embedding = along === undefined ? {} : { with: along };
  const write =
    (method: 'POST' | 'PATCH') =>
    async (batch: readonly SentRow<Id>[], departure?: Departure): Promise<WriteAnswer<Id>> => {
      if (batch.length === 0) return { acknowledged: new Map() };
      const rows = await call({ method, route, body: batch, schema: written, batch, departure });
      return acknowledge(batch, rows);
    };
  return {
    list: async (
      query: EntityQuery<Id>,
    ): Promise<{ readonly items: readonly Item[]; readonly hasNext: boolean }> =>
      call({
        method: 'GET',
        route,
        query: {
          ...embedding,
          page: String(withinBound(query.page ?? 1, pageBounds[name], `GET ${route}`)),
          limit: String(query.limit ?? 250),
          ...(query.query === undefined ? {} : { query: query.query }),
          ...Object.fromEntries(
            (query.ids ?? []).map((id, at) => [`filter[id][${at}]`, String(id)]),
          ),
          ...(query.order === undefined
            ? {}
            : { 'order[id]': query.order === 'id-asc' ? 'asc' : 'desc' }),
        },
        schema: page,
        whenEmpty: { items: [], hasNext: false },
      }),

    one: (id: Id): Promise<Item | null> =>
      call({
        method: 'GET',
        route: `${route}/{id}`,
        path: `${route}/${id}`,
        query: embedding,
        // Another one than was asked for is no answer.
        schema: z.union([
          deletedSchema.refine((gone) => gone.id === id).transform(() => null),
          item.refine((one) => one.id === id),
        ]),
        whenEmpty: null,
      }),

    create: write('POST'),
    update: write('PATCH'),
  };
}
