import type { StoredFields } from '../field/stored-value.ts';

/** 0 live, 1 in the trash (can be restored), 2 merged into another contact. */
export type Gone = 0 | 1 | 2;

export interface ContactRecord {
  readonly id: number;
  readonly gone: Gone;
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly responsibleUserId: number;
  readonly createdBy: number;
  readonly updatedBy: number;
  /** Seconds. */
  readonly createdAt: number;
  /** Seconds. */
  readonly updatedAt: number;
  readonly fields: StoredFields;
  readonly tags: readonly number[];
}

/** One contact before and after a write. */
export interface ContactChange {
  readonly before: ContactRecord | null;
  readonly after: ContactRecord;
}
