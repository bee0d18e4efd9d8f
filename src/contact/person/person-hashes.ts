import type { Patient } from '../model/patient.ts';
import { type PhoneCell, readPhoneCell } from '../phone/phone-cell.ts';
import { isWholeNumber } from '../phone/phones.ts';
import { ageOn, isCalendarDate } from '../value/dates.ts';
import { parseEmails } from '../value/emails.ts';
import type { Hasher } from '../value/hasher.ts';
import { type PatientNameTokens, patientNameTokens } from './name-agreement.ts';
import type { ContactEvidence, PatientEvidence } from './person-evidence.ts';

/** Days that programs and people enter when they do not know a birthday. */
const placeholderDays: ReadonlySet<string> = new Set([
  ...['0001-01-01', '1753-01-01', '1899-12-30', '1899-12-31', '1900-01-01', '1901-01-01'],
  ...['1970-01-01', '1980-01-01', '2000-01-01'],
]);

/** What a contact shows of a person, decoded. */
interface ShownPerson {
  /** Of its names, each once. */
  readonly words: readonly string[];
  readonly birthday: unknown;
  readonly snils: unknown;
  readonly inn: unknown;
  readonly phones: readonly PhoneCell[];
  readonly emails: readonly string[];
}

/** Hashes of what tells persons apart, the same for a patient and for a contact that shows it. */
export class PersonHashes {
  readonly #hasher: Hasher;
  readonly #today: string;

  /** @param today birthdays ahead of it, or too far back to be true, are none. */
  constructor(hasher: Hasher, today: string) {
    this.#hasher = hasher;
    this.#today = today;
  }

  ofPatient(patient: Patient): PatientEvidence {
    const { first, last, patronymic } = nameParts(patient);
    return {
      first: this.#words(first),
      last: this.#words(last),
      patronymic: this.#words(patronymic),
      ...this.#rest({
        birthday: patient.birthday,
        snils: patient.snils,
        inn: patient.inn,
        phones: [patient.mobilePhone ?? '', patient.phone ?? ''].map(readPhoneCell),
        emails: [patient.email ?? ''],
      }),
    };
  }

  ofContact({ words, ...shown }: ShownPerson): ContactEvidence {
    return { words: this.#words(words), ...this.#rest(shown) };
  }

  #rest(shown: Omit<ShownPerson, 'words'>): Omit<ContactEvidence, 'words'> {
    const hash = (domain: string, text: string) => this.#hasher.text(domain, text);
    const keys = shown.phones.flatMap(({ phones }) =>
      phones.flatMap((phone) => (isWholeNumber(phone) ? [phone.key] : [])),
    );
    const emails = shown.emails.flatMap((text) => parseEmails(text).emails);
    return {
      birthday: hash('person-birthday', this.#birthday(shown.birthday)),
      snils: hash('person-snils', digits(shown.snils, [11])),
      inn: hash('person-inn', digits(shown.inn, [10, 12])),
      // In the domains of the lists, so that it can be told who else has them.
      phones: [...new Set(keys)].map((key) => hash('phone', key)),
      emails: [...new Set(emails)].map((email) => hash('email', email)),
    };
  }

  #birthday(value: unknown): string {
    if (typeof value !== 'string' || !isCalendarDate(value)) return '';
    if (placeholderDays.has(value)) return '';
    return ageOn(value, this.#today) === null ? '' : value;
  }

  #words(tokens: readonly string[]): readonly string[] {
    const words = tokens.flatMap((token) => token.split('-')).map(folded);
    // A single letter is an initial: it tells too little.
    const telling = words.filter((word) => word.length > 1);
    return [...new Set(telling)].map((word) => this.#hasher.text('person-word', word));
  }
}

/** A cell may hold more than its own part: «Иван Иванович» as a first name, or the whole name as a surname. */
function nameParts(patient: Patient): PatientNameTokens {
  const { first, last, patronymic } = patientNameTokens(patient);
  if (first.length === 0 && patronymic.length === 0 && last.length > 1) {
    return { last: last.slice(0, 1), first: last.slice(1, 2), patronymic: last.slice(2) };
  }
  if (patronymic.length === 0 && first.length > 1) {
    return { last, first: first.slice(0, 1), patronymic: first.slice(1) };
  }
  return { first, last, patronymic };
}

/** Spellings of one name in one form: Наталья and Наталия, Филипп and Филип; ё is е already. */
function folded(word: string): string {
  return word
    .replaceAll('й', 'и')
    .replace(/[ьъ]/gu, '')
    .replace(/и(?=[аеиоуыэюя])/gu, '')
    .replace(/(.)\1+/gu, '$1');
}

/** Of a document's number; `''` where the digits are too few, too many, or all the same. */
function digits(value: unknown, lengths: readonly number[]): string {
  const text = String(value ?? '').replace(/\D/gu, '');
  return lengths.includes(text.length) && !/^(\d)\1*$/u.test(text) ? text : '';
}
