import { type WarningCounts, warningNames } from '../pass/pass-counts.ts';

/** Where an audit counts whose values went over otherwise. */
export const warningColumns = {
  unparsedPhones: 'unparsed_phones',
  cutTexts: 'cut_texts',
  leftOutPhones: 'left_out_phones',
  leftOutEmails: 'left_out_emails',
  unknownConsents: 'unknown_consents',
  severalPlans: 'several_plans',
} as const satisfies Readonly<Record<keyof WarningCounts, string>>;

export type WarningColumn = (typeof warningColumns)[keyof WarningCounts];

export const columnsOf = (counts: WarningCounts): Record<WarningColumn, number> =>
  // A column for each name.
  Object.fromEntries(warningNames.map((name) => [warningColumns[name], counts[name]])) as Record<
    WarningColumn,
    number
  >;
