import { type SandboxAccount, selfLink } from '../account.ts';
import { type FieldRecord, isChoice } from '../field/field-record.ts';
import type { Manners } from '../sandbox-options.ts';
import type { FieldStore } from '../store/field-store.ts';
import type { TagStore } from '../store/tag-store.ts';
import type { ContactJson, FieldValuesJson, ValueJson } from '../wire.ts';
import type { ContactRecord, StoredValue } from './contact-record.ts';

export interface ContactView {
  readonly account: SandboxAccount;
  readonly fields: FieldStore;
  readonly tags: TagStore;
  readonly manners: Manners;
  /** `http://127.0.0.1:8080`. */
  readonly url: () => string;
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
function fieldsJson(contact: ContactRecord, view: ContactView): readonly FieldValuesJson[] | null {
  const filled = view.fields.all().flatMap((field): readonly FieldValuesJson[] => {
    const stored = contact.fields[field.id];
    if (!stored) return [];
    if (field.type === 'checkbox' && view.manners.uncheckedAbsent && stored[0]?.v === false)
      return [];
    const values = stored.flatMap((one) => valueJson(field, one) ?? []);
    if (values.length === 0) return [];
    const { id, name, code, type } = field;
    return [{ field_id: id, field_name: name, field_code: code, field_type: type, values }];
  });
  return filled.length > 0 ? filled : null;
}

/** A contact as the API answers it; `extras` are the names after `with=`. */
export function contactJson(
  contact: ContactRecord,
  view: ContactView,
  extras: readonly string[] = [],
): ContactJson {
  return {
    id: contact.id,
    name: contact.name,
    first_name: contact.firstName,
    last_name: contact.lastName,
    responsible_user_id: contact.responsibleUserId,
    group_id: 0,
    created_by: contact.createdBy,
    updated_by: contact.updatedBy,
    created_at: contact.createdAt,
    updated_at: contact.updatedAt,
    closest_task_at: null,
    is_deleted: contact.gone !== 0,
    is_unsorted: false,
    custom_fields_values: fieldsJson(contact, view),
    account_id: view.account.id,
    _links: selfLink(`${view.url()}/api/v4/contacts/${contact.id}`),
    _embedded: {
      tags: contact.tags.map((id) => ({ id, name: view.tags.nameOf(id) ?? '', color: null })),
      companies: [],
      ...Object.fromEntries(extras.map((name) => [name, []])),
    },
  };
}

/** What `query` searches: the name and every filled value, in lower case. */
export function searchText(contact: ContactRecord, view: ContactView): string {
  const parts = [contact.name, contact.firstName, contact.lastName];
  for (const { field_type, field_code, values } of fieldsJson(contact, view) ?? []) {
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
