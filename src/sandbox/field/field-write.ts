import { type CrmData, customOf, keepContact } from '../crm-data.ts';
import { keepLead } from '../lead/keep-lead.ts';
import type { FieldInput } from './field-input.ts';
import type { Entity, FieldRecord } from './field-record.ts';
import type { StoredFields } from './stored-value.ts';

/** Makes a field of a judged row; `input` has name and type. */
export function createField(data: CrmData, entity: Entity, input: FieldInput): FieldRecord {
  const { fields } = customOf(data, entity);
  const field: FieldRecord = {
    id: fields.fieldIds.next(),
    name: input.name ?? '',
    type: input.type ?? 'text',
    code: input.code ?? null,
    sort: input.sort ?? 500 + fields.all().length,
    isApiOnly: input.isApiOnly ?? false,
    isPredefined: false,
    groupId: input.groupId ?? null,
    remind: input.remind ?? null,
    enums: makeEnums(data, input) ?? partsOf(data, input.type),
  };
  fields.save(field);
  return field;
}

/** Changes a field. Enums that are sent without their id come out as new ones, and the cards lose the old value. */
export function changeField(
  data: CrmData,
  entity: Entity,
  field: FieldRecord,
  input: FieldInput,
): FieldRecord {
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
  customOf(data, entity).fields.save(changed);
  if (input.enums) {
    const left = new Set(changed.enums.map(({ id }) => id));
    rewriteValues(data, entity, field.id, (value) => value.e !== undefined && left.has(value.e));
  }
  return changed;
}

/** Deletes a field and what stands in it anywhere. */
export function deleteField(data: CrmData, entity: Entity, field: FieldRecord): void {
  customOf(data, entity).fields.delete(field.id);
  rewriteValues(data, entity, field.id, () => false);
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

/** Keeps everywhere only the values of the field that still hold, and makes the search text anew. */
function rewriteValues(
  data: CrmData,
  entity: Entity,
  fieldId: number,
  holds: (value: { readonly e?: number }) => boolean,
): void {
  const left = ({ fields }: { readonly fields: StoredFields }): StoredFields => {
    const { [fieldId]: values = [], ...others } = fields;
    const kept = values.filter(holds);
    return kept.length > 0 ? { ...others, [fieldId]: kept } : others;
  };
  if (entity === 'leads') {
    for (const lead of data.leads.withField(fieldId))
      keepLead(data, { ...lead, fields: left(lead) });
    return;
  }
  for (const contact of data.contacts.withField(fieldId)) {
    keepContact(data, { ...contact, fields: left(contact) });
  }
}
