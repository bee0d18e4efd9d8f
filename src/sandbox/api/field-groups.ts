import { selfLink } from '../account.ts';
import { type CrmData, customOf } from '../crm-data.ts';
import { isAnswer, judgeRows, readBatch, readSingle } from '../entity/batch.ts';
import type { Entity } from '../field/field-record.ts';
import { type Answer, empty, hal, problem } from '../http/answer.ts';
import { type Call, isObject } from '../http/call.ts';
import type { Route } from '../http/router.ts';
import type { GroupRecord } from '../store/group-store.ts';
import type { RowError } from '../wire.ts';
import { adminOnly } from './custom-fields.ts';
import { totalledList } from './totalled-list.ts';

function judgeGroup(row: unknown, before: GroupRecord | null, errors: RowError[]) {
  const { name, sort } = isObject(row) ? row : {};
  const need = (key: string, ok: boolean, sent: unknown, type: string): void => {
    if (ok || (sent === undefined && before)) return;
    errors.push(
      sent === undefined
        ? { code: 'FieldMissing', path: key, detail: 'This field is missing.' }
        : { code: 'InvalidType', path: key, detail: `This value should be of type ${type}.` },
    );
  };
  need('name', typeof name === 'string' && name !== '', name, 'string');
  need('sort', typeof sort === 'number' && Number.isSafeInteger(sort) && sort >= 0, sort, 'int');
  return {
    name: typeof name === 'string' ? name : (before?.name ?? ''),
    sort: typeof sort === 'number' ? sort : (before?.sort ?? 0),
  };
}

/** The groups of custom fields: tabs of the card. */
export function fieldGroupRoutes(data: CrmData, entity: Entity): readonly Route[] {
  const path = `/api/v4/${entity}/custom_fields/groups`;
  const { fields, groups } = customOf(data, entity);
  const json = (group: GroupRecord) => ({
    id: group.id,
    name: group.name,
    is_predefined: group.isPredefined,
    type: 'custom_field_group',
    entity_type: entity,
    sort: group.sort,
    _links: selfLink(`${data.url()}${path}/${group.id}`),
  });
  const find = (call: Call): GroupRecord | undefined => groups.get(call.params[0] ?? '');
  const missing = problem(404, 'Group not found');

  const list = (call: Call): Answer =>
    totalledList(call, data.url(), 'custom_field_groups', groups.all().map(json));

  const one = (call: Call): Answer => {
    const group = find(call);
    return group ? hal(json(group)) : missing;
  };

  const create = (call: Call): Answer => {
    const rows = readBatch(call);
    if (isAnswer(rows)) return rows;
    const judged = judgeRows(call, rows, (row, errors) => judgeGroup(row, null, errors));
    if (isAnswer(judged)) return judged;
    const made = judged.map(({ requestId, name, sort }) => {
      const group: GroupRecord = { id: groups.newId(), name, sort, isPredefined: false };
      groups.save(group);
      return { ...json(group), request_id: requestId };
    });
    return hal({ _total_items: made.length, _embedded: { custom_field_groups: made } }, 201);
  };

  const update = (call: Call): Answer => {
    const group = find(call);
    if (!group) return missing;
    const rows = readSingle(call);
    if (isAnswer(rows)) return rows;
    const judged = judgeRows(call, rows, (row, errors) => judgeGroup(row, group, errors));
    if (isAnswer(judged)) return judged;
    const [input] = judged;
    const changed = { ...group, ...(input && { name: input.name, sort: input.sort }) };
    groups.save(changed);
    return hal(json(changed));
  };

  const remove = (call: Call): Answer => {
    const group = find(call);
    if (!group) return missing;
    if (group.isPredefined) return problem(403, 'Predefined groups cannot be deleted');
    groups.delete(group.id);
    for (const field of fields.all()) {
      if (field.groupId === group.id) fields.save({ ...field, groupId: null });
    }
    return empty();
  };

  return [
    { method: 'GET', path, handle: list },
    { method: 'POST', path, handle: adminOnly(create) },
    { method: 'GET', path: `${path}/:key`, handle: one },
    { method: 'PATCH', path: `${path}/:key`, handle: adminOnly(update) },
    { method: 'DELETE', path: `${path}/:key`, handle: adminOnly(remove) },
  ];
}
