import { type CrmData, keepContact } from '../crm-data.ts';
import type { FieldInput } from './field-input.ts';
import type { FieldRecord } from './field-record.ts';

/** Makes a field of a judged row; `input` has name and type. */
export function createField(data: CrmData, input: FieldInput): FieldRecord {
  const field: FieldRecord = {
    id: data.fields.fieldIds.next(),
    name: input.name ?? '',
    type: input.type ?? 'text',
    code: input.code ?? null,
    sort: input.sort ?? 500 + data.fields.all().length,
    isApiOnly: input.isApiOnly ?? false,
    isPredefined: false,
    groupId: input.groupId ?? null,
    remind: input.remind ?? null,
    enums: makeEnums(data, input) ?? partsOf(data, input.type),
  };
  data.fields.save(field);
  return field;
}

/** Changes a field. Enums that are sent without their id come out as new ones, and the cards lose the old value. */
export function changeField(data: CrmData, field: FieldRecord, input: FieldInput): FieldRecord {
  const changed: FieldRecord = {
    ...field,
    name: input.name ?? field.name,
    code: input.code ?? field.code,
    sort: input.sort ?? field.sort,
    isApiOnly: input.isApiOnly ?? field.isApiOnly,
    groupId: input.groupId === undefined ? field.groupId : input.groupId,
    remind: input.remind === undefined ? field.remind : input.remind,
    enums: makeEnums(data, input) ?? field.enums,
  };
  data.fields.save(changed);
  if (input.enums) {
    const left = new Set(changed.enums.map(({ id }) => id));
    rewriteValues(data, field.id, (value) => value.e !== undefined && left.has(value.e));
  }
  return changed;
}

/** Deletes a field and what every contact has in it. */
export function deleteField(data: CrmData, field: FieldRecord): void {
  data.fields.delete(field.id);
  rewriteValues(data, field.id, () => false);
}

/** An address has its parts from the start; they are told apart by `value`, as the kinds of a phone are. */
const partsOf = (data: CrmData, type: FieldInput['type']): FieldRecord['enums'] =>
  type !== 'smart_address'
    ? []
    : ['address_line_1', 'address_line_2', 'city', 'state', 'zip', 'country'].map(
        (value, index) => ({ id: data.fields.enumIds.next(), value, sort: index + 1, code: null }),
      );

const makeEnums = (data: CrmData, input: FieldInput): FieldRecord['enums'] | undefined =>
  input.enums?.map(({ id, ...rest }) => ({ id: id ?? data.fields.enumIds.next(), ...rest }));

/** Keeps in all contacts only the values of the field that still hold, and makes the search text anew. */
function rewriteValues(
  data: CrmData,
  fieldId: number,
  holds: (value: { readonly e?: number }) => boolean,
): void {
  for (const contact of data.contacts.withField(fieldId)) {
    const { [fieldId]: values = [], ...others } = contact.fields;
    const left = values.filter(holds);
    keepContact(data, {
      ...contact,
      fields: left.length > 0 ? { ...others, [fieldId]: left } : others,
    });
  }
}
