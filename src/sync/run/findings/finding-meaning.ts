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
