import type { BranchFigure } from '../ident/branches/branch-figures.ts';
import type { Language } from '../language.ts';
import { formatNumber } from './format.ts';

const words = {
  ru: { unnamed: 'филиал не указан', chosen: 'переносятся', left: 'не переносятся' },
  en: { unnamed: 'no branch given', chosen: 'carried over', left: 'not carried over' },
} as const;

/** «Филиал на Соколе: 1 204 (переносятся)». Who was in two branches is counted in both. */
export function branchWords(
  { name, patients, isChosen }: BranchFigure,
  language: Language,
): string {
  const { unnamed, chosen, left } = words[language];
  return `${name ?? unnamed}: ${formatNumber(patients, language)} (${isChosen ? chosen : left})`;
}
