import { type ErrorKind, exitCode } from '../../app-error.ts';
import { passStopped } from '../errors.ts';
import { inBrackets, list } from '../name-list.ts';

/** When the database is another than before. */
export const sourceErrors = {
  identFieldsGone: (p: { names: readonly string[]; columns: readonly string[] }): ErrorKind => ({
    code: 'IDENT_FIELDS_GONE',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message: `В базе IDENT больше нет столбцов, из которых читались: ${list(p.names)}${inBrackets(p.columns)}. ${passStopped.ru}`,
      hint: 'Проверьте, не обновился ли IDENT и не урезаны ли права входа: ident-amocrm test-db. Следующий запуск продолжит без этих полей; их прежние значения в amoCRM останутся. Если столбец переименован, назовите новый в своём профиле (IDENT_PROFILE); если без него всё верно: ident-amocrm fields confirm КЛЮЧ.',
    },
    en: {
      message: `The IDENT database no longer has the columns of: ${list(p.names)}${inBrackets(p.columns)}. ${passStopped.en}`,
      hint: "See whether IDENT was updated or the login's rights were cut: ident-amocrm test-db. The next run goes on without these fields; their values in amoCRM stay. Where a column was renamed, name the new one in a profile of your own (IDENT_PROFILE); where it is right without it: ident-amocrm fields confirm KEY.",
    },
  }),
  otherDatabase: (p: { known: string | null; found: string }): ErrorKind => ({
    code: 'OTHER_DATABASE',
    exit: exitCode.guard,
    retryable: false,
    ru: {
      message:
        p.known === null
          ? `В состоянии есть связи с контактами, но не записано, какой базе оно принадлежит; подключена «${p.found}». Ничего не записано.`
          : `Состояние принадлежит базе «${p.known}», а подключена «${p.found}». Ничего не записано.`,
      hint: 'Проверьте DB_HOST и DB_NAME. Если база переехала и это те же пациенты, запустите один раз: ident-amocrm sync --accept-database.',
    },
    en: {
      message:
        p.known === null
          ? `The state has links to contacts, but not the name of the database that it belongs to; "${p.found}" is connected. Nothing was written.`
          : `The state belongs to the database "${p.known}", but "${p.found}" is connected. Nothing was written.`,
      hint: 'Check DB_HOST and DB_NAME. If the database moved and has the same patients, run once: ident-amocrm sync --accept-database.',
    },
  }),
} as const;
