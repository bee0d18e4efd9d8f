import { type SandboxAccount, selfLink } from '../account.ts';
import { fieldValuesJson, searchTexts } from '../entity/field-values-json.ts';
import type { Manners } from '../sandbox-options.ts';
import type { FieldStore } from '../store/field-store.ts';
import type { TagStore } from '../store/tag-store.ts';
import type { ContactJson } from '../wire.ts';
import type { ContactRecord } from './contact-record.ts';

export interface ContactView {
  readonly account: SandboxAccount;
  readonly fields: FieldStore;
  readonly tags: TagStore;
  readonly manners: Manners;
  /** `http://127.0.0.1:8080`. */
  readonly url: () => string;
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
    custom_fields_values: fieldValuesJson(contact.fields, view),
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
export const searchText = (contact: ContactRecord, view: ContactView): string =>
  searchTexts([contact.name, contact.firstName, contact.lastName], contact.fields, view);
