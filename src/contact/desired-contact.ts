import type { FieldValue } from './field-value.ts';
import type { PatientId } from './patient.ts';
import type { FieldKey } from './table.ts';

/** A phone as it is to stand in amoCRM's PHONE list. */
export interface ContactPhone {
  /** E.164 (`+79251234567`), with ` доб. 12` where there is an extension; a local number as it was typed. */
  readonly value: string;
  /** What phones are compared by: E.164 (and `;ext=12`), or the digits of a local number. */
  readonly key: string;
  /** `main`: the first mobile number, amoCRM's MOB. `extra`: all others, OTHER. */
  readonly kind: 'main' | 'extra';
}

export interface ContactName {
  /** «Фамилия Имя Отчество», cut at 255; never empty (nameless persons get a fallback). */
  readonly full: string;
  readonly first: string;
  readonly last: string;
  /** True for the fallback of a nameless person. */
  readonly placeholder: boolean;
}

/** Something worth telling about a patient's data, without the data. */
export interface ShapeWarning {
  readonly code: 'text-cut' | 'name-cut' | 'phone-unparsed' | 'unreadable' | 'left-out';
  /** Field key, or `name`, `phones`, `emails`, `parent`. */
  readonly subject: string;
}

/** The contact that amoCRM should hold for a patient: pure data, in canonical form, in no amoCRM dialect. */
export interface DesiredContact {
  readonly patientId: PatientId;
  readonly name: ContactName;
  /** In order, without doubles; `undefined` when IDENT's phones are not known here. */
  readonly phones: readonly ContactPhone[] | undefined;
  /** False where part of IDENT's phones is not known here, or cannot be read: what the list lacks may be among them. */
  readonly phonesWhole: boolean;
  /** Lower-cased, in order, without doubles. */
  readonly emails: readonly string[] | undefined;
  /** As {@link phonesWhole}. */
  readonly emailsWhole: boolean;
  /** Only what is known here: a key that is absent is off, missing or unreadable; `null` is empty. */
  readonly fields: ReadonlyMap<FieldKey, FieldValue | null>;
  /** Whether `ParentSNP` names a parent («-» and «нет» are none): then phones are the parent's, and lead to no adoption. */
  readonly hasParent: boolean;
  readonly warnings: readonly ShapeWarning[];
}
