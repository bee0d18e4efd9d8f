import { contactFields } from './catalogue.ts';
import type { FieldValue, ShapeContext } from './contact-field.ts';
import type { DesiredContact, ShapeWarning } from './desired-contact.ts';
import { parseEmails } from './emails.ts';
import { type FieldKey, subjectOfInput } from './field-key.ts';
import { namesGuardian } from './guardian.ts';
import { contactName } from './names.ts';
import type { Patient } from './patient.ts';
import { patientWork } from './patient-work.ts';

/** The contact that amoCRM should hold for a patient. Pure; warnings name subjects, never values (I7). */
export function shapeContact(patient: Patient, context: ShapeContext): DesiredContact {
  const warnings: ShapeWarning[] = [];
  const work = patientWork(patient, warnings);
  const fields = new Map<FieldKey, FieldValue | null>();
  for (const field of contactFields) {
    const value = field.take(patient, context, work);
    if (value !== undefined) fields.set(field.key, value);
  }
  for (const input of patient.unreadable ?? []) {
    work.warn({ code: 'unreadable', subject: subjectOfInput(input) });
  }
  const { cut, ...name } = contactName(patient);
  if (cut) work.warn({ code: 'name-cut', subject: 'name' });
  const phones = work.phones();
  for (let left = phones?.unparsed ?? 0; left > 0; left -= 1) {
    work.warn({ code: 'phone-unparsed', subject: 'phones' });
  }
  if (phones?.remarks === true) work.warn({ code: 'left-out', subject: 'phones' });
  return {
    patientId: patient.id,
    name,
    phones: phones?.phones,
    phonesWhole: phones?.whole ?? false,
    ...emailsOf(patient, work.warn),
    fields,
    // Who cannot be read may be a parent.
    hasParent:
      namesGuardian(patient.parentName ?? '') ||
      (patient.unreadable?.includes('parentName') ?? false),
    warnings,
  };
}

function emailsOf(
  { email }: Patient,
  warn: (warning: ShapeWarning) => void,
): Pick<DesiredContact, 'emails' | 'emailsWhole'> {
  if (email === undefined) return { emails: undefined, emailsWhole: false };
  const { emails, dropped, remarks } = parseEmails(email ?? '');
  if (remarks) warn({ code: 'left-out', subject: 'emails' });
  if (dropped > 0) warn({ code: 'unreadable', subject: 'emails' });
  // What cannot be read is not empty: an address of before may be what stands there.
  return { emails, emailsWhole: dropped === 0 };
}
