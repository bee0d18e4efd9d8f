import { type ExitCode, exitCode } from '../../app-error.ts';
import type { Localized } from '../../language.ts';

/** What a program's end means, for `--help` and the manual. */
export const exitWords: Readonly<Record<ExitCode, Localized<string>>> = {
  [exitCode.ok]: { ru: 'сделано', en: 'done' },
  [exitCode.failed]: { ru: 'не удалось', en: 'failed' },
  [exitCode.usage]: { ru: 'неверный вызов или настройка', en: 'wrong call or setting' },
  [exitCode.rowsNotWritten]: {
    ru: 'сделано, но некоторые пациенты не записаны',
    en: 'done, but some patients were not written',
  },
  [exitCode.authorisation]: { ru: 'нужен доступ к amoCRM', en: 'amoCRM wants an authorisation' },
  [exitCode.temporary]: {
    ru: 'amoCRM или база сейчас недоступна: можно повторить',
    en: 'amoCRM or the database is away: try again',
  },
  [exitCode.guard]: {
    ru: 'массовое изменение остановлено: решает человек',
    en: 'a mass change was stopped: a person decides',
  },
  [exitCode.lock]: {
    ru: 'работает другая команда (--no-wait)',
    en: 'another command is at work (--no-wait)',
  },
  [exitCode.interrupted]: { ru: 'прервано', en: 'interrupted' },
};
