import type { PatientId } from '../../contact/model/patient-key.ts';
import type { AccountFields } from '../account/account-fields.ts';
import type { Subject } from '../item/subject.ts';

/** A patient of whom amoCRM is to hold nothing: every field and list empty, and the name left as it is. */
export function nothingOf(id: PatientId, { byKey }: AccountFields): Subject {
  const keys = [...byKey.keys()];
  return {
    id,
    fingerprint: '',
    nameTokens: { first: [], last: [], patronymic: [] },
    contact: {
      patientId: id,
      name: { full: '', first: '', last: '', placeholder: true },
      phones: [],
      phonesWhole: true,
      emails: [],
      emailsWhole: true,
      fields: new Map(keys.map((key) => [key, null])),
      ended: new Set(),
      hasParent: false,
      warnings: [],
    },
    hashes: {
      fields: new Map(keys.map((key) => [key, ''])),
      name: '',
      nameParts: '',
      phones: [],
      phonesWhole: true,
      emails: [],
      emailsWhole: true,
    },
  };
}
