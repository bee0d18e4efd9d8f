import type { ContactPhone } from './desired-contact.ts';
import type { Patient } from './patient.ts';
import { parsePhones } from './phone-text.ts';

/** A patient's phones, and how many of them had to be kept as typed. */
export interface PatientPhones {
  readonly phones: readonly ContactPhone[];
  readonly unparsed: number;
}

/**
 * The mobile phone's numbers, then those of the additional phone, without doubles; the first mobile number is the main
 * one. `undefined` when neither cell is known here.
 */
export function phonesOf(
  patient: Pick<Patient, 'mobilePhone' | 'phone'>,
): PatientPhones | undefined {
  if (patient.mobilePhone === undefined && patient.phone === undefined) return undefined;
  const byKey = new Map<string, ContactPhone>();
  let unparsed = 0;
  const add = (text: string | null | undefined, first: ContactPhone['kind']) => {
    let kind = first;
    for (const { value, key, parsed } of parsePhones(text ?? '')) {
      if (!byKey.has(key)) {
        byKey.set(key, { value, key, kind });
        if (!parsed) unparsed += 1;
      }
      kind = 'extra';
    }
  };
  add(patient.mobilePhone, 'main');
  add(patient.phone, 'extra');
  return { phones: [...byKey.values()], unparsed };
}

/** The key to compare a phone found in amoCRM by, however a person typed it; several numbers make one key of all. */
export function comparePhone(raw: string): string {
  return parsePhones(raw)
    .map((phone) => phone.key)
    .join(',');
}

/**
 * What to look a phone up by with amoCRM's `query`, a substring search over values as typed: the last ten digits leave
 * out `8`/`+7`. `null` with fewer than ten digits: too many strangers would match.
 */
export function searchDigits(phone: Pick<ContactPhone, 'key'>): string | null {
  const digits = phone.key.replace(/;ext=.*$/u, '').replace(/\D/gu, '');
  return digits.length >= 10 ? digits.slice(-10) : null;
}
