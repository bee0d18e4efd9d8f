/** The JSON shapes of amoCRM v4 that the sandbox answers. */

export interface Link {
  readonly href: string;
}

export interface ValueJson {
  readonly value: string | number | boolean;
  readonly enum_id?: number;
  readonly enum_code?: string | null;
}

export interface FieldValuesJson {
  readonly field_id: number;
  readonly field_name: string;
  readonly field_code: string | null;
  readonly field_type: string;
  readonly values: readonly ValueJson[];
}

export interface TagJson {
  readonly id: number;
  readonly name: string;
  readonly color: null;
}

export interface ContactJson {
  readonly id: number;
  readonly name: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly responsible_user_id: number;
  readonly group_id: number;
  readonly created_by: number;
  readonly updated_by: number;
  readonly created_at: number;
  readonly updated_at: number;
  readonly closest_task_at: null;
  readonly is_deleted: boolean;
  readonly is_unsorted: boolean;
  readonly custom_fields_values: readonly FieldValuesJson[] | null;
  readonly account_id: number;
  readonly _links: { readonly self: Link };
  readonly _embedded: {
    readonly tags: readonly TagJson[];
    readonly companies: readonly never[];
    readonly [withThat: string]: readonly unknown[];
  };
}

export interface LeadJson {
  readonly id: number;
  readonly name: string;
  readonly price: number;
  readonly responsible_user_id: number;
  readonly group_id: number;
  readonly status_id: number;
  readonly pipeline_id: number;
  readonly loss_reason_id: number | null;
  readonly created_by: number;
  readonly updated_by: number;
  readonly created_at: number;
  readonly updated_at: number;
  readonly closed_at: number | null;
  readonly closest_task_at: null;
  readonly is_deleted: boolean;
  readonly custom_fields_values: readonly FieldValuesJson[] | null;
  readonly score: null;
  readonly account_id: number;
  readonly labor_cost: null;
  readonly _links: { readonly self: Link };
  readonly _embedded: {
    readonly tags: readonly TagJson[];
    readonly companies: readonly never[];
    readonly contacts?: readonly LeadContactJson[];
    readonly loss_reason?: readonly object[];
    readonly catalog_elements?: readonly never[];
  };
}

export interface LeadContactJson {
  readonly id: number;
  readonly is_main: boolean;
  readonly _links: { readonly self: Link };
}

interface EnumJson {
  readonly id: number;
  readonly value: string;
  readonly sort: number;
  readonly code?: string | null;
}

export interface FieldJson {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly account_id: number;
  readonly code: string | null;
  readonly sort: number;
  readonly is_api_only: boolean;
  readonly enums: readonly EnumJson[] | null;
  readonly group_id: string | null;
  readonly required_statuses: readonly never[];
  readonly is_deletable: boolean;
  readonly is_predefined: boolean;
  readonly entity_type: 'contacts' | 'leads';
  readonly remind: string | null;
  readonly _links: { readonly self: Link };
}

/** One mistake in one row of a write, as in `validation-errors`. */
export interface RowError {
  readonly code: string;
  /** Indexes refer to the arrays that the client sent. */
  readonly path: string;
  readonly detail: string;
}
