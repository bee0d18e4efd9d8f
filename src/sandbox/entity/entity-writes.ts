import { selfLink } from '../account.ts';
import type { CrmData } from '../crm-data.ts';
import { notAChoice } from '../field/value-rules.ts';
import { type Answer, empty, hal, problem, type Written } from '../http/answer.ts';
import { type Call, isObject } from '../http/call.ts';
import type { Route } from '../http/router.ts';
import type { RowError } from '../wire.ts';
import { isAnswer, judgeRows, type Row, readBatch, readSingle } from './batch.ts';

interface Entity {
  readonly id: number;
  readonly gone: number;
  readonly updatedAt: number;
}

interface Judged {
  readonly input: { readonly updatedAt?: number };
}

interface Change<E> {
  readonly before: E | null;
  readonly after: E;
}

/** What contacts and leads do each in their own way. */
export interface EntityWrites<E extends Entity, J extends Judged> {
  readonly name: 'contacts' | 'leads';
  find(id: number): E | null | undefined;
  judgeNew(row: unknown, errors: RowError[]): J;
  judgeChange(row: unknown, before: E | null, errors: RowError[]): J;
  /** Why a change of one that stands so is refused. */
  mistakeOf?(judged: J, before: E | null): string | null;
  /** One for each row; the same one for several, where they are joined. */
  create(judged: readonly J[], call: Call): readonly E[];
  /** Null: it cannot be changed any more. */
  change(before: E, judged: J, call: Call): E | null;
  createdJson(made: E): object;
  updatedJson(changed: E, requestId: string | undefined, shape: 'list' | 'flat'): object;
  /** Writes it down, and what the account makes of it, before anybody can look. */
  effects(changes: readonly Change<E>[]): Omit<Written, 'requestIds'>;
}

/** A batch of new ones, a batch of changes, and a single change. */
export function entityWriteRoutes<E extends Entity, J extends Judged>(
  data: CrmData,
  writes: EntityWrites<E, J>,
): readonly Route[] {
  const { name } = writes;
  const path = `/api/v4/${name}`;
  const linkOf = (id: number) => selfLink(`${data.url()}${path}/${id}`);
  const listOf = (rows: readonly object[]): object => ({
    _links: selfLink(`${data.url()}${path}`),
    _embedded: { [name]: rows },
  });

  /** Never looks for doubles: the same row sent twice makes two. An `id` in it means nothing. */
  const create = (call: Call): Answer => {
    const rows = readBatch(call);
    if (isAnswer(rows)) return rows;
    const judged = judgeRows(call, rows, (row, errors) => writes.judgeNew(row, errors));
    if (isAnswer(judged)) return judged;
    const made = writes.create(judged, call);
    const requestIds = judged.map(({ requestId }) => requestId);
    const created = made.map((one, index) => ({
      ...writes.createdJson(one),
      request_id: requestIds[index],
      _links: linkOf(one.id),
    }));
    const changes = [...new Set(made)].map((after) => ({ before: null, after }));
    return hal(listOf(created), 200, { requestIds, ...writes.effects(changes) });
  };

  const judgeUpdate = (row: unknown, errors: RowError[]) => {
    const id = isObject(row) ? row['id'] : undefined;
    const before = typeof id === 'number' ? (writes.find(id) ?? null) : null;
    if (id === undefined) {
      errors.push({ code: 'FieldMissing', path: 'id', detail: 'This field is missing.' });
    } else if (typeof id !== 'number') {
      errors.push({ code: 'InvalidType', path: 'id', detail: 'This value should be of type int.' });
    } else if (before?.gone !== 0) {
      errors.push({ code: 'NotSupportedChoice', path: 'id', detail: notAChoice });
    }
    return { id: Number(id), before, judged: writes.judgeChange(row, before, errors) };
  };

  const mistakeOf = (judged: J, before: E | null): string | null =>
    (judged.input.updatedAt ?? Number.POSITIVE_INFINITY) < (before?.updatedAt ?? 0)
      ? 'Last modified date is older than in database'
      : (writes.mistakeOf?.(judged, before) ?? null);

  const updateRows = (call: Call, rows: readonly Row[], shape: 'list' | 'flat'): Answer => {
    const all = judgeRows(call, rows, judgeUpdate);
    if (isAnswer(all)) return all;
    const mistakes = all.flatMap(({ id, before, judged }) => {
      const mistake = mistakeOf(judged, before);
      return mistake === null ? [] : [[id, mistake] as const];
    });
    if (mistakes.length > 0) {
      return problem(400, 'Invalid request body', { errors: Object.fromEntries(mistakes) });
    }
    const changes = all.flatMap(({ id, judged }) => {
      // Read again here: one batch may name one twice.
      const before = writes.find(id);
      const after = before && writes.change(before, judged, call);
      return before && after ? [{ before, after }] : [];
    });
    const requestIds = all.map(({ requestId }) => requestId);
    const updated = changes.map(({ after }, index) => ({
      ...writes.updatedJson(after, requestIds[index], shape),
      _links: linkOf(after.id),
    }));
    const [first] = updated;
    const json = shape === 'flat' && first ? first : listOf(updated);
    return hal(json, 200, { requestIds, ...writes.effects(changes) });
  };

  const update = (call: Call): Answer => {
    const rows = readBatch(call);
    return isAnswer(rows) ? rows : updateRows(call, rows, 'list');
  };

  const updateOne = (call: Call): Answer => {
    const rows = readSingle(call);
    if (isAnswer(rows)) return rows;
    const id = Number(call.params[0]);
    const { missingSinglePatch, singlePatch } = data.manners;
    if (writes.find(id)?.gone !== 0) {
      return missingSinglePatch === 204 ? empty() : problem(404, 'Entity not found');
    }
    const own = rows.map((one) => ({ ...one, row: { ...(isObject(one.row) && one.row), id } }));
    return updateRows(call, own, singlePatch === 'flat' ? 'flat' : 'list');
  };

  return [
    { method: 'POST', path, handle: create },
    { method: 'PATCH', path, handle: update },
    { method: 'PATCH', path: `${path}/:id`, handle: updateOne },
  ];
}
