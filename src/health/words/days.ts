import type { Localized } from '../../language.ts';
import type { Trouble } from '../days.ts';

/** What was wrong on a day, as it is said afterwards. */
export const troubleWords: Localized<Readonly<Record<Trouble, string>>> = {
  ru: {
    database: 'база IDENT не отвечала',
    amocrm: 'amoCRM не отвечала или не принимала запросы',
    access: 'amoCRM не принимала доступ',
    account: 'аккаунт amoCRM не принимал данные',
    changed: 'база IDENT или поля amoCRM изменились',
    guard: 'остановлено: слишком много изменений сразу',
    other: 'проходы не дошли до конца',
  },
  en: {
    database: "IDENT's database did not answer",
    amocrm: 'amoCRM did not answer, or took no requests',
    access: 'amoCRM did not accept our access',
    account: 'the amoCRM account took no data',
    changed: "IDENT's database or amoCRM's fields had changed",
    guard: 'stopped: too many changes at once',
    other: 'passes did not come to their end',
  },
};
