import type { PatientId } from '../../contact/model/patient-key.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import type { FieldValue } from '../../contact/value/field-value.ts';
import type { Subject } from './subject.ts';

interface KnownFields {
  readonly fields: ReadonlyMap<FieldKey, FieldValue | null>;
  readonly hashes: ReadonlyMap<FieldKey, string>;
  /** Fields that end as such: they count for nothing. */
  readonly ended?: ReadonlySet<FieldKey>;
  /** Phones and e-mails; absent: nothing is known of them. */
  readonly lists?: readonly never[];
}

/** Stands for a patient of whom nothing but this is known; nothing else of it is ever sent, and its name is left as it is. */
export function subjectOfFields(
  id: PatientId,
  { fields, hashes, ended = new Set(), lists }: KnownFields,
): Subject {
  const isWhole = lists !== undefined;
  const both = { phones: lists, phonesWhole: isWhole, emails: lists, emailsWhole: isWhole };
  return {
    id,
    fingerprint: '',
    nameTokens: { first: [], last: [], patronymic: [] },
    contact: {
      ...both,
      patientId: id,
      name: { full: '', first: '', last: '', placeholder: true },
      fields,
      ended,
      hasParent: false,
      warnings: [],
    },
    hashes: { ...both, fields: hashes, name: '', nameParts: '' },
  };
}
