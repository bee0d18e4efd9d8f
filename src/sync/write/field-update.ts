import { fieldByKey } from '../../contact/model/fields.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import type { FieldValue } from '../../contact/value/field-value.ts';
import type { Link } from '../../state/patients/links.ts';
import type { Subject } from '../item/subject.ts';
import type { Pass } from '../pass/pass-context.ts';
import type { Update } from './prepare-update.ts';

/**
 * A patient that a completed reading of IDENT did not show: the contact stays, its status becomes «Удален». Null when
 * the status field is switched off; then only the link says so.
 */
export const removal = (pass: Pass, link: Link): Update | null =>
  fieldUpdate(pass, link, 'status', 'deleted', 'removal');

/** Empties one field of a contact that is known to hold our value. */
export const clearing = (pass: Pass, link: Link, key: FieldKey): Update | null =>
  fieldUpdate(pass, link, key, null, 'clearing');

/** An update of one field without reading the patient; null when the field is switched off. */
function fieldUpdate(
  pass: Pass,
  link: Link,
  key: FieldKey,
  value: FieldValue | null,
  as: 'removal' | 'clearing',
): Update | null {
  const account = pass.fields.byKey.get(key);
  if (account === undefined) return null;
  const hash = pass.hasher.field(key, fieldByKey(key).version, account.fieldId, value);
  return {
    link,
    as,
    change: {
      verdicts: new Map([
        [key, value === null ? { act: 'clear' } : { act: 'write', why: 'changed' }],
      ]),
      ownForms: new Map(),
    },
    subject: subjectOf(link, key, value, hash),
  };
}

/** Stands for the patient, of whom this update knows nothing but one field; nothing else of it is ever sent. */
function subjectOf(link: Link, key: FieldKey, value: FieldValue | null, hash: string): Subject {
  return {
    id: link.patientId,
    fingerprint: '',
    nameTokens: { first: [], last: [], patronymic: [] },
    contact: {
      patientId: link.patientId,
      name: { full: '', first: '', last: '', placeholder: true },
      phones: undefined,
      phonesWhole: false,
      emails: undefined,
      emailsWhole: false,
      fields: new Map([[key, value]]),
      hasParent: false,
      warnings: [],
    },
    hashes: {
      fields: new Map([[key, hash]]),
      name: link.acknowledged.get('name') ?? '',
      nameParts: '',
      phones: undefined,
      phonesWhole: false,
      emails: undefined,
      emailsWhole: false,
    },
  };
}
