import type { Patient } from '../model/patient.ts';
import { patientIdText } from '../model/patient-key.ts';
import { cleanText, cut, textLimit } from '../value/text.ts';

export interface ContactName {
  /** «Фамилия Имя Отчество», cut at 255; never empty (nameless persons get a fallback). */
  readonly full: string;
  readonly first: string;
  readonly last: string;
  /** True for the fallback of a nameless person. */
  readonly placeholder: boolean;
}

type NamedPatient = Pick<Patient, 'id' | 'surname' | 'name' | 'patronymic' | 'cardNumber'>;

/**
 * «Фамилия Имя Отчество» for amoCRM's `name`, with `first_name` Имя and `last_name` Фамилия beside it: amoCRM composes
 * nothing when all three are sent. A nameless patient is named by the card or the id as amoCRM's field has it, so that a contact can
 * always be found by its name.
 */
export function contactName(patient: NamedPatient): ContactName & { readonly cut: boolean } {
  const last = oneSpaced(patient.surname);
  const first = oneSpaced(patient.name);
  const given = [last, first, oneSpaced(patient.patronymic)].filter((part) => part !== '');
  const placeholder = given.length === 0;
  const full = placeholder ? fallback(patient) : given.join(' ');
  return {
    full: cut(full, textLimit),
    first: cut(first, textLimit),
    last: cut(last, textLimit),
    placeholder,
    cut: full.length > textLimit,
  };
}

function fallback(patient: NamedPatient): string {
  const card = oneSpaced(patient.cardNumber);
  return card === '' ? `Пациент ${patientIdText(patient.id)}` : `Пациент, карта ${card}`;
}

function oneSpaced(text: string | null | undefined): string {
  return (cleanText(text ?? '') ?? '').replace(/\s+/gu, ' ');
}
