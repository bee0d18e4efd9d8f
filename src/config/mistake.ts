import { AppError, type ErrorKind, type ErrorText, exitCode } from '../app-error.ts';
import type { Language, Localized } from '../language.ts';

/** One thing that is wrong with the settings. */
export interface Mistake {
  /** The setting, or the file when it is the file that cannot be read. */
  readonly name: string;
  /** As given; absent for secrets and for what is not set. */
  readonly value?: string;
  readonly problem: Localized<string>;
  readonly fix: Localized<string>;
}

/** All that is wrong with the settings, told at once. */
export class ConfigError extends AppError {
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super(invalid(mistakes));
    this.mistakes = mistakes;
  }
}

function invalid(mistakes: readonly Mistake[]): ErrorKind {
  const text = (language: Language, title: string, hint: string): ErrorText => ({
    message: [title, ...mistakes.map((mistake) => line(mistake, language))].join('\n'),
    hint,
  });
  const count = mistakes.length;
  return {
    code: 'CONFIG_INVALID',
    exit: exitCode.usage,
    retryable: false,
    ru: text(
      'ru',
      count === 1 ? 'В настройках ошибка:' : `В настройках ошибки (${count}):`,
      'Исправьте файл .env или переменные окружения и повторите; все настройки описаны в .env_example.',
    ),
    en: text(
      'en',
      count === 1 ? 'A setting is wrong:' : `${count} settings are wrong:`,
      'Correct .env or the environment and run again; .env_example describes every setting.',
    ),
  };
}

function line(mistake: Mistake, language: Language): string {
  const subject =
    mistake.value === undefined ? mistake.name : `${mistake.name}=${shortened(mistake.value)}`;
  return `  ${subject}: ${mistake.problem[language]}. ${mistake.fix[language]}.`;
}

/** A value pasted by accident may be a page long. */
function shortened(value: string): string {
  const oneLine = value.replaceAll(/\s+/g, ' ');
  return oneLine.length > 80 ? `${oneLine.slice(0, 79)}…` : oneLine;
}
