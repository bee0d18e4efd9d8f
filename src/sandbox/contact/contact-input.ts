import { type SandboxAccount, usersOf } from '../account.ts';
import type { AccountZone } from '../account-zone.ts';
import { notAChoice, notExpected } from '../field/value-rules.ts';
import { isObject } from '../http/call.ts';
import type { Manners } from '../sandbox-options.ts';
import type { FieldStore } from '../store/field-store.ts';
import type { TagStore } from '../store/tag-store.ts';
import type { RowError } from '../wire.ts';
import type { StoredValue } from './contact-record.ts';
import { judgeFields } from './field-values-input.ts';
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
  /** By field id; `null` clears. */
  readonly fields: ReadonlyMap<number, readonly StoredValue[] | null>;
  /** The whole new set. */
  readonly tags?: readonly TagRef[];
  readonly addTags: readonly TagRef[];
  readonly deleteTags: readonly TagRef[];
}

export interface TagRef {
  readonly id?: number;
  readonly name?: string;
}

export interface InputContext {
  readonly account: SandboxAccount;
  readonly fields: FieldStore;
  readonly tags: TagStore;
  readonly zone: AccountZone;
  readonly manners: Manners;
}

const nameLimit = 255;

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
  const wrong = (code: string, path: string, detail: string): undefined => {
    errors.push({ code, path, detail });
  };
  const wrongType = (path: string, type: string) =>
    wrong('InvalidType', path, `This value should be of type ${type}.`);
  const text = (key: string): string | undefined => {
    const value = row[key];
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return wrongType(key, 'string');
    if ([...value].length <= nameLimit) return value;
    return wrong(
      'TooLong',
      key,
      `This value is too long. It should have ${nameLimit} characters or less.`,
    );
  };
  const integer = (key: string): number | undefined => {
    const value = row[key];
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    return wrongType(key, 'int');
  };
  const user = (key: string, robot: boolean): number | undefined => {
    const id = integer(key);
    if (id === undefined || (robot && id === 0)) return id;
    const active = usersOf(context.account).some((one) => one.id === id && one.isActive);
    return active ? id : wrong('NotSupportedChoice', key, notAChoice);
  };
  const tagList = (value: unknown, path: string): readonly TagRef[] => {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      wrongType(path, 'array');
      return [];
    }
    return value.flatMap((tag: unknown, index): readonly TagRef[] => {
      const { id, name } = isObject(tag) ? tag : {};
      if (typeof id === 'number' && context.tags.nameOf(id) !== undefined) return [{ id }];
      if (typeof name === 'string' && name !== '') return [{ name }];
      wrong('NotSupportedChoice', `${path}.${index}`, notAChoice);
      return [];
    });
  };

  for (const key of Object.keys(row)) {
    if (!rowKeys.has(key)) wrong('FieldNotExpected', key, notExpected);
  }
  const embedded = isObject(row['_embedded']) ? row['_embedded'] : {};
  const input: ContactInput = {
    ...given({
      name: text('name'),
      firstName: text('first_name'),
      lastName: text('last_name'),
      responsibleUserId: user('responsible_user_id', false),
      createdBy: user('created_by', true),
      updatedBy: user('updated_by', true),
      createdAt: integer('created_at'),
      updatedAt: integer('updated_at'),
    }),
    fields: judgeFields(row['custom_fields_values'], context, errors),
    ...('tags' in embedded && { tags: tagList(embedded['tags'], '_embedded.tags') }),
    addTags: tagList(row['tags_to_add'], 'tags_to_add'),
    deleteTags: tagList(row['tags_to_delete'], 'tags_to_delete'),
  };
  return inOwnForms(input, context.fields, context.manners);
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what was not sent. */
const given = <T extends object>(all: T): Given<T> =>
  // Entries without undefined are exactly what the type says.
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Given<T>;
