import { chmodSync, closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../clock.ts';
import { codesOf } from '../file/disk.ts';
import { stateFailure } from '../file/state-failure.ts';

/** In one step: a snapshot of one moment, whatever others write meanwhile. */
const allPages = 2_147_483_647;
const busyMs = 250;
const mostTries = 120;

/**
 * Writes all that `source` holds over what `target` holds, in one transaction of the target: whoever has it open sees
 * the old or the new content, and so does the next one after a crash.
 *
 * @throws StateError when the disk refuses, or others keep the target locked for half a minute.
 */
export async function copyDatabase(
  source: DatabaseSync,
  target: string,
  clock: Clock,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await backup(source, target, { rate: allPages });
      return;
    } catch (error) {
      // Of a target that another process is writing to, Node says 0: "not an error".
      const { errcode } = codesOf(error);
      const busy = errcode === 0 || (errcode !== null && (errcode & 0xff) === 5);
      if (!busy || tries === mostTries) throw stateFailure(error, target);
      await clock.sleep(busyMs);
    }
  }
}

/** Makes a copy one file on its own, readable by its owner alone, and durable. */
export function closeCopy(file: string): void {
  {
    using database = new DatabaseSync(file);
    database.exec('pragma journal_mode = delete');
  }
  chmodSync(file, 0o600);
  syncFile(file);
}

export function syncFile(file: string): void {
  const handle = openSync(file, 'r+');
  fsyncSync(handle);
  closeSync(handle);
}

/** Makes a file's name durable: what was renamed or created in its folder. */
export function syncFolderOf(file: string): void {
  // Windows has no such call, and needs none.
  if (process.platform === 'win32') return;
  const handle = openSync(dirname(file), 'r');
  fsyncSync(handle);
  closeSync(handle);
}
