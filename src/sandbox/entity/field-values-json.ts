import { type FieldRecord, isChoice } from '../field/field-record.ts';
import type { StoredFields, StoredValue } from '../field/stored-value.ts';
import type { Manners } from '../sandbox-options.ts';
import type { FieldStore } from '../store/field-store.ts';
import type { FieldValuesJson, ValueJson } from '../wire.ts';

interface ValuesView {
  readonly fields: FieldStore;
  readonly manners: Manners;
}

function valueJson(field: FieldRecord, { v, e }: StoredValue): ValueJson | null {
  const chosen = field.enums.find((one) => one.id === e);
  if (isChoice(field.type)) {
    return chosen ? { value: chosen.value, enum_id: chosen.id, enum_code: chosen.code } : null;
  }
  if (v === undefined) return null;
  return chosen ? { value: v, enum_id: chosen.id, enum_code: chosen.value } : { value: v };
}

/** The filled fields, in the account's order; `null` when none is. */
export function fieldValuesJson(
  stored: StoredFields,
  view: ValuesView,
): readonly FieldValuesJson[] | null {
  const filled = view.fields.all().flatMap((field): readonly FieldValuesJson[] => {
    const own = stored[field.id];
    if (!own) return [];
    if (field.type === 'checkbox' && view.manners.uncheckedAbsent && own[0]?.v === false) return [];
    const values = own.flatMap((one) => valueJson(field, one) ?? []);
    if (values.length === 0) return [];
    const { id, name, code, type } = field;
    return [{ field_id: id, field_name: name, field_code: code, field_type: type, values }];
  });
  return filled.length > 0 ? filled : null;
}

/** What `query` searches: these names and every filled value, in lower case. */
export function searchTexts(
  names: readonly string[],
  stored: StoredFields,
  view: ValuesView,
): string {
  const parts = [...names];
  for (const { field_type, field_code, values } of fieldValuesJson(stored, view) ?? []) {
    if (field_type === 'date' || field_type === 'date_time' || field_type === 'checkbox') continue;
    for (const { value } of values) {
      parts.push(String(value));
      if (field_code === 'PHONE' && view.manners.phoneDigitsSearch) {
        parts.push(String(value).replaceAll(/\D/g, ''));
      }
    }
  }
  return parts
    .filter((part) => part !== '')
    .join('\n')
    .toLowerCase();
}
