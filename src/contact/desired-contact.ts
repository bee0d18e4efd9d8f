import type { PatientId } from './model/patient-key.ts';
import type { FieldKey } from './model/table.ts';
import type { ContactName } from './person/names.ts';
import type { ContactPhone } from './phone/phones.ts';
import type { FieldValue, ShapeWarning } from './value/field-value.ts';

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
  /** Of the empty ones, those that a patient loses by what IDENT says of him, or can say no more: no loss of IDENT's. */
  readonly ended: ReadonlySet<FieldKey>;
  /** Whether `ParentSNP` names a parent («-» and «нет» are none): then phones are the parent's, and lead to no adoption. */
  readonly hasParent: boolean;
  readonly warnings: readonly ShapeWarning[];
}
