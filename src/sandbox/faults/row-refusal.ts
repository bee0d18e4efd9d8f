import { notAChoice } from '../field/value-rules.ts';
import { isObject, type RowRefusal } from '../http/call.ts';
import type { FieldStore } from '../store/field-store.ts';
import type { Fault, RowCondition } from './fault.ts';

/** Which rows a `reject` fault refuses, and under which path of the row. */
export function rowRefusal(
  fault: Extract<Fault, { kind: 'reject' }>,
  fields: FieldStore,
): RowRefusal {
  const { rows, where, code = 'NotSupportedChoice' } = fault;
  return (row, index) => {
    const named = where && typeof where === 'object' ? pathIn(row, where, fields) : null;
    const hit =
      rows?.includes(index) || named !== null || (typeof where === 'function' && where(row, index));
    return hit ? { code, path: fault.path ?? named ?? 'name', detail: notAChoice } : null;
  };
}

/** Where in the row the field is written with that value. */
function pathIn(row: unknown, { field, equals }: RowCondition, fields: FieldStore): string | null {
  if (!isObject(row)) return null;
  if (typeof field === 'string' && row[field] === equals) return field;
  const known = typeof field === 'number' ? fields.get(field) : fields.byCode(field);
  const entries = row['custom_fields_values'];
  if (!known || !Array.isArray(entries)) return null;
  for (const [at, entry] of entries.entries()) {
    if (!isObject(entry) || !Array.isArray(entry['values'])) continue;
    if (entry['field_id'] !== known.id && entry['field_code'] !== known.code) continue;
    const value = entry['values'].findIndex((one) => isObject(one) && one['value'] === equals);
    if (value >= 0) return `custom_fields_values.${at}.values.${value}.value`;
  }
  return null;
}
