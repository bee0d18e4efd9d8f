import { AppError, type ErrorKind, exitCode } from '../../app-error.ts';

/** All that stops `sample-db`; texts hold a database's name, tables and numbers, never data. */
export const sampleDbErrors = {
  notEmpty: (p: { database: string; tables: number }): ErrorKind => ({
    code: 'SAMPLE_DB_NOT_EMPTY',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `База «${p.database}» не пуста: таблиц в ней — ${p.tables}.`,
      hint: 'Демонстрационные данные записываются только в пустую базу, чтобы не задеть рабочую. Укажите новый файл (--file) или создайте пустую базу и задайте её в DB_NAME.',
    },
    en: {
      message: `The database "${p.database}" is not empty: it has ${p.tables} table(s).`,
      hint: 'Sample data goes into an empty database only, so that no real one is harmed. Name a new file (--file), or create an empty database and set DB_NAME to it.',
    },
  }),
  notSample: (p: { database: string }): ErrorKind => ({
    code: 'SAMPLE_DB_NOT_SAMPLE',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `База «${p.database}» не создана командой sample-db create.`,
      hint: 'Изменения разыгрываются только в демонстрационной базе: сначала выполните sample-db create в новый файл или пустую базу.',
    },
    en: {
      message: `The database "${p.database}" was not made by sample-db create.`,
      hint: 'Changes are played in a sample database only: run sample-db create into a new file or an empty database first.',
    },
  }),
  badNumber: (p: { name: string; min: number; max: number }): ErrorKind => ({
    code: 'SAMPLE_DB_BAD_NUMBER',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Недопустимое значение ${p.name}.`,
      hint: `Нужно целое число от ${p.min} до ${p.max}.`,
    },
    en: {
      message: `The value of ${p.name} is out of range.`,
      hint: `Give a whole number from ${p.min} to ${p.max}.`,
    },
  }),
};

export class SampleDbError extends AppError {}
