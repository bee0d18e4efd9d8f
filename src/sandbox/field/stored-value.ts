/** A value as it is kept: what was written (`v`), and the id of its enum (`e`) where the type has enums. */
export interface StoredValue {
  readonly v?: string | number | boolean;
  readonly e?: number;
}

/** By field id; only filled fields. */
export type StoredFields = Readonly<Record<string, readonly StoredValue[]>>;
