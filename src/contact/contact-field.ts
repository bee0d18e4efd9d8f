import type { FieldKey } from './field-key.ts';
import type { Patient, Read } from './patient.ts';
import type { PatientWork } from './patient-work.ts';

/** The amoCRM types that the 26 fields use. */
export type ContactFieldType =
  | 'text'
  | 'textarea'
  | 'numeric'
  | 'select'
  | 'checkbox'
  | 'date'
  | 'date_time';

/**
 * A field's value in canonical form; its type follows from {@link ContactFieldType}:
 * text/textarea `string` (trimmed, LF, NFC, cut to what the type holds); numeric `string`, an exact decimal without
 * trailing zeros; select `string`, the *option key* (`male`); checkbox `boolean`; date `string`, `YYYY-MM-DD`;
 * date_time `number`, whole seconds since the epoch.
 */
export type FieldValue = string | number | boolean;

/** A choice of a select field. `value` is the exact text in amoCRM. */
export interface SelectOption {
  readonly key: string;
  readonly value: string;
  /** What people call it in a field of their own. */
  readonly aliases?: readonly string[];
}

/** What shaping a patient needs to know besides the patient. */
export interface ShapeContext {
  /** The clinic's zone, an IANA name. */
  readonly timeZone: string;
  /** The clinic's present calendar date, `YYYY-MM-DD`: ages are counted on it. */
  readonly today: string;
}

/** One line of the catalogue of 26 fields. */
export interface ContactField {
  /** 1–26, the number in the user's document. */
  readonly no: number;
  readonly key: FieldKey;
  /** The exact Russian name in amoCRM. */
  readonly name: string;
  /** What it holds, in English (documents); Russian names speak for themselves. */
  readonly description: string;
  readonly type: ContactFieldType;
  /** amoCRM's `code` for the field, `IDENT_…`: addresses it without its id. */
  readonly code: string;
  /** Select fields only, in amoCRM's order. */
  readonly options?: readonly SelectOption[];
  /** Personal data that should be thought about before it is sent (passport, INN, SNILS, address, comment). */
  readonly sensitive: boolean;
  /** Of the form that is hashed. Raised, it backfills this field for everybody, whether its value changes or not. */
  readonly version: number;
  /**
   * Of the rule that makes the value, here or where IDENT is read: raised with every change of it, so that what differs
   * then does not pass for a change in IDENT.
   */
  readonly rule: number;
  /**
   * The canonical value; `null` empty; `undefined` not known here. `work` collects warnings and is shared by the fields
   * of one patient; without it warnings are dropped.
   */
  take(patient: Patient, context: ShapeContext, work?: PatientWork): Read<FieldValue>;
}
