import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  openSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { diskErrors } from './disk-errors.ts';
import { StateError } from './errors.ts';

/** Below this an input/output error is a full disk: SQLite says FULL only where the system says ENOSPC at once. */
const fullBelow = 1_048_576;

/** SQLite's primary result codes. */
const sqlite = { readOnly: 8, ioError: 10, full: 13, cannotOpen: 14 } as const;

/**
 * What the disk under a store refuses, or null for any other error. SQLite has rolled the transaction back by then, so
 * nothing is half-written; the pass that it belongs to has to end.
 */
export function diskFailure(error: unknown, file: string): StateError | null {
  const { errcode, code } = codesOf(error);
  const options = { cause: error };
  const free = freeBytes(dirname(file));
  if (code === 'ENOSPC') return new StateError(diskErrors.full({ file, free }), options);
  if (code !== null && refusals.has(code))
    return new StateError(diskErrors.notWritable({ file }), options);
  switch (errcode === null ? null : errcode & 0xff) {
    case sqlite.full:
      return new StateError(diskErrors.full({ file, free }), options);
    case sqlite.ioError:
      return free !== null && free < fullBelow
        ? new StateError(diskErrors.full({ file, free }), options)
        : new StateError(diskErrors.io({ file, free, errcode: errcode ?? 0 }), options);
    case sqlite.cannotOpen:
      return isClosed(file) ? new StateError(diskErrors.notWritable({ file }), options) : null;
    case sqlite.readOnly:
      return new StateError(diskErrors.notWritable({ file }), options);
    default:
      return null;
  }
}

/** What the system says where rights are missing. */
const refusals: ReadonlySet<string> = new Set(['EROFS', 'EACCES', 'EPERM']);

/** Whether the file, or its folder, is there and closed to us. */
function isClosed(file: string): boolean {
  return [file, dirname(file)].some((path) => {
    try {
      accessSync(path, constants.R_OK | constants.W_OK);
      return false;
    } catch (error) {
      return refusals.has(codesOf(error).code ?? '');
    }
  });
}

/**
 * A state needs to be written to, and its folder as well: -wal, -shm and lock files come and go beside it.
 *
 * @throws StateError STATE_NOT_WRITABLE
 */
export function refuseReadOnly(file: string): void {
  try {
    // Asked, not tried: closing the file here would drop the locks of another connection of this process.
    for (const path of [file, dirname(file)]) accessSync(path, constants.W_OK);
  } catch (error) {
    throw new StateError(diskErrors.notWritable({ file }), { cause: error });
  }
}

/** What an error of SQLite or of the system is known by. */
export function codesOf(error: unknown): {
  readonly errcode: number | null;
  readonly code: string | null;
} {
  if (!(error instanceof Error)) return { errcode: null, code: null };
  return {
    errcode: 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : null,
    code: 'code' in error && typeof error.code === 'string' ? error.code : null,
  };
}

/** What we may still write there, or null where the system does not say. */
function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/**
 * Makes a file its owner's alone, whether it is there yet or not: whoever may read a lock file can hold the lock, and
 * what stands beside a state is nobody else's. Windows keeps its rights elsewhere.
 */
export function closeToOthers(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (codesOf(error).code !== 'EEXIST') throw error;
    closeExisting(file);
  }
}

/** Never opened here: closing it would drop the locks of another connection of this process. */
function closeExisting(file: string): void {
  if (process.platform === 'win32' || (statSync(file).mode & 0o077) === 0) return;
  try {
    chmodSync(file, 0o600);
  } catch (error) {
    // Another user's file, which that user has to close.
    if (!['EPERM', 'EROFS'].includes(codesOf(error).code ?? '')) throw error;
  }
}
