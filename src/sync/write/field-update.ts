import { fieldByKey } from '../../contact/model/fields.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import type { FieldValue } from '../../contact/value/field-value.ts';
import type { Link } from '../../state/patients/link.ts';
import { subjectOfFields } from '../item/subject-of-fields.ts';
import type { Item, Verdict } from '../item/verdicts.ts';
import type { Pass } from '../pass/pass-context.ts';
import type { Update } from './prepare-update.ts';

/**
 * A patient that a completed reading of IDENT did not show: the contact stays, its status becomes «Удален», and what we
 * wrote of consent and invitation is taken out of it. Null when there is no field for either; then only the link says so.
 */
export function removal(pass: Pass, link: Link): Update | null {
  const isInvited = invitation.some((key) => link.acknowledged.has(key));
  const invited = isInvited ? invitation : [];
  const values = new Map<FieldKey, FieldValue | null>([
    ['status', 'deleted'],
    ...invited.map((key) => [key, null] as const),
  ]);
  return fieldsUpdate(pass, link, values, 'removal');
}

const invitation = ['mailing_consent', 'recall_on'] as const satisfies readonly FieldKey[];

/** Empties one field of a contact that is known to hold our value. */
export const clearing = (pass: Pass, link: Link, key: FieldKey): Update | null =>
  fieldsUpdate(pass, link, new Map([[key, null]]), 'clearing');

/** An update of some fields without reading the patient; null when all of them are switched off. */
function fieldsUpdate(
  pass: Pass,
  link: Link,
  values: ReadonlyMap<FieldKey, FieldValue | null>,
  as: 'removal' | 'clearing',
): Update | null {
  const fields = new Map<FieldKey, FieldValue | null>();
  const hashes = new Map<FieldKey, string>();
  const verdicts = new Map<Item, Verdict>();
  for (const [key, value] of values) {
    const account = pass.fields.byKey.get(key);
    if (account === undefined) continue;
    fields.set(key, value);
    hashes.set(key, pass.hasher.field(key, fieldByKey(key).version, account.fieldId, value));
    verdicts.set(key, value === null ? { act: 'clear' } : { act: 'write', why: 'changed' });
  }
  if (fields.size === 0) return null;
  // A removal is counted as such.
  const ended = new Set<FieldKey>(as === 'removal' ? fields.keys() : []);
  return {
    link,
    as,
    change: { verdicts, ownForms: new Map() },
    subject: subjectOfFields(link.patientId, { fields, hashes, ended }),
  };
}
