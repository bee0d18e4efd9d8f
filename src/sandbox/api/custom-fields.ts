import { type CrmData, customOf } from '../crm-data.ts';
import { isAnswer, judgeRows, type Row, readBatch, readSingle } from '../entity/batch.ts';
import { type FieldInput, judgeField } from '../field/field-input.ts';
import { fieldJson } from '../field/field-json.ts';
import type { Entity, FieldRecord } from '../field/field-record.ts';
import { changeField, createField, deleteField } from '../field/field-write.ts';
import { notAChoice } from '../field/value-rules.ts';
import { type Answer, empty, hal, problem } from '../http/answer.ts';
import { type Call, isObject } from '../http/call.ts';
import type { Handler, Route } from '../http/router.ts';
import type { RowError } from '../wire.ts';
import { totalledList } from './totalled-list.ts';

/** What is about the account's settings needs an administrator. */
export const adminOnly =
  (handle: Handler): Handler =>
  (call) =>
    call.user.isAdmin ? handle(call) : problem(403, 'Forbidden: administrator rights are required');

export function customFieldRoutes(data: CrmData, entity: Entity): readonly Route[] {
  const path = `/api/v4/${entity}/custom_fields`;
  const custom = customOf(data, entity);
  const json = (field: FieldRecord) => fieldJson(field, entity, data);
  const find = (call: Call): FieldRecord | undefined => custom.fields.get(Number(call.params[0]));
  const missing = problem(404, 'Custom field not found');

  const list = (call: Call): Answer => {
    const descending =
      call.query.get('order[id]') === 'desc' || call.query.get('order[sort]') === 'desc';
    const key = call.query.has('order[id]') ? 'id' : 'sort';
    const fields = custom.fields.all().toSorted((a, b) => a[key] - b[key] || a.id - b.id);
    const shown = (descending ? fields.toReversed() : fields).map(json);
    return totalledList(call, data.url(), 'custom_fields', shown);
  };

  const one = (call: Call): Answer => {
    const field = find(call);
    return field ? hal(json(field)) : missing;
  };

  const answer = (
    fields: readonly { readonly requestId: string; readonly field: FieldRecord }[],
    status: number,
  ) =>
    hal(
      {
        _total_items: fields.length,
        _embedded: {
          custom_fields: fields.map(({ requestId, field }) => ({
            ...json(field),
            request_id: requestId,
          })),
        },
      },
      status,
    );

  const createRows = (call: Call, rows: readonly Row[]) => {
    const codes = new Set<string>();
    const judged = judgeRows(call, rows, (row, errors) => {
      const input = judgeField(row, null, custom, errors);
      if (input.code && codes.has(input.code)) {
        errors.push({ code: 'NotUnique', path: 'code', detail: 'This value is already used.' });
      }
      if (input.code) codes.add(input.code);
      return { input };
    });
    if (isAnswer(judged)) return judged;
    return judged.map(({ requestId, input }) => ({
      requestId,
      field: createField(data, entity, input),
    }));
  };

  /** An array, or one object that is answered flat. */
  const create = (call: Call): Answer => {
    const single = call.body.trimStart().startsWith('{');
    const rows = single ? readSingle(call) : readBatch(call);
    if (isAnswer(rows)) return rows;
    const created = createRows(call, rows);
    if (isAnswer(created)) return created;
    const [first] = created;
    return single && first ? hal(json(first.field), 201) : answer(created, 201);
  };

  const change = (judged: { field: FieldRecord | null; input: FieldInput }): FieldRecord[] =>
    judged.field ? [changeField(data, entity, judged.field, judged.input)] : [];

  const judgeChange = (row: unknown, errors: RowError[]) => {
    const id = isObject(row) ? row['id'] : undefined;
    const field = (typeof id === 'number' && custom.fields.get(id)) || null;
    if (!field) errors.push({ code: 'NotSupportedChoice', path: 'id', detail: notAChoice });
    return { field, input: field ? judgeField(row, field, custom, errors) : {} };
  };

  const update = (call: Call): Answer => {
    const rows = readBatch(call);
    if (isAnswer(rows)) return rows;
    const judged = judgeRows(call, rows, judgeChange);
    if (isAnswer(judged)) return judged;
    const changed = judged.flatMap((row) =>
      change(row).map((field) => ({ requestId: row.requestId, field })),
    );
    return answer(changed, 200);
  };

  const updateOne = (call: Call): Answer => {
    const field = find(call);
    const rows = readSingle(call);
    if (!field) return missing;
    if (isAnswer(rows)) return rows;
    const judged = judgeRows(call, rows, (row, errors) => ({
      field,
      input: judgeField(row, field, custom, errors),
    }));
    if (isAnswer(judged)) return judged;
    const [changed] = judged.flatMap(change);
    return changed ? hal(json(changed)) : missing;
  };

  const remove = (call: Call): Answer => {
    const field = find(call);
    if (!field) return missing;
    if (field.isPredefined) return problem(403, 'Predefined fields cannot be deleted');
    deleteField(data, entity, field);
    return empty();
  };

  return [
    { method: 'GET', path, handle: list },
    { method: 'POST', path, handle: adminOnly(create) },
    { method: 'PATCH', path, handle: adminOnly(update) },
    { method: 'GET', path: `${path}/:id`, handle: one },
    { method: 'PATCH', path: `${path}/:id`, handle: adminOnly(updateOne) },
    { method: 'DELETE', path: `${path}/:id`, handle: adminOnly(remove) },
  ];
}
