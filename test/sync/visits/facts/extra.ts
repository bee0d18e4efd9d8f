import type { ExtraFields } from '../../../../src/contact/model/field-choice.ts';
import { extraFields } from '../../../../src/contact/model/fields.ts';
import type { FieldKey } from '../../../../src/contact/model/table.ts';

/** What was asked for; nothing named: everything. */
export const asked = (...keys: readonly FieldKey[]): ExtraFields => ({
  fields: new Set(keys.length === 0 ? extraFields.map(({ key }) => key) : keys),
  timeZone: 'Europe/Moscow',
  recallMonths: 6,
  cancelReasons: new Map(),
});
