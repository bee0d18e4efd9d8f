import { StateError, stateErrors } from './errors.ts';

/** SQLite's own words for a file that is no database, or no whole one. */
const notADatabase = new Set([11, 26]);

/**
 * What went wrong with the file of a store: damaged, or only not to be had now. The difference matters, since a person
 * who is told that it is damaged moves it away. Only numbers and codes of the system are passed on.
 */
export function stateFailure(error: unknown, file: string): StateError {
  if (error instanceof StateError) return error;
  const { errcode, code } = codesOf(error);
  const unusable = (reason: string) =>
    new StateError(stateErrors.unusable({ state: file, reason }), { cause: error });
  if (errcode !== null && !notADatabase.has(errcode & 0xff)) return unusable(`SQLite ${errcode}`);
  if (errcode === null && code !== null && /^E[A-Z0-9]+$/.test(code) && !code.startsWith('ERR_')) {
    return unusable(code);
  }
  return new StateError(stateErrors.notAState({ state: file }), { cause: error });
}

function codesOf(error: unknown): {
  readonly errcode: number | null;
  readonly code: string | null;
} {
  if (!(error instanceof Error)) return { errcode: null, code: null };
  return {
    errcode: 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : null,
    code: 'code' in error && typeof error.code === 'string' ? error.code : null,
  };
}
