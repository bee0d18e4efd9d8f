import { nameTokens } from './name-agreement.ts';

/** What a cell for the guardian says when there is none, or when it is the patient. */
const nobody = new Set(
  `нет нету не указан указана указано указаны отсутствует отсутствуют неизвестно неизвестен пусто сам сама самостоятельно
   none no null`.split(/\s+/u),
);

/** Whether a text names somebody: «-», «нет» and «не указан» do not. */
export const namesGuardian = (text: string): boolean =>
  nameTokens(text).some((word) => word.length > 1 && !nobody.has(word));
