import type { ContactJson } from '../wire.ts';

/** Field values as widgets of others have been seen to leave them, or might: none of them is a field of the account's. */
const entries: readonly unknown[] = [
  {
    field_id: 990_001,
    field_name: 'Виджет',
    field_code: null,
    field_type: 'select',
    values: [{ value: 'Да', enum_id: '17', enum_code: null }],
  },
  { field_id: 990_002, field_type: 'items', values: { 0: { value: 'предмет' } } },
  { field_id: 990_003, field_name: 'Без списка', values: 'значение' },
  { field_id: 990_004, values: ['голое', null, { value: { catalog_id: 5 } }, { enum_id: null }] },
  { field_id: null, values: [{ value: 'ничей' }] },
  { field_id: 'widget_7', field_name: 7, values: [{ value: 'текстовый номер' }] },
  { values: null },
  null,
];

/** A contact as it is read where some other widget has left values of its own. */
export const withOddFields = (contact: ContactJson): object => ({
  ...contact,
  custom_fields_values: [...entries, ...(contact.custom_fields_values ?? [])],
});
