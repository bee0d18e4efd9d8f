import type { FieldId } from '../../amocrm/model/model.ts';
import type { AccountFields } from '../account/account-fields.ts';
import type { Item } from './verdicts.ts';

/** The item that stands in a field of amoCRM; undefined: nothing of ours. */
export function itemIn(
  { byId, phone, email }: AccountFields,
  fieldId: FieldId,
): Exclude<Item, 'name'> | undefined {
  if (fieldId === phone.fieldId) return 'phones';
  return fieldId === email.fieldId ? 'emails' : byId.get(fieldId)?.field.key;
}
