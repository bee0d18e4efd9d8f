/**
 * What a reason of cancelling says of the patient: nobody came; the patient took it back; the clinic did; it was moved to
 * another time.
 */
export const cancelMeanings = ['no-show', 'patient', 'clinic', 'transfer'] as const;

export type CancelMeaning = (typeof cancelMeanings)[number];

/** How reasons are compared: case, ё and blanks aside. */
export const foldReason = (name: string): string =>
  name.trim().replace(/\s+/gu, ' ').toLocaleLowerCase('ru').replaceAll('ё', 'е');

/** The first that fits; a doctor who did not come is the clinic's affair, and so it is asked for first. */
const words: readonly (readonly [RegExp, CancelMeaning])[] = [
  [
    /(врач|доктор|ассистент)\S* .*(заболел|болеет|болен|больничн|отпуск|отсутств|не (приш|выш|явил)|занят|увол)/u,
    'clinic',
  ],
  [
    /(болезн|отпуск|отсутстви|больничн|замен|увольнени|опоздани)\S* (врач|доктор|ассистент)/u,
    'clinic',
  ],
  [/(заболел|болеет|занят|уволил\S*) (врач|доктор|ассистент)/u, 'clinic'],
  [
    /(по вине|по инициативе|по решению|по просьбе|отмен\S*) (клиник|врач|доктор|администра|персонал)/u,
    'clinic',
  ],
  [/ошиб(к|оч)|дубл|тестов|техническ|поломк|неисправн|сбой/u, 'clinic'],
  [/перенос|перенес|перезапис|друг(ое|ой) (время|день|дат)/u, 'transfer'],
  [/не (приш|приех|яв)|неявк|no.?show/u, 'no-show'],
];

/**
 * By what the clinic said of this very reason, else by its words; a reason that neither tells is the patient's.
 *
 * @param given folded reasons and what they mean.
 */
export function meaningOfReason(
  name: string | null,
  given: ReadonlyMap<string, CancelMeaning>,
): CancelMeaning {
  const reason = foldReason(name ?? '');
  return given.get(reason) ?? words.find(([pattern]) => pattern.test(reason))?.[1] ?? 'patient';
}
