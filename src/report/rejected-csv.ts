import { patientIdText } from '../contact/model/patient-key.ts';
import type { Language, Localized } from '../language.ts';
import type { RejectedRow } from '../state/patients/rejected.ts';
import { renderCsv } from './csv.ts';
import { reasonOf } from './rejection-reasons.ts';

const columns: Localized<readonly string[]> = {
  ru: [
    ...['Пациент', 'Поле', 'Причина', 'Код', 'Что делать'],
    ...['С какого времени', 'Последняя попытка', 'Попыток'],
  ],
  en: ['Patient', 'Field', 'Reason', 'Code', 'What to do', 'Since', 'Last try', 'Tries'],
};

const sourceColumn: Localized<string> = { ru: 'База', en: 'Database' };

/** The rejected as a table for Excel: ids, codes and reasons, no values. */
export function rejectedCsv(
  rows: readonly RejectedRow[],
  told: {
    readonly language: Language;
    readonly moment: (ms: number) => string;
    /** Absent: the clinic has but one database. */
    readonly sourceName?: (row: RejectedRow) => string | null;
  },
): string {
  const { language, moment, sourceName } = told;
  return renderCsv([
    [...columns[language], ...(sourceName ? [sourceColumn[language]] : [])],
    ...rows.map((row) => {
      const { field, meaning, advice } = reasonOf(row, language);
      return [
        ...[patientIdText(row.patientId), field, meaning, row.code, advice],
        ...[moment(row.firstAt), moment(row.lastAt), row.attempts],
        ...(sourceName ? [sourceName(row) ?? ''] : []),
      ];
    }),
  ]);
}
