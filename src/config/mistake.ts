import { AppError, type ErrorKind, errorKind, exitCode } from '../app-error.ts';
import type { Language, Localized } from '../language.ts';

/** Where in a file a setting stands. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** What is wrong with a value, a line or a file, and what mends it; never the value, which may well be a password. */
export interface Flaw {
  readonly problem: Localized<string>;
  readonly fix: Localized<string>;
}

/** Its texts, as they are written down. */
export interface FlawTexts {
  readonly ru: string;
  readonly fixRu: string;
  readonly en: string;
  readonly fixEn: string;
}

export const flaw = ({ ru, fixRu, en, fixEn }: FlawTexts): Flaw => ({
  problem: { ru, en },
  fix: { ru: fixRu, en: fixEn },
});

/** One thing that is wrong with the settings. */
export interface Mistake extends Flaw {
  /** The setting, or the file when it is the file that cannot be read. */
  readonly name: string;
  /** As given; absent for secrets and for what is not set. */
  readonly value?: string;
  /** Of what stands in a file with lines. */
  readonly at?: Place;
  /** Nobody gave it, and nothing else is wrong with it. */
  readonly isMissing?: true;
  /** What is missing may well stand in this file, which could not be read. */
  readonly hidesOthers?: true;
}

export function mistake({
  ru,
  fixRu,
  en,
  fixEn,
  ...where
}: Omit<Mistake, keyof Flaw> & FlawTexts): Mistake {
  return { ...where, ...flaw({ ru, fixRu, en, fixEn }) };
}

/** Tells two mistakes apart. */
export function mistakeKey({ name, at, fix }: Mistake): string {
  return JSON.stringify([name, at, fix.en]);
}

/** All that is wrong with the settings, told at once. */
export class ConfigError extends AppError {
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    // One goes through a file from top to bottom.
    const sorted = mistakes.toSorted((a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0));
    super(invalid(sorted));
    this.mistakes = sorted;
  }
}

function invalid(mistakes: readonly Mistake[]): ErrorKind {
  const count = mistakes.length;
  const list = (language: Language) => mistakes.map((one) => `\n${line(one, language)}`).join('');
  return errorKind('CONFIG_INVALID', exitCode.usage, false, {
    ru: (count === 1 ? 'В настройках ошибка:' : `В настройках ошибки (${count}):`) + list('ru'),
    ruHint:
      'Исправьте файл .env, CONFIG_FILE или переменные окружения и повторите; все настройки описаны в .env_example.',
    en: (count === 1 ? 'A setting is wrong:' : `${count} settings are wrong:`) + list('en'),
    enHint:
      'Correct .env, CONFIG_FILE or the environment and run again; .env_example describes every setting.',
  });
}

function line(mistake: Mistake, language: Language): string {
  const subject =
    mistake.value === undefined ? mistake.name : `${mistake.name}=${shortened(mistake.value)}`;
  const place = mistake.at === undefined ? '' : `${mistake.at.file}:${mistake.at.line} `;
  return `  ${place}${subject}: ${mistake.problem[language]}. ${mistake.fix[language]}.`;
}

/** A value pasted by accident may be a page long. */
function shortened(value: string): string {
  const oneLine = value.replaceAll(/\s+/g, ' ');
  return oneLine.length > 80 ? `${oneLine.slice(0, 79)}…` : oneLine;
}
