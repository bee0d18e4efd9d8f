import { AppError, type ErrorKind, type ErrorText, exitCode } from '../../app-error.ts';
import type { Localized } from '../../language.ts';

/** The API refuses, or cannot do what it was asked for. */
export class ApiError extends AppError {
  /** Of the answer. */
  readonly status: number;

  constructor({ status, ...kind }: ApiErrorKind, options?: ErrorOptions) {
    super(kind, options);
    this.status = status;
  }
}

interface ApiErrorKind extends ErrorKind {
  readonly status: number;
}

interface Texts extends Localized<ErrorText> {
  readonly retryable?: true;
}

/** An error of the API with its status; all of them end a request, and no command. */
export const kind = (status: number, code: string, texts: Texts): ApiErrorKind => ({
  status,
  code,
  exit: exitCode.failed,
  retryable: false,
  ...texts,
});
