import type { Language } from '../../../src/language.ts';

export const languages: readonly Language[] = ['ru', 'en'];

const key = 'ident-amocrm-language';

export const isLanguage = (value: unknown): value is Language =>
  languages.some((language) => language === value);

/** What the reader chose once; else what the browser asks for, if it asks for one of ours. */
export function preferredLanguage(): Language | null {
  const chosen = localStorage.getItem(key);
  if (isLanguage(chosen)) return chosen;
  const asked = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return asked.find(isLanguage) ?? null;
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(key, language);
}
