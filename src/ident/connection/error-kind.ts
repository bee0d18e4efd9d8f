import type { ErrorKind } from '../../app-error.ts';

/** Where the database is looked for, as the settings say: fit to be shown, holds no secret. */
export interface Target {
  /** `10.0.0.5:1433`, `SERVER\SQLEXPRESS`, a file's path. */
  readonly address: string;
  readonly database: string;
  readonly user: string;
}

type Texts = { readonly [L in 'ru' | 'en']: readonly [message: string, hint: string] };

/** Of an error of the clinic's database. */
export function kind(
  code: string,
  exit: ErrorKind['exit'],
  retryable: boolean,
  texts: Texts,
): ErrorKind {
  return {
    code,
    exit,
    retryable,
    ru: { message: texts.ru[0], hint: texts.ru[1] },
    en: { message: texts.en[0], hint: texts.en[1] },
  };
}
