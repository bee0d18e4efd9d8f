import { isObject, type JsonObject } from '../http/call.ts';
import type { FieldStore } from '../store/field-store.ts';
import type { GroupStore } from '../store/group-store.ts';
import type { RowError } from '../wire.ts';
import { type FieldRecord, type FieldType, isChoice, isCreatable } from './field-record.ts';
import { notAChoice, notExpected } from './value-rules.ts';

interface EnumInput {
  readonly id: number | null;
  readonly value: string;
  readonly sort: number;
  readonly code: string | null;
}

/** A row of a field write, judged; absent stays as it is. */
export interface FieldInput {
  readonly name?: string;
  readonly type?: FieldType;
  readonly code?: string;
  readonly sort?: number;
  readonly groupId?: string | null;
  readonly isApiOnly?: boolean;
  readonly remind?: string | null;
  readonly enums?: readonly EnumInput[];
}

export interface FieldContext {
  readonly fields: FieldStore;
  readonly groups: GroupStore;
}

// The characters of a code are nowhere documented; upper and lower snake case have been seen.
const codePattern = /^[A-Za-z0-9_]{1,255}$/;

/** @param field the field that is changed; `null` for a new one, which needs name and type. */
export function judgeField(
  row: unknown,
  field: FieldRecord | null,
  context: FieldContext,
  errors: RowError[],
): FieldInput {
  if (!isObject(row)) {
    errors.push({ code: 'InvalidType', path: '', detail: 'This value should be of type array.' });
    return {};
  }
  const wrong = (code: string, path: string, detail: string): void => {
    errors.push({ code, path, detail });
  };
  const { name, type, code, sort } = row;
  const input: { -readonly [K in keyof FieldInput]: FieldInput[K] } = {};

  if (typeof name === 'string' && name.trim() !== '') input.name = name;
  else if (name !== undefined) wrong('InvalidType', 'name', 'This value should be of type string.');
  else if (!field) wrong('FieldMissing', 'name', 'This field is missing.');

  if (isCreatable(type) && (!field || field.type === type)) input.type = type;
  else if (type !== undefined && type !== field?.type)
    wrong('NotSupportedChoice', 'type', notAChoice);
  else if (type === undefined && !field) wrong('FieldMissing', 'type', 'This field is missing.');

  if (typeof code === 'string' && codePattern.test(code)) {
    const owner = context.fields.byCode(code);
    if (owner && owner.id !== field?.id) wrong('NotUnique', 'code', 'This value is already used.');
    else input.code = code;
  } else if (code !== undefined && code !== null) {
    wrong('InvalidType', 'code', 'This value is not valid.');
  }

  if (typeof sort === 'number' && Number.isSafeInteger(sort) && sort >= 1) input.sort = sort;
  else if (sort !== undefined) wrong('InvalidType', 'sort', 'This value should be greater than 0.');

  const groupId = row['group_id'];
  if (typeof groupId === 'string' && context.groups.get(groupId)) input.groupId = groupId;
  else if (groupId === null) input.groupId = null;
  else if (groupId !== undefined) wrong('NotSupportedChoice', 'group_id', notAChoice);

  const apiOnly = row['is_api_only'];
  if (typeof apiOnly === 'boolean') input.isApiOnly = apiOnly;
  else if (apiOnly !== undefined)
    wrong('InvalidType', 'is_api_only', 'This value should be of type bool.');

  const remind = row['remind'];
  if (remind === null || ['never', 'day', 'week', 'month'].includes(String(remind))) {
    input.remind = remind === null ? null : String(remind);
  } else if (remind !== undefined) wrong('NotSupportedChoice', 'remind', notAChoice);

  const enums = judgeEnums(row, field, input.type ?? field?.type, wrong);
  if (enums) input.enums = enums;
  return input;
}

function judgeEnums(
  row: JsonObject,
  field: FieldRecord | null,
  type: FieldType | undefined,
  wrong: (code: string, path: string, detail: string) => void,
): readonly EnumInput[] | null {
  const { enums } = row;
  const choice = type !== undefined && isChoice(type);
  if (enums === undefined || enums === null) {
    if (choice && !field) wrong('FieldMissing', 'enums', 'This field is missing.');
    return null;
  }
  if (!choice) {
    wrong('FieldNotExpected', 'enums', notExpected);
    return null;
  }
  if (!Array.isArray(enums) || enums.length === 0) {
    wrong('InvalidType', 'enums', 'This value should be of type array.');
    return null;
  }
  return enums.map((one: unknown, index): EnumInput => {
    const { id, value, sort, code } = isObject(one) ? one : {};
    const path = `enums.${index}`;
    if (typeof value !== 'string' || value === '') {
      wrong('FieldMissing', `${path}.value`, 'This field is missing.');
    }
    const known = field?.enums.find((own) => own.id === id);
    if (id !== undefined && !known) wrong('NotSupportedChoice', `${path}.id`, notAChoice);
    return {
      id: known?.id ?? null,
      value: String(value),
      sort: typeof sort === 'number' ? sort : index + 1,
      code: typeof code === 'string' ? code : (known?.code ?? null),
    };
  });
}
