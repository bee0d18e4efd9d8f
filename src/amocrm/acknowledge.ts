import type { WriteAnswer } from './model/model.ts';

interface SentRow<Id> {
  readonly request_id: string;
  readonly id?: Id;
}

interface AnsweredRow<Id> {
  readonly id?: Id | null | undefined;
  readonly request_id?: string | null | undefined;
}

/**
 * The rows that the answer names, by `request_id`, or, where it has none, by what the id tells. A row that is named with
 * two ids, or with another id than was sent, is not acknowledged: something else happened than we asked for.
 */
export function acknowledge<Id extends number>(
  batch: readonly SentRow<Id>[],
  rows: readonly AnsweredRow<Id>[],
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
