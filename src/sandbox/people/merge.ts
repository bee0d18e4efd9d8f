import type { ContactRecord } from '../contact/contact-record.ts';
import type { StoredFields, StoredValue } from '../field/stored-value.ts';
import { isList } from '../field/value-rules.ts';
import type { FieldStore } from '../store/field-store.ts';

/** The survivor after a merge: its own values win, empty ones are filled, lists are united. */
export function mergeContacts(
  survivor: ContactRecord,
  loser: ContactRecord,
  fields: FieldStore,
): ContactRecord {
  return {
    ...survivor,
    name: survivor.name || loser.name,
    firstName: survivor.firstName || loser.firstName,
    lastName: survivor.lastName || loser.lastName,
    createdAt: Math.min(survivor.createdAt, loser.createdAt),
    fields: mergeFields(survivor.fields, loser.fields, fields),
    tags: [...new Set([...survivor.tags, ...loser.tags])],
  };
}

/** The survivor's own values, those that it lacks, and lists of both. */
export function mergeFields(
  survivor: StoredFields,
  loser: StoredFields,
  fields: FieldStore,
): StoredFields {
  const merged: Record<string, readonly StoredValue[]> = { ...loser };
  for (const [id, own] of Object.entries(survivor)) {
    const field = fields.get(Number(id));
    merged[id] = field && isList(field.type) ? unite(own, loser[id] ?? []) : own;
  }
  return merged;
}

function unite(own: readonly StoredValue[], other: readonly StoredValue[]): readonly StoredValue[] {
  const same = (a: StoredValue, b: StoredValue): boolean =>
    a.v === undefined ? a.e === b.e : a.v === b.v;
  return [...own, ...other.filter((one) => !own.some((known) => same(known, one)))];
}
