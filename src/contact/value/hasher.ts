import { hash } from 'node:crypto';
import { fieldByKey } from '../model/fields.ts';
import type { FieldKey } from '../model/table.ts';
import { canonical } from './canonical.ts';
import type { FieldValue } from './field-value.ts';

/** 96 bits: no two of a clinic's values will ever meet. */
const length = 16;

/**
 * Keyed hashes that stand for values wherever values must not be kept (I7). Empty is `''` under every key, so that
 * "empty" can be seen without it.
 *
 * One-shot SHA-256 over key and message: an HMAC object costs 20 times as much, and cut to 96 bits the digest cannot be
 * extended, which is what HMAC would be for.
 */
export class Hasher {
  readonly #key: string;
  readonly #prefixes = new Map<FieldKey, FieldPrefix>();

  constructor(key: Uint8Array | string) {
    // Any key becomes one of fixed length, so that no message can pass for a part of the key.
    this.#key = hash('sha256', key, 'base64url');
  }

  /**
   * Of a field's value. The version and amoCRM's field id are in it: a changed rule backfills its field, and a field
   * made anew is filled for everybody.
   */
  field(key: FieldKey, version: number, fieldId: number, value: FieldValue | null): string {
    const text = canonical(fieldByKey(key).type, value);
    return text === '' ? '' : digest(this.#prefix(key, version, fieldId), text);
  }

  #prefix(key: FieldKey, version: number, fieldId: number): string {
    const known = this.#prefixes.get(key);
    if (known?.version === version && known.fieldId === fieldId) return known.prefix;
    const prefix = this.#domain(`field:${key}:${version}:${fieldId}`);
    this.#prefixes.set(key, { version, fieldId, prefix });
    return prefix;
  }

  /** Of all fields of a contact that have an id in amoCRM; versions are the catalogue's. */
  fields(
    values: ReadonlyMap<FieldKey, FieldValue | null>,
    fieldIds: ReadonlyMap<FieldKey, number>,
  ): Map<FieldKey, string> {
    const hashes = new Map<FieldKey, string>();
    for (const key of values.keys()) {
      const id = fieldIds.get(key);
      if (id === undefined) continue;
      const value = values.get(key) ?? null;
      hashes.set(key, this.field(key, fieldByKey(key).version, id, value));
    }
    return hashes;
  }

  /** Of any other value; the domain keeps equal values of different kinds apart. */
  text(domain: string, value: string): string {
    return value === '' ? '' : digest(this.#domain(domain), value);
  }

  #domain(name: string): string {
    return `${this.#key}${name.length}:${name}`;
  }
}

interface FieldPrefix {
  readonly version: number;
  readonly fieldId: number;
  readonly prefix: string;
}

const digest = (prefix: string, value: string): string =>
  hash('sha256', prefix + value, 'base64url').slice(0, length);
