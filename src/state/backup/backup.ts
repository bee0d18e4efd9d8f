import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../clock.ts';
import { codesOf, diskFailure } from '../file/disk.ts';
import { StateError, stateErrors } from '../file/errors.ts';
import { refuseOnServer } from '../file/not-on-server.ts';
import { stateFailure } from '../file/state-failure.ts';
import { type StateKeySource, stateKeys, writeDurably } from '../file/state-key.ts';
import { refuseForeign } from '../shape/bring-to-shape.ts';
import { closeCopy, copyDatabase, syncFolderOf } from './backup-copy.ts';
import { backupErrors } from './backup-errors.ts';
import { verifyBackup } from './backup-verify.ts';

interface BackupReport {
  readonly file: string;
  readonly keyFile: string;
  readonly bytes: number;
  /** Patients that it links. */
  readonly links: number;
}

/** Where the key of a backup is kept. */
export const backupKeyFile = (file: string): string => `${file}.key`;

/**
 * Copies the state as it is at one moment, with its key beside it; a pass may go on meanwhile. The copy is verified
 * before it gets its name, so what bears the name is whole.
 *
 * @throws StateError STATE_ABSENT, BACKUP_EXISTS, STATE_DISK_FULL, and what is wrong with the state itself.
 */
export async function backupState(
  source: StateKeySource,
  to: string,
  clock: Clock,
): Promise<BackupReport> {
  refuseOnServer(source, 'backup');
  const keyFile = backupKeyFile(to);
  if (!existsSync(source.file)) throw new StateError(stateErrors.absent({ state: source.file }));
  for (const file of [to, keyFile]) refuseExisting(file);
  const partial = `${to}.partial-${process.pid}`;
  let named = false;
  try {
    mkdirSync(dirname(to), { recursive: true });
    await copyFrom(source.file, partial, clock);
    const { key, links } = verifyBackup(partial, stateKeys(source), {
      file: source.file,
      damaged: stateErrors.notAState({ state: source.file }),
    });
    // Of two backups by one name, the one that comes second fails here.
    writeDurably(keyFile, key);
    named = true;
    refuseExisting(to);
    renameSync(partial, to);
    syncFolderOf(to);
    return { file: to, keyFile, bytes: statSync(to).size, links };
  } catch (error) {
    rmSync(partial, { force: true });
    if (named && !existsSync(to)) rmSync(keyFile, { force: true });
    if (codesOf(error).code === 'EEXIST') {
      throw new StateError(backupErrors.targetExists({ file: keyFile }), { cause: error });
    }
    throw diskFailure(error, to) ?? error;
  }
}

/** A copy that stands on its own. */
export async function copyFrom(file: string, copy: string, clock: Clock): Promise<void> {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
  try {
    refuseForeign(database, file);
    await copyDatabase(database, copy, clock);
  } catch (error) {
    throw stateFailure(error, file);
  } finally {
    database.close();
  }
  closeCopy(copy);
}

function refuseExisting(file: string): void {
  if (existsSync(file)) throw new StateError(backupErrors.targetExists({ file }));
}
