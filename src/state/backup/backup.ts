import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../../clock.ts';
import { codesOf, diskFailure } from '../file/disk.ts';
import { StateError, stateErrors } from '../file/errors.ts';
import { refuseOfAnother } from '../file/owner.ts';
import { knownKeys, type StateKeySource, writeDurably } from '../file/state-key.ts';
import { refuseMoved } from '../move/moved.ts';
import { syncFolderOf } from './backup-copy.ts';
import { backupErrors } from './backup-errors.ts';
import { verifyBackup } from './backup-verify.ts';
import { wholeStateOf } from './whole-state-of.ts';

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
 * @throws StateError STATE_OF_ANOTHER, STATE_ABSENT, BACKUP_EXISTS, STATE_DISK_FULL, and what is wrong with the state itself.
 */
export async function backupState(
  source: StateKeySource,
  to: string,
  clock: Clock,
): Promise<BackupReport> {
  refuseOfAnother(source);
  const place = await wholeStateOf(source, clock);
  const keyFile = backupKeyFile(to);
  const state = place.name;
  if (!(await place.isThere())) throw new StateError(stateErrors.absent({ state }));
  refuseMoved((await place.standing())?.moved, state);
  for (const file of [to, keyFile]) refuseExisting(file);
  const partial = `${to}.partial-${process.pid}`;
  let named = false;
  try {
    mkdirSync(dirname(to), { recursive: true });
    await place.copyTo(partial);
    const keys = knownKeys(source);
    if (keys.length === 0) {
      throw new StateError(stateErrors.keyMissing({ state, keyFile: source.keyFile }));
    }
    const damaged = stateErrors.notAState({ state });
    const { key, links } = verifyBackup(partial, keys, { file: state, damaged });
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

function refuseExisting(file: string): void {
  if (existsSync(file)) throw new StateError(backupErrors.targetExists({ file }));
}
