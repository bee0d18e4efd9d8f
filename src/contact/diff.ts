import type { FieldKey } from './field-key.ts';

/** What is to be written of a contact's fields. */
export interface FieldDiff {
  /** Has a value, and another one than amoCRM acknowledged. */
  readonly changed: readonly FieldKey[];
  /** Is empty now, and was acknowledged with a value of ours. */
  readonly cleared: readonly FieldKey[];
}

/**
 * Field by field, by {@link Hasher} hashes. A key that `desired` lacks is off, missing or unreadable: it is not empty,
 * and never cleared. What we never wrote is not cleared either.
 */
export function fieldDiff(
  desired: ReadonlyMap<FieldKey, string>,
  acknowledged: ReadonlyMap<FieldKey, string>,
): FieldDiff {
  const changed: FieldKey[] = [];
  const cleared: FieldKey[] = [];
  for (const [key, hash] of desired) {
    if (hash === (acknowledged.get(key) ?? '')) continue;
    (hash === '' ? cleared : changed).push(key);
  }
  return { changed, cleared };
}
