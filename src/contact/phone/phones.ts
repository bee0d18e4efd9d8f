import type { Patient } from '../model/patient.ts';
import { type PhoneCell, readPhoneCell } from './phone-cell.ts';
import { digitsOf, fewestDigits } from './phone-number.ts';

/** A phone as it is to stand in amoCRM's PHONE list. */
export interface ContactPhone {
  /** E.164 (`+79251234567`), with ` доб. 12` where there is an extension; a local number as it was typed. */
  readonly value: string;
  /** What phones are compared by: E.164 (and `;ext=12`), or the digits of a local number. */
  readonly key: string;
  /** `main`: the first mobile number, amoCRM's MOB. `extra`: all others, OTHER. */
  readonly kind: 'main' | 'extra';
}

/** A patient's phones, and how much of the cells did not go over as it is. */
export interface PatientPhones {
  readonly phones: readonly ContactPhone[];
  /** Numbers that are sent as typed, and stretches of digits that cannot be read and are not sent. */
  readonly unparsed: number;
  /** Whether there are remarks, or signs that nobody can see, which are not sent. */
  readonly remarks: boolean;
  /** False where a cell is not known here, or holds digits that cannot be read: what the list lacks may be in there. */
  readonly whole: boolean;
}

/**
 * The mobile phone's numbers, then those of the additional phone, without doubles; the first mobile number is the main
 * one. `undefined` when neither cell is known here.
 */
export function phonesOf(
  patient: Pick<Patient, 'mobilePhone' | 'phone'>,
): PatientPhones | undefined {
  const { mobilePhone, phone } = patient;
  if (mobilePhone === undefined && phone === undefined) return undefined;
  const byKey = new Map<string, ContactPhone>();
  let [unparsed, remarks] = [0, false];
  let whole = mobilePhone !== undefined && phone !== undefined;
  const add = (text: string | null | undefined, first: ContactPhone['kind']) => {
    let kind = first;
    const cell = readPhoneCell(text ?? '');
    for (const { value, key, parsed } of cell.phones) {
      if (!byKey.has(key)) {
        byKey.set(key, { value, key, kind });
        if (!parsed) unparsed += 1;
      }
      kind = 'extra';
    }
    unparsed += cell.unreadable;
    remarks ||= cell.remarks;
    if (cell.unreadable > 0) whole = false;
  };
  add(mobilePhone, 'main');
  add(phone, 'extra');
  return { phones: [...byKey.values()], unparsed, remarks, whole };
}

/** Whether a phone is a whole number, such that whoever has it is reached by it: only those lead to an adoption. */
export const isWholeNumber = ({ key }: Pick<ContactPhone, 'key'>): boolean => key.startsWith('+');

/** The key to compare a phone found in amoCRM by, however a person typed it; several numbers make one key of all. */
export const comparePhone = (raw: string): string => typedPhoneKey(raw, readPhoneCell(raw));

/** The same of one that has been read. */
export function typedPhoneKey(raw: string, { phones }: PhoneCell): string {
  const keys = phones.map((phone) => phone.key);
  if (keys.length > 0) return keys.join(',');
  const typed = raw.trim().slice(0, 255).toLowerCase();
  const digits = digitsOf(typed);
  return digits.length >= fewestDigits ? digits : typed;
}

/** What phones are the same by, whoever wrote them: their digits, but for `+` and a leading 8 or 7. */
export function phoneLikeness(key: string): string {
  const digits = key.replace(/\D/gu, '');
  if (digits.length < fewestDigits) return key;
  return digits.length > 10 ? digits.replace(/^[78]/u, '') : digits;
}

/** Whether amoCRM's search finds a phone as it is typed; one that is never looked up counts as found. */
export function isMetBySearch(typed: string): boolean {
  const forms = searchForms({ key: comparePhone(typed) });
  return forms.length === 0 || forms.some((form) => typed.includes(form));
}

/** How many forms {@link searchForms} has for a phone that is looked up: each costs a request. */
export const formsOfPhone = 5;

/**
 * What to look a phone up by with amoCRM's `query`, a literal substring search over values as people typed them. One of
 * these stands in nearly every way to write the number, whatever is done with `8`, `+7`, brackets and the code of a
 * town: people part the last two digits, the last four, or none. They are long enough to be met by few strangers.
 * None with fewer than ten digits: too many strangers would match.
 */
export function searchForms(phone: Pick<ContactPhone, 'key'>): readonly string[] {
  const digits = phone.key.replace(/;ext=.*$/u, '').replace(/\D/gu, '');
  if (digits.length < 10) return [];
  // A blank or a sign at the ends might be trimmed: a digit stands there.
  const [before, pair, last] = [digits.slice(-5, -4), digits.slice(-4, -2), digits.slice(-2)];
  return [
    `${before}${pair}${last}`,
    `${pair}-${last}`,
    `${pair} ${last}`,
    `${before}-${pair}${last}`,
    `${before} ${pair}${last}`,
  ];
}
