import type { FieldRecord } from '../field/field-record.ts';
import type { FieldStore } from '../store/field-store.ts';
import type { ContactJson } from '../wire.ts';
import { PersonMistake } from './person-mistake.ts';

/** A field as it is filled in by hand: one value, the API's own list of values, or `null` to clear it. */
export type PersonValue = string | number | boolean | null | readonly object[];

/** What a person enters; what is absent stays as it is. */
export interface PersonInput {
  readonly name?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  /** Replaces all phones; a plain text is a WORK phone. */
  readonly phones?: readonly (string | { readonly value: string; readonly kind: string })[];
  /** Puts phones behind the ones that are there. */
  readonly addPhones?: readonly (string | { readonly value: string; readonly kind: string })[];
  readonly emails?: readonly string[];
  /** The whole new set. */
  readonly tags?: readonly string[];
  readonly responsibleUserId?: number;
  /** Seconds; may lie in the past. */
  readonly createdAt?: number;
  /** By field id, code or name. */
  readonly fields?: Readonly<Record<string, PersonValue>>;
}

/** A person's input as a row of the API, so that one set of rules judges both. */
export function rowOf(input: PersonInput, before: ContactJson | null, fields: FieldStore): object {
  const entries: object[] = [];
  const phone = (one: NonNullable<PersonInput['phones']>[number]): object =>
    typeof one === 'string'
      ? { value: one, enum_code: 'WORK' }
      : { value: one.value, enum_code: one.kind };
  const phones =
    input.phones?.map(phone) ??
    (input.addPhones && [...phonesOf(before), ...input.addPhones.map(phone)]);
  if (phones) entries.push({ field_code: 'PHONE', values: listOrNull(phones) });
  const emails = input.emails?.map((value) => ({ value, enum_code: 'WORK' }));
  if (emails) entries.push({ field_code: 'EMAIL', values: listOrNull(emails) });
  for (const [key, value] of Object.entries(input.fields ?? {})) {
    entries.push({ field_id: fieldNamed(fields, key).id, values: valuesOf(value) });
  }
  return {
    ...(input.name !== undefined && { name: input.name }),
    ...(input.firstName !== undefined && { first_name: input.firstName }),
    ...(input.lastName !== undefined && { last_name: input.lastName }),
    ...(input.responsibleUserId !== undefined && { responsible_user_id: input.responsibleUserId }),
    ...(input.createdAt !== undefined && { created_at: input.createdAt }),
    ...(entries.length > 0 && { custom_fields_values: entries }),
    ...(input.tags && { _embedded: { tags: input.tags.map((name) => ({ name })) } }),
  };
}

const listOrNull = (values: readonly object[]): readonly object[] | null =>
  values.length > 0 ? values : null;

export const valuesOf = (value: PersonValue): readonly object[] | null =>
  value === null || Array.isArray(value) ? (value as readonly object[] | null) : [{ value }];

const phonesOf = (contact: ContactJson | null): readonly object[] =>
  contact?.custom_fields_values
    ?.find(({ field_code }) => field_code === 'PHONE')
    ?.values.map(({ value, enum_id }) => ({ value, enum_id })) ?? [];

/** A field by id, code or name. */
export function fieldNamed(fields: FieldStore, key: number | string): FieldRecord {
  const text = String(key);
  const found = fields
    .all()
    .find(({ id, code, name }) => String(id) === text || code === text || name === text);
  if (!found) throw new PersonMistake(`there is no such field: ${key}`);
  return found;
}
