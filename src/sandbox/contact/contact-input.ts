import type { SandboxAccount } from '../account.ts';
import type { AccountZone } from '../account-zone.ts';
import { judgeFields, type WrittenFields } from '../entity/field-values-input.ts';
import { given, RowJudge, type TagRef } from '../entity/row-judge.ts';
import { isObject } from '../http/call.ts';
import type { Manners } from '../sandbox-options.ts';
import type { FieldStore } from '../store/field-store.ts';
import type { TagStore } from '../store/tag-store.ts';
import type { RowError } from '../wire.ts';
import { inOwnForms } from './own-forms.ts';

/** A row of a write, judged: what is absent stays as it is. */
export interface ContactInput {
  readonly name?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly responsibleUserId?: number;
  readonly createdBy?: number;
  readonly updatedBy?: number;
  readonly createdAt?: number;
  readonly updatedAt?: number;
  readonly fields: WrittenFields;
  /** The whole new set. */
  readonly tags?: readonly TagRef[];
  readonly addTags: readonly TagRef[];
  readonly deleteTags: readonly TagRef[];
}

interface InputContext {
  readonly account: SandboxAccount;
  readonly fields: FieldStore;
  readonly tags: TagStore;
  readonly zone: AccountZone;
  readonly manners: Manners;
}

const rowKeys = new Set(
  `id name first_name last_name responsible_user_id created_by updated_by created_at updated_at
   custom_fields_values tags_to_add tags_to_delete _embedded request_id`.split(/\s+/),
);

/** Judges one row as amoCRM's validation does, collecting every mistake in `errors`. */
export function judgeContact(
  row: unknown,
  context: InputContext,
  errors: RowError[],
): ContactInput {
  if (!isObject(row)) {
    errors.push({ code: 'InvalidType', path: '', detail: 'This value should be of type array.' });
    return { fields: new Map(), addTags: [], deleteTags: [] };
  }
  const judge = new RowJudge(row, context, errors);
  judge.only(rowKeys);
  const embedded = isObject(row['_embedded']) ? row['_embedded'] : {};
  const input: ContactInput = {
    ...given({
      name: judge.text('name'),
      firstName: judge.text('first_name'),
      lastName: judge.text('last_name'),
      responsibleUserId: judge.user('responsible_user_id', false),
      createdBy: judge.user('created_by', true),
      updatedBy: judge.user('updated_by', true),
      createdAt: judge.integer('created_at'),
      updatedAt: judge.integer('updated_at'),
    }),
    fields: judgeFields(row['custom_fields_values'], context, errors),
    ...('tags' in embedded && { tags: judge.tags(embedded['tags'], '_embedded.tags') }),
    addTags: judge.tags(row['tags_to_add'], 'tags_to_add'),
    deleteTags: judge.tags(row['tags_to_delete'], 'tags_to_delete'),
  };
  return inOwnForms(input, context.fields, context.manners);
}
