import { type ErrorKind, exitCode } from '../../app-error.ts';

/** A kind of failure that calls for an authorisation, or passes by itself when it is `retryable`. */
export function authKind(
  code: string,
  ru: readonly [message: string, hint: string],
  en: readonly [message: string, hint: string],
  retryable = false,
): ErrorKind {
  return {
    code,
    exit: retryable ? exitCode.temporary : exitCode.authorisation,
    retryable,
    ru: { message: ru[0], hint: ru[1] },
    en: { message: en[0], hint: en[1] },
  };
}
