import { useTranslation } from 'react-i18next';
import type { Language } from '../../../src/language.ts';
import { currentLanguage } from './i18n.ts';

/** The language that is read now: the service says everything of its own in both. */
export function useLanguage(): Language {
  return currentLanguage(useTranslation().i18n.language);
}

/** The words for codes that the service sends: `useWords('runs.modes')('deep')`; a code that is not known stays one. */
export function useWords(group: string): (code: string) => string {
  const { t, i18n } = useTranslation();
  // Keys made of codes are known to no type; `exists` looks.
  const loose = t as (key: string) => string;
  return (code) => (i18n.exists(`${group}.${code}`) ? loose(`${group}.${code}`) : code);
}
