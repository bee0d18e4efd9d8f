import type { Language, Localized } from './language.ts';

/** Exit codes of every command; the process tells its caller what kind of end it was. */
export const exitCode = {
  ok: 0,
  failed: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** The pass ended, but some rows were not written. */
  rowsNotWritten: 3,
  /** amoCRM wants a (new) authorisation. */
  authorisation: 4,
  /** amoCRM or the database is away; safe to try again. */
  temporary: 5,
  /** A mass change was stopped and asks for a person. */
  guard: 6,
  /** Another process works on this account and `--no-wait` was given. */
  lock: 11,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** What a person reads: what happened, and what to do next. */
export interface ErrorText {
  readonly message: string;
  readonly hint: string;
}

/**
 * One kind of failure. Each area keeps its kinds in one table (`ident/errors.ts`, `amocrm/errors.ts`, …)
 * of functions `(params) => ErrorKind`, so that code, texts in both languages and exit code stand together.
 *
 * Law: params hold settings, counts, ids, field keys, never a patient's values (I7); nothing that a server
 * answered is put into a text unchecked.
 */
export interface ErrorKind extends Localized<ErrorText> {
  /** Stable, upper snake case with the area first: `AMO_UNAUTHORIZED`, `IDENT_LOGIN_FAILED`. */
  readonly code: string;
  readonly exit: ExitCode;
  /** True when the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;
}

/** The texts of a kind: what happened, and what to do next. */
export interface KindTexts {
  readonly ru: string;
  readonly ruHint: string;
  readonly en: string;
  readonly enHint: string;
}

export function errorKind(
  code: string,
  exit: ExitCode,
  retryable: boolean,
  { ru, ruHint, en, enHint }: KindTexts,
): ErrorKind {
  return {
    code,
    exit,
    retryable,
    ru: { message: ru, hint: ruHint },
    en: { message: en, hint: enHint },
  };
}

/** What the history of runs keeps of a failure. */
export interface RunFailure {
  readonly errorCode: string;
  readonly reason: Localized<ErrorText>;
}

/** What ended the work: not what its clean-up met on top of that. */
export const whatEnded = (error: unknown): unknown =>
  error instanceof SuppressedError ? whatEnded(error.suppressed) : error;

/** A failure as it is recorded and told later; of a bug only that it was one: its message may hold anything. */
export function failureOf(thrown: unknown): RunFailure {
  const error = whatEnded(thrown);
  if (!(error instanceof AppError)) return { errorCode: 'INTERNAL', reason: internalError };
  return { errorCode: error.code, reason: { ru: error.text('ru'), en: error.text('en') } };
}

/** What a line of the log tells of an error: of one of ours its code and its words, of a bug alone its stack. */
export function logFields(thrown: unknown): object {
  const error = whatEnded(thrown);
  if (!(error instanceof AppError)) return { err: thrown };
  const { code, message, hint } = error;
  return { code, message, hint };
}

const internalError: Localized<ErrorText> = {
  ru: {
    message: 'Внутренняя ошибка программы.',
    hint: 'Подробности — в журнале; он нужен поддержке.',
  },
  en: {
    message: 'An internal error of the program.',
    hint: 'The log tells more, and support needs it.',
  },
};

/** The root of all errors that we raise on purpose. Anything else that is thrown is a bug. */
export class AppError extends Error {
  readonly code: string;
  readonly exit: ExitCode;
  readonly retryable: boolean;
  readonly hint: string;
  readonly #kind: ErrorKind;

  constructor(kind: ErrorKind, options?: ErrorOptions) {
    super(kind.en.message, options);
    this.name = new.target.name;
    this.#kind = kind;
    this.code = kind.code;
    this.exit = kind.exit;
    this.retryable = kind.retryable;
    this.hint = kind.en.hint;
  }

  /** For whoever raises the same one again. */
  get kind(): ErrorKind {
    return this.#kind;
  }

  /** Message and hint in the reader's language. */
  text(language: Language): ErrorText {
    return this.#kind[language];
  }
}
