import type { Gone } from '../contact/contact-record.ts';
import type { StoredFields } from '../field/stored-value.ts';

export interface LeadContact {
  readonly id: number;
  readonly isMain: boolean;
}

/** Where a lead stands. */
export interface Place {
  readonly pipelineId: number;
  readonly statusId: number;
}

export interface LeadRecord extends Place {
  readonly id: number;
  readonly gone: Gone;
  readonly name: string;
  /** Whole roubles. */
  readonly price: number;
  readonly lossReasonId: number | null;
  readonly responsibleUserId: number;
  /** 0: a robot of the account's own. */
  readonly createdBy: number;
  /** 0: a robot of the account's own. */
  readonly updatedBy: number;
  /** Seconds. */
  readonly createdAt: number;
  /** Seconds. */
  readonly updatedAt: number;
  /** Seconds; only of one that is won or lost. */
  readonly closedAt: number | null;
  readonly fields: StoredFields;
  readonly tags: readonly number[];
  /** Also of contacts that are in the trash: they come back with them. */
  readonly contacts: readonly LeadContact[];
}

/** One lead before and after a write. */
export interface LeadChange {
  readonly before: LeadRecord | null;
  readonly after: LeadRecord;
}
