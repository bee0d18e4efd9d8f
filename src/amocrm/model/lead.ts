import type { AmoFieldValues, ContactId, WireField } from './model.ts';

/** A lead's (a deal's) id in amoCRM. */
export type LeadId = number & { readonly __brand: 'LeadId' };
export type PipelineId = number & { readonly __brand: 'PipelineId' };
/** A stage's id; won and lost have the same in every pipeline. */
export type StatusId = number & { readonly __brand: 'StatusId' };
export type LossReasonId = number & { readonly __brand: 'LossReasonId' };

// amoCRM's own ids.
export const wonStatus = 142 as StatusId;
export const lostStatus = 143 as StatusId;

export interface LeadContact {
  readonly id: ContactId;
  readonly isMain: boolean;
}

/** A lead as amoCRM answers it; only filled fields are there. */
export interface AmoLead {
  readonly id: LeadId;
  readonly name: string;
  readonly price: number | null;
  readonly pipelineId: PipelineId;
  readonly statusId: StatusId;
  readonly lossReasonId: LossReasonId | null;
  readonly responsibleUserId: number | null;
  /** 0: a robot of the account's own; null: it is not told. */
  readonly createdBy: number | null;
  readonly updatedBy: number | null;
  /** Seconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly fields: readonly AmoFieldValues[];
  /** null: the answer does not tell. */
  readonly contacts: readonly LeadContact[] | null;
}

/** What may be written of a lead. Omitted is unchanged. */
export interface LeadWrite {
  readonly name?: string;
  /** Whole roubles. */
  readonly price?: number;
  readonly pipeline_id?: PipelineId;
  /** Won and lost always with their pipeline: every pipeline has them. */
  readonly status_id?: StatusId;
  /** Only of a lost lead, else amoCRM refuses the whole request; `null` clears. */
  readonly loss_reason_id?: LossReasonId | null;
  readonly responsible_user_id?: number;
  readonly custom_fields_values?: readonly WireField[];
}

export interface NewLead extends LeadWrite {
  readonly request_id: string;
  readonly _embedded?: {
    readonly contacts: readonly { readonly id: ContactId; readonly is_main: boolean }[];
  };
}

export interface LeadPatch extends LeadWrite {
  readonly id: LeadId;
  readonly request_id: string;
}

export interface AmoStatus {
  readonly id: StatusId;
  readonly name: string;
  readonly sort: number;
  /** `unsorted`: «Неразобранное», out of which any write would take a lead. */
  readonly kind: 'stage' | 'unsorted' | 'won' | 'lost';
}

export interface AmoPipeline {
  readonly id: PipelineId;
  readonly name: string;
  readonly sort: number;
  readonly isMain: boolean;
  /** Whether incoming leads come into its «Неразобранное»; that stage is there in any case. */
  readonly isUnsortedOn: boolean;
  readonly isArchive: boolean;
  readonly statuses: readonly AmoStatus[];
}

export interface NewPipeline {
  readonly name: string;
  readonly sort: number;
  readonly is_main: boolean;
  readonly is_unsorted_on: boolean;
  readonly _embedded: {
    readonly statuses: readonly {
      readonly id?: StatusId;
      readonly name: string;
      readonly sort?: number;
      readonly color?: string;
    }[];
  };
}

export interface AmoLossReason {
  readonly id: LossReasonId;
  readonly name: string;
}
