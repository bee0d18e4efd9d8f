import { AppError } from '../app-error.ts';

/** What is known of an error and safe to keep. */
interface LoggedError {
  readonly type: string;
  readonly code?: string;
  readonly message?: string;
  readonly hint?: string;
  readonly errno?: number;
  readonly syscall?: string;
  readonly stack?: readonly string[];
  readonly cause?: LoggedError;
  readonly errors?: readonly LoggedError[];
  readonly suppressed?: LoggedError;
}

const frame = /^\s+at .*(:\d+:\d+\)?|\((<anonymous>|native)\))$/;
const maxDepth = 5;

/**
 * An error as the log keeps it: an allow-list. The message is kept of our own errors alone, which hold no personal
 * data by law; those of drivers and servers may quote a row, so of them only names and codes remain (I7).
 */
export function serializeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: error === null ? 'null' : typeof error };
  const fields: Record<string, unknown> = Object.fromEntries(Object.entries(error));
  const { code, errno, syscall } = fields;
  const stack = (error.stack ?? '').split('\n').filter((line) => frame.test(line));
  return {
    type: error.name,
    ...(error instanceof AppError ? { message: error.message, hint: error.hint } : {}),
    ...(isSymbol(code) ? { code } : {}),
    ...(typeof errno === 'number' ? { errno } : {}),
    ...(isSymbol(syscall) ? { syscall } : {}),
    ...(stack.length > 0 ? { stack: stack.map((line) => line.trim()) } : {}),
    ...(error.cause === undefined || depth >= maxDepth
      ? {}
      : { cause: serializeError(error.cause, depth + 1) }),
    ...(error instanceof AggregateError && depth < maxDepth
      ? {
          errors: error.errors
            .slice(0, 5)
            .map((inner: unknown) => serializeError(inner, depth + 1)),
        }
      : {}),
    ...(error instanceof SuppressedError && depth < maxDepth
      ? {
          cause: serializeError(error.error, depth + 1),
          suppressed: serializeError(error.suppressed, depth + 1),
        }
      : {}),
  };
}

/** Codes are words such as ECONNREFUSED; anything longer or looser may be a sentence. */
function isSymbol(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value);
}
