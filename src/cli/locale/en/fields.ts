import { pluralEn } from '../plural.ts';
import type { fieldsRu } from '../ru/fields.ts';

export const fieldsEn: typeof fieldsRu = {
  fields: {
    description: 'The 26 fields of a contact in amoCRM',
    checkDescription: "Compare the account's fields with the catalogue; changes nothing",
    createDescription: 'Make the fields that are missing; find and use those that are there',
    clearDescription: 'Empty a field that is switched off wherever our value stands',
    key: 'key of the field, as in EXCLUDE_FIELDS',
    columns: { no: '#', name: 'Field', type: 'Type', id: 'ID', code: 'Code', status: 'Status' },
    status: {
      ok: 'there',
      off: 'switched off',
      missing: 'missing',
      'wrong-type': (found) => `another type: ${found}`,
      'missing-options': (options) => `options missing: ${options}`,
    },
    adopted: 'found by name',
    created: 'created',
    completed: 'options added',
    summary: (ready, total) => `${ready} of ${total} ${pluralEn(total, 'field', 'fields')} ready.`,
    createdCount: (count) => `Created: ${count} ${pluralEn(count, 'field', 'fields')}.`,
    adoptedHint: (names) =>
      `Not of our making, but they fit by name and type and will be used as they are: ${names}. IDENT's values replace what stands in them for patients.`,
    createHint: 'Make what is missing: ident-amocrm fields create',
    wrongTypeHint:
      "A field of that name but another type is left alone: it holds somebody's values. Rename it in amoCRM and run fields create again.",
    cleared: (count, n) => `Emptied: ${count} ${pluralEn(n, 'contact', 'contacts')}.`,
    kept: (count) => `Kept (a person put the value there): ${count}.`,
  },
};
