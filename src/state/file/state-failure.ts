import { codesOf, diskFailure } from './disk.ts';
import { StateError, stateErrors } from './errors.ts';

/** SQLite's own words for a file that is no database, or no whole one. */
const notADatabase = new Set([11, 26]);

/**
 * What went wrong with the file of a store: damaged, or only not to be had now. The difference matters, since a person
 * who is told that it is damaged moves it away. Only numbers and codes of the system are passed on.
 */
export function stateFailure(error: unknown, file: string): StateError {
  if (error instanceof StateError) return error;
  const refused = diskFailure(error, file);
  if (refused !== null) return refused;
  const { errcode, code } = codesOf(error);
  const unusable = (reason: string) =>
    new StateError(stateErrors.unusable({ state: file, reason }), { cause: error });
  if (errcode !== null && !notADatabase.has(errcode & 0xff)) return unusable(`SQLite ${errcode}`);
  if (errcode === null && code !== null && /^E[A-Z0-9]+$/.test(code) && !code.startsWith('ERR_')) {
    return unusable(code);
  }
  return new StateError(stateErrors.notAState({ state: file }), { cause: error });
}

/** SQLite's codes that tell of the file, not of the statement: disk full or failing, not writable, damaged, gone. */
const ofTheFile = new Set([8, 10, 11, 13, 14, 26]);

/** For errors of single statements: what tells of the file is said as such, all else stays what it is. */
export function statementFailure(error: unknown, file: string): unknown {
  const { errcode } = codesOf(error);
  return errcode !== null && ofTheFile.has(errcode & 0xff) ? stateFailure(error, file) : error;
}
