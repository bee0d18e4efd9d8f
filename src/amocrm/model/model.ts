/** A contact's id in amoCRM. Assumed (SPEC): ids of new contacts grow. */
export type ContactId = number & { readonly __brand: 'ContactId' };
/** A custom field's id; differs from account to account. */
export type FieldId = number & { readonly __brand: 'FieldId' };

/** One value of a field as amoCRM answers it. */
export interface AmoValue {
  readonly value: string | number | boolean | null;
  readonly enumId: number | null;
  readonly enumCode: string | null;
}

export interface AmoFieldValues {
  readonly fieldId: FieldId;
  readonly values: readonly AmoValue[];
  /** Some of the values are in no form known of amoCRM: what stands there is not known. */
  readonly unreadable?: true;
}

/** A contact as amoCRM answers it; only filled fields are there (`custom_fields_values` null becomes `[]`). */
export interface AmoContact {
  readonly id: ContactId;
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly createdAt: number;
  readonly responsibleUserId: number | null;
  readonly fields: readonly AmoFieldValues[];
  readonly tags: readonly string[];
}

/** Somebody who works in the account. */
export interface AmoUser {
  readonly id: number;
  readonly name: string;
  /** Whoever has left the clinic is responsible for nothing any more. */
  readonly isActive: boolean;
}

export interface WireValue {
  readonly value?: string | number | boolean;
  readonly enum_id?: number;
  readonly enum_code?: string;
}

export interface WireField {
  readonly field_id: FieldId;
  /** `null` clears the field. */
  readonly values: readonly WireValue[] | null;
}

/** What may be written of a contact. Omitted is unchanged; PHONE and EMAIL lists are replaced as a whole. */
interface ContactWrite {
  readonly name?: string;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly responsible_user_id?: number;
  readonly custom_fields_values?: readonly WireField[];
  readonly tags_to_add?: readonly { readonly name: string }[];
}

/** `request_id` comes back in the answer: rows are matched by it, never by position. */
export interface NewContact extends ContactWrite {
  readonly request_id: string;
}

export interface ContactPatch extends ContactWrite {
  readonly id: ContactId;
  readonly request_id: string;
}

/** Which rows of a write amoCRM's answer names; a row that is absent does not count (I8). */
export interface WriteAnswer<Id = ContactId> {
  readonly acknowledged: ReadonlyMap<string, Id>;
}

interface AmoEnum {
  readonly id: number;
  readonly value: string;
  readonly code: string | null;
  readonly sort: number;
}

export interface AmoField {
  readonly id: FieldId;
  readonly name: string;
  readonly type: string;
  readonly code: string | null;
  readonly groupId: string | null;
  readonly isApiOnly: boolean;
  readonly enums: readonly AmoEnum[];
}

export interface NewField {
  readonly name: string;
  readonly type: string;
  readonly code?: string;
  readonly sort?: number;
  readonly group_id?: string;
  readonly is_api_only?: boolean;
  readonly enums?: readonly {
    readonly value: string;
    readonly sort: number;
    readonly code?: string;
  }[];
}

/** `enums` must carry all that shall stay, with their ids: one left out is dropped, and values in cards with it. */
export interface FieldPatch {
  readonly id: FieldId;
  readonly name?: string;
  readonly enums?: readonly {
    readonly id?: number;
    readonly value: string;
    readonly sort: number;
  }[];
}

export interface AmoFieldGroup {
  readonly id: string;
  readonly name: string;
}

export interface AmoAccount {
  readonly id: number;
  readonly name: string;
  readonly subdomain: string;
  readonly currentUserId: number;
  /** IANA zone of `datetime_settings`: dates are midnight there. */
  readonly timeZone: string;
}
