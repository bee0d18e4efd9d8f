/** The languages that users read; code, comments and logs are English. */
export type Language = 'ru' | 'en';

/** The same thing said in every language of {@link Language}. */
export interface Localized<T> {
  readonly ru: T;
  readonly en: T;
}

/** Something said in both languages by one function. */
export const both = <T>(say: (language: Language) => T): Localized<T> => ({
  ru: say('ru'),
  en: say('en'),
});
