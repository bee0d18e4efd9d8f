import type { FastifyError } from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  isResponseSerializationError,
} from 'fastify-type-provider-zod';
import { AppError, type ExitCode, exitCode } from '../../app-error.ts';
import type { Failure, Problem } from './contract/common.ts';
import { ApiError, apiErrors } from './errors.ts';

/** What a person is told of an error. */
export function problemOf(error: AppError): Problem {
  const { code, retryable } = error;
  return { code, retryable, text: { ru: error.text('ru'), en: error.text('en') } };
}

/** An error of ours as a value: what is away keeps nothing else from being shown. Anything else is a bug, and goes on. */
export async function orAppError<T>(work: () => Promise<T>): Promise<T | AppError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

interface ErrorAnswer {
  readonly status: number;
  readonly body: Failure;
  /** What has to be looked into; without values. Absent: nothing is wrong with the service. */
  readonly bug?: object;
}

/** The answer for anything that was thrown while a request was answered. */
export function errorAnswer(error: unknown): ErrorAnswer {
  const known = knownError(error);
  if (known !== null) return { status: statusOf(known), body: { error: problemOf(known) } };
  const body = { error: problemOf(new ApiError(apiErrors.internal)) };
  // The issues of a wrong answer may quote what stands in it: only where they are is told.
  const bug = isResponseSerializationError(error)
    ? { wrongAnswer: error.cause.issues.map(({ path, code }) => `${path.join('.')}: ${code}`) }
    : { err: error };
  return { status: 500, body, bug };
}

function knownError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation;
    const where = `${error.validationContext ?? 'body'}${first?.instancePath ?? ''}`;
    return new ApiError(apiErrors.badRequest({ where }));
  }
  // Fastify's own: a body that is no JSON, too long, or of another type.
  const { statusCode = 500, code } = error instanceof Error ? (error as FastifyError) : {};
  if (isResponseSerializationError(error) || statusCode < 400 || statusCode >= 500) return null;
  return new ApiError({ ...apiErrors.badRequest({ where: code ?? 'body' }), status: statusCode });
}

const statusOf = (error: AppError): number =>
  error instanceof ApiError ? error.status : (statuses[error.exit] ?? 500);

const statuses: Readonly<Partial<Record<ExitCode, number>>> = {
  [exitCode.temporary]: 503,
  [exitCode.authorisation]: 502,
  [exitCode.usage]: 409,
  [exitCode.guard]: 409,
  [exitCode.lock]: 409,
};
