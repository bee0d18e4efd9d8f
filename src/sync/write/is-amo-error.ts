import { AmoError } from '../../amocrm/errors/errors.ts';

/** An answer of amoCRM (or its absence) that surely changed nothing. */
export const isAmoError = (error: unknown): error is AmoError =>
  error instanceof AmoError && error.applied === 'no';
