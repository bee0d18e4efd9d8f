import { z } from 'zod';
import type { Call } from './api-caller.ts';
import type { Departure } from './http/api-call.ts';
import { pageBounds, withinBound } from './lists/paging.ts';
import type { WriteAnswer } from './model/model.ts';
import { deletedSchema, pageSchema, writtenSchema } from './model/wire.ts';

/** Which rows of a list. */
export interface EntityQuery<Id> {
  /** From 1. */
  readonly page?: number;
  /** At most 250, the default. */
  readonly limit?: number;
  /** At most 250. A paid option: without it everything is answered, so that every row has to be looked at. */
  readonly ids?: readonly Id[];
  /** Substring over all filled fields: verify every hit. */
  readonly query?: string | undefined;
  readonly order?: 'id-asc' | 'id-desc';
}

interface EntitySchemas<Id, Item> {
  readonly id: z.ZodType<Id>;
  readonly item: z.ZodType<Item>;
  /** What is asked to come along. */
  readonly with?: string;
}

interface SentRow<Id> {
  readonly request_id: string;
  readonly id?: Id;
}

/** A row of a write's answer: of what was written only what names it. */
interface WrittenRow<Id> {
  readonly id?: Id | null | undefined;
  readonly request_id?: string | null | undefined;
}

/**
 * `/api/v4/contacts`, `/api/v4/leads`: what they have in common. But for ids filters are never used: they are a paid
 * option, silently ignored without it.
 */
export function entityApi<Id extends number, Item extends { readonly id: Id }>(
  call: Call,
  name: 'contacts' | 'leads',
  { id: idSchema, item, with: along }: EntitySchemas<Id, Item>,
) {
  const route = `/${name}`;
  const page = pageSchema(name, item);
  const request_id = z.union([z.string(), z.number()]).transform(String).nullish().catch(null);
  const written = writtenSchema<z.ZodType<WrittenRow<Id>>, z.ZodType<WrittenRow<Id>>>(
    name,
    // A row that is named in no understandable way does not count (I8).
    z.object({ id: idSchema.nullish().catch(null), request_id }),
    // What stands alone and has no id is no entity at all.
    z.object({ id: idSchema, request_id }),
  );
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

/**
 * The rows that the answer names, by `request_id`, or, where it has none, by what the id tells. A row that is named with
 * two ids, or with another id than was sent, is not acknowledged: something else happened than we asked for.
 */
function acknowledge<Id extends number>(
  batch: readonly SentRow<Id>[],
  rows: readonly WrittenRow<Id>[],
): WriteAnswer<Id> {
  const sent = new Map(batch.map(({ request_id, id }) => [request_id, id ?? null]));
  const byId = new Map(
    batch.flatMap(({ request_id, id }) => (id === undefined ? [] : [[id, request_id] as const])),
  );
  const acknowledged = new Map<string, Id>();
  const doubtful = new Set<string>();
  for (const { id, request_id } of rows) {
    if (id == null) continue;
    const requestId = request_id ?? byId.get(id);
    const sentId = requestId === undefined ? undefined : sent.get(requestId);
    if (requestId === undefined || sentId === undefined) continue;
    const other = acknowledged.get(requestId);
    if ((sentId !== null && sentId !== id) || (other !== undefined && other !== id)) {
      doubtful.add(requestId);
    }
    acknowledged.set(requestId, id);
  }
  for (const requestId of doubtful) acknowledged.delete(requestId);
  return { acknowledged };
}
