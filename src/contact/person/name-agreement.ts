import type { Patient } from '../model/patient.ts';

/** Words of contacts that nobody has named yet, as amoCRM, telephony and messengers call them. */
const noName = new Set(
  `новый новая контакт клиент клиентка пациент пациентка лид сделка заявка карта без имени имя не указано указан
   неизвестный неизвестная неизвестно аноним абонент звонок входящий исходящий пропущенный от с номера номер доб тел
   телефон whatsapp telegram viber авито avito сайт сайта new contact client lead unknown noname call from`.split(
    /\s+/u,
  ),
);

/** Opaque tokens of a patient's name: plain words, or keyed hashes of them. */
export interface PatientNameTokens {
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly patronymic: readonly string[];
}

/** What amoCRM calls a contact. */
export interface NamedContact {
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
}

/**
 * The words of a name in the form they are compared in: case, ё, Latin letters among Cyrillic ones, punctuation aside,
 * hyphens kept. Numbers, phones,
 * e-mails and the words of a contact without a name («Новый контакт», «Пациент 123») are none.
 */
export function nameTokens(text: string): string[] {
  const tokens = new Set<string>();
  for (const word of text.normalize('NFC').toLowerCase().split(/\s+/u)) {
    // As nearly all are: nothing to part, to drop or to doubt.
    if (russian.test(word)) {
      const token = word.replaceAll('ё', 'е');
      if (!noName.has(token)) tokens.add(token);
      continue;
    }
    if (word.includes('@')) continue;
    const letters = word
      .replaceAll('ё', 'е')
      .replaceAll('\u2011', '-')
      .replace(/['’ʼ`]/gu, '');
    for (const part of letters.split(/[^\p{L}\p{M}\p{N}-]+/u)) {
      const token = inOneAlphabet(withoutHyphens(part));
      if (/\p{L}/u.test(token) && !noName.has(token)) tokens.add(token);
    }
  }
  return [...tokens];
}

const russian = /^[а-яё]+$/;

const latin = 'aceopxykmthb';
const cyrillic = 'асеорхукмтнв';

/** «Cидоров» with the Latin C: nobody can see it, and both keyboards have it. */
const inOneAlphabet = (word: string): string =>
  /\p{Script=Cyrillic}/u.test(word)
    ? word.replace(/[aceopxykmthb]/gu, (letter) => cyrillic[latin.indexOf(letter)] ?? letter)
    : word;

/** Without those at its ends, in one look at each: a pattern for it takes quadratic time for a word of hyphens. */
function withoutHyphens(word: string): string {
  let [from, to] = [0, word.length];
  while (from < to && word[from] === '-') from += 1;
  while (to > from && word[to - 1] === '-') to -= 1;
  return word.slice(from, to);
}

/** {@link nameTokens} of a patient. */
export function patientNameTokens(
  patient: Pick<Patient, 'surname' | 'name' | 'patronymic'>,
): PatientNameTokens {
  return {
    first: nameTokens(patient.name ?? ''),
    last: nameTokens(patient.surname ?? ''),
    patronymic: nameTokens(patient.patronymic ?? ''),
  };
}

/** {@link nameTokens} of a contact: amoCRM may hold the same name as a whole, in parts, or both. */
export function contactNameTokens(contact: NamedContact): string[] {
  return nameTokens(`${contact.name} ${contact.firstName} ${contact.lastName}`);
}

/**
 * Whether a contact may be this patient (DESIGN §4, Matching): it has no name to contradict; or it has the whole of the
 * patient's first name and not one word that is not the patient's, so its surname, if it has one, is theirs. A shared
 * surname alone is a relative, and a patient without a first name agrees with no named contact. A word more («мама
 * Ани») is a doubt, and doubts are reported, not guessed.
 */
export function agree(contact: readonly string[], patient: PatientNameTokens): boolean {
  if (contact.length === 0) return true;
  if (patient.first.length === 0) return false;
  const named = new Set(contact);
  const own = new Set([...patient.first, ...patient.last, ...patient.patronymic]);
  return (
    patient.first.every((token) => named.has(token)) && contact.every((token) => own.has(token))
  );
}

/** What a cell for the guardian says when there is none, or when it is the patient. */
const nobody = new Set(
  `нет нету не указан указана указано указаны отсутствует отсутствуют неизвестно неизвестен пусто сам сама самостоятельно
   none no null`.split(/\s+/u),
);

/** Whether a text names somebody: «-», «нет» and «не указан» do not. */
export const namesGuardian = (text: string): boolean =>
  nameTokens(text).some((word) => word.length > 1 && !nobody.has(word));
