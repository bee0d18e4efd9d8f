import { pluralEn } from '../../plural.ts';
import type { fieldsRu } from '../../ru/start/fields.ts';

export const fieldsEn: typeof fieldsRu = {
  fields: {
    description: 'The fields of a contact in amoCRM',
    checkDescription: "Compare the account's fields with the catalogue; changes nothing",
    createDescription: 'Make the fields that are missing; find and use those that are there',
    clearDescription: 'Empty a field that is switched off wherever our value stands',
    key: 'key of the field, as in EXCLUDE_FIELDS',
    confirmDescription:
      'Confirm a computed field (debt, advance), prices of visits (visit_sum), or a source that lost a column',
    confirmKey:
      'key of the field; for what is no field: email, surname, name, mobilePhone, parentName',
    confirmed: (key) => `Confirmed: ${key}. The next pass compares everything and fills it in.`,
    nothingToConfirm: (key, status) => `Nothing to confirm: ${key} (${status}).`,
    columns: { no: '#', name: 'Field', type: 'Type', id: 'ID', code: 'Code', status: 'Status' },
    status: {
      ok: 'there',
      off: 'switched off',
      missing: 'missing',
      refused: 'amoCRM refuses to make it: off',
      'wrong-type': (found) => `another type: ${found}`,
      'missing-options': (options) => `options missing: ${options}`,
    },
    adopted: 'found by name',
    notes: {
      shared: (name, type) =>
        `"${name}" (${type}) is not of our making and is used as it is: IDENT's values replace what stands in it for patients.`,
      beside: (name, type) =>
        `The name is taken by a field of another type (${type}), which is left alone; ours is "${name}".`,
      refused: (name) =>
        `"${name}": amoCRM refuses to make this field, so it is off. See the limit of fields and run fields create again.`,
    },
    created: 'created',
    completed: 'options added',
    summary: (ready, total) => `${ready} of ${total} ${pluralEn(total, 'field', 'fields')} ready.`,
    createdCount: (count) => `Created: ${count} ${pluralEn(count, 'field', 'fields')}.`,
    createHint: 'Make what is missing: ident-amocrm fields create',
    wrongTypeHint:
      'A field that was ours has become another type and is left alone. fields create makes a new one beside it.',
    cleared: (count, n) => `Emptied: ${count} ${pluralEn(n, 'contact', 'contacts')}.`,
    kept: (count) => `Kept (a person put the value there): ${count}.`,
  },
};
