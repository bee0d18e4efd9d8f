import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../../src/language.ts';
import { isLanguage, preferredLanguage, rememberLanguage } from './language.ts';

/** Each language is a chunk of its own: nobody loads the one that they do not read. */
const loaders: Readonly<Record<Language, () => Promise<object>>> = {
  ru: async () => (await import('./ru/ru.ts')).ru,
  en: async () => (await import('./en/en.ts')).en,
};

/** Loads the texts of the reader's language; `fallback` is the server's, for browsers that ask for neither. */
export async function startLanguage(fallback: Language): Promise<void> {
  const language = preferredLanguage() ?? fallback;
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await loaders[language]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}

export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await loaders[language]());
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  rememberLanguage(language);
}

export const currentLanguage = (language: string): Language =>
  isLanguage(language) ? language : 'ru';
