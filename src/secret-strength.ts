import type { Localized } from './language.ts';

/** Why a secret is guessed in spite of all limits: what is said of it, never the secret itself. */
export interface Weakness {
  readonly problem: Localized<string>;
}

/** The state's key is typed by nobody: it may be long. A password is. */
const shortestKey = 20;
const shortestPassword = 8;
/** Digits alone are a date, a phone or a counting. */
const shortestNumber = 12;
/** Fewer different characters are a pattern, however long it is. */
const fewestCharacters = { key: 8, password: 4 } as const;

/** The words of the lists that every guessing begins with, without the digits that are put around them. */
const guessed = new Set(
  `password passw passwd pass pwd пароль qwerty qwertyuiop qwertz asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm йцукен
   йцукенг фыва фывапр ячсмить admin administrator админ администратор root user test тест demo guest welcome letmein
   iloveyou secret секрет ident amocrm identamocrm dashboard clinic клиника dental dentist стоматология стоматолог
   changeme master dragon monkey abc abcd abcde abcdef abcdefgh`.split(/\s+/u),
);

/** What is wrong with a key that somebody chose; null: nothing. */
export function weakKey(key: string): Weakness | null {
  const text = key.trim();
  const length = [...text].length;
  if (length < shortestKey) return short(shortestKey);
  if (differing(text) < fewestCharacters.key) return uniform;
  return isCommon(text) ? common : null;
}

/** What is wrong with a password that somebody chose; null: nothing. */
export function weakPassword(password: string): Weakness | null {
  const text = password.trim();
  if ([...text].length < shortestPassword) return short(shortestPassword);
  if (differing(text) < fewestCharacters.password) return uniform;
  if (/^\d+$/u.test(text) && text.length < shortestNumber) return digits;
  return isCommon(text) ? common : null;
}

const differing = (text: string): number => new Set(text.toLowerCase()).size;

/** A word of the lists, a row of keys or of the alphabet, with whatever digits and signs around and between. */
function isCommon(text: string): boolean {
  const letters = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[@40$!1]/gu, (sign) => lookalikes[sign] ?? sign)
    .replace(/[^\p{L}]+/gu, '');
  const plain = text.toLowerCase().replace(/[^\p{L}]+/gu, '');
  return guessed.has(letters) || guessed.has(plain) || isCounting(text);
}

const lookalikes: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '0': 'o',
  $: 's',
  '1': '',
  '!': '',
};

/** «123456789012», «abcdefghijkl»: each character is the one before it, and one more or one less. */
function isCounting(text: string): boolean {
  const steps = new Set<number>();
  for (let at = 1; at < text.length; at += 1) {
    const step = text.charCodeAt(at) - text.charCodeAt(at - 1);
    // 9 → 0, as on a keyboard.
    steps.add(step === -9 ? 1 : step === 9 ? -1 : step);
  }
  return steps.size === 1;
}

const short = (shortest: number): Weakness => ({
  problem: {
    ru: `слишком коротко: нужно не меньше ${shortest} знаков`,
    en: `too short: it takes at least ${shortest} characters`,
  },
});

const uniform: Weakness = {
  problem: {
    ru: 'повторяются одни и те же знаки: такое подбирают первым',
    en: 'the same characters over and over: such are guessed first',
  },
};

const digits: Weakness = {
  problem: {
    ru: `одни цифры: это дата, телефон или счёт; из цифр нужно не меньше ${shortestNumber}`,
    en: `digits alone are a date, a phone or a counting; of those it takes at least ${shortestNumber}`,
  },
};

const common: Weakness = {
  problem: {
    ru: 'это слово или ряд из списков, с которых начинают подбор',
    en: 'a word or a row from the lists that every guessing begins with',
  },
};
