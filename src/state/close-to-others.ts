import { chmodSync, closeSync, openSync, statSync } from 'node:fs';
import { codesOf } from './disk.ts';

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
