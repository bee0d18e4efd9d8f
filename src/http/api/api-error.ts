import { AppError, type ErrorKind, type ErrorText, exitCode } from '../../app-error.ts';

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

/** An error of the API with its status; all of them end a request, and no command. */
export function kind(
  status: number,
  code: string,
  { ru, en }: { readonly ru: ErrorText; readonly en: ErrorText },
  retryable = false,
): ApiErrorKind {
  return { status, code, exit: exitCode.failed, retryable, ru, en };
}
