import type { Localized } from '../../../language.ts';

/** What a finding means to a person, and what is to be done; empty when there is nothing to do. */
export interface FindingText {
  readonly label: string;
  readonly advice: string;
}

export interface FindingMeaning extends Localized<FindingText> {
  /** `attention`: left as it is, a person has to look. `done`: told, because it was put right or linked. */
  readonly severity: 'attention' | 'done';
}

/** What a finding means, and what is to be done; left out where there is nothing to do. */
interface MeaningTexts {
  readonly ru: string;
  readonly ruAdvice?: string;
  readonly en: string;
  readonly enAdvice?: string;
}

const meaning =
  (severity: FindingMeaning['severity']) =>
  ({ ru, ruAdvice = '', en, enAdvice = '' }: MeaningTexts): FindingMeaning => ({
    severity,
    ru: { label: ru, advice: ruAdvice },
    en: { label: en, advice: enAdvice },
  });

export const attention = meaning('attention');
export const done = meaning('done');
