import type { AccountZone } from '../account-zone.ts';
import type { FieldRecord } from '../field/field-record.ts';
import type { StoredValue } from '../field/stored-value.ts';
import { isList, judgeValue, notAChoice } from '../field/value-rules.ts';
import { isObject, type JsonObject } from '../http/call.ts';
import type { FieldStore } from '../store/field-store.ts';
import type { RowError } from '../wire.ts';

// amoCRM's own code for "neither field_id nor field_code".
const noFieldCode = '36b4f074-7403-11ea-af30-00163e2085ae';

interface FieldContext {
  readonly fields: FieldStore;
  readonly zone: AccountZone;
}

/** What each field is to hold, by its id; `null` clears. */
export type WrittenFields = ReadonlyMap<number, readonly StoredValue[] | null>;

/** Judges `custom_fields_values`: what each field is to hold, `null` for nothing, collecting mistakes in `errors`. */
export function judgeFields(
  sent: unknown,
  context: FieldContext,
  errors: RowError[],
): WrittenFields {
  const fields = new Map<number, readonly StoredValue[] | null>();
  const root = 'custom_fields_values';
  if (sent === undefined || sent === null) return fields;
  if (!Array.isArray(sent)) {
    errors.push({ code: 'InvalidType', path: root, detail: 'This value should be of type array.' });
    return fields;
  }
  for (const [index, entry] of sent.entries()) {
    const path = `${root}.${index}`;
    const field = isObject(entry) ? findField(entry, context.fields, path, errors) : undefined;
    if (field && isObject(entry)) {
      fields.set(
        field.id,
        judgeValues(entry['values'], field, `${path}.values`, context.zone, errors),
      );
    } else if (!isObject(entry)) {
      errors.push({ code: 'InvalidType', path, detail: 'This value should be of type array.' });
    }
  }
  return fields;
}

function findField(
  entry: JsonObject,
  fields: FieldStore,
  path: string,
  errors: RowError[],
): FieldRecord | undefined {
  const { field_id: id, field_code: code } = entry;
  if (id === undefined && (code === undefined || code === null)) {
    const detail = 'You should use "field_id" or "field_code" to identify custom field.';
    errors.push({ code: noFieldCode, path, detail });
    return undefined;
  }
  if (id !== undefined && !Number.isSafeInteger(id)) {
    errors.push({
      code: 'InvalidType',
      path: `${path}.field_id`,
      detail: 'This value should be of type int.',
    });
    return undefined;
  }
  const found = typeof id === 'number' ? fields.get(id) : fields.byCode(String(code));
  if (!found) {
    const key = id === undefined ? 'field_code' : 'field_id';
    errors.push({ code: 'NotSupportedChoice', path: `${path}.${key}`, detail: notAChoice });
  }
  return found;
}

function judgeValues(
  sent: unknown,
  field: FieldRecord,
  path: string,
  zone: AccountZone,
  errors: RowError[],
): readonly StoredValue[] | null {
  const wrong = (code: string, at: string, detail: string): null => {
    errors.push({ code, path: at, detail });
    return null;
  };
  if (sent === null) return null;
  if (sent === undefined) return wrong('FieldMissing', path, 'This field is missing.');
  if (!Array.isArray(sent))
    return wrong('InvalidType', path, 'This value should be of type array.');
  if (sent.length === 0) {
    return wrong('InvalidCount', path, 'This collection should contain 1 element or more.');
  }
  if (sent.length > 1 && !isList(field.type)) {
    return wrong('InvalidCount', path, 'This collection should contain exactly 1 element.');
  }
  const stored: StoredValue[] = [];
  for (const [index, raw] of sent.entries()) {
    const at = `${path}.${index}`;
    if (!isObject(raw)) {
      wrong('InvalidType', at, 'This value should be of type array.');
      continue;
    }
    // amoCRM's support names this as another way to clear a field.
    if (raw['value'] === null && sent.length === 1) return null;
    const outcome = judgeValue(raw, field, zone);
    if ('refusal' in outcome) {
      wrong(outcome.refusal.code, `${at}.${outcome.refusal.at}`, outcome.refusal.detail);
    } else if (outcome.stored) {
      stored.push(outcome.stored);
    }
  }
  return stored.length > 0 ? stored : null;
}
