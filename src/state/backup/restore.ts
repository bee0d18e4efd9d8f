import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../clock.ts';
import { diskFailure } from '../file/disk.ts';
import { StateError, stateErrors } from '../file/errors.ts';
import { refuseOnServer } from '../file/not-on-server.ts';
import {
  type KeyAtHand,
  layNextKey,
  nextKeyFile,
  readKey,
  type StateKeySource,
  stateKeys,
  takeNextKey,
  writeDurably,
} from '../file/state-key.ts';
import { describeHolder, type LockHolder } from '../processes/pass-lock.ts';
import {
  type Held,
  ProcessLock,
  passLockFile,
  refreshLockFile,
} from '../processes/process-lock.ts';
import { backupKeyFile, copyFrom } from './backup.ts';
import { copyDatabase, syncFile, syncFolderOf } from './backup-copy.ts';
import { backupErrors } from './backup-errors.ts';
import { type VerifiedBackup, verifyBackup } from './backup-verify.ts';
import { databaseParts, prepareState, removeDatabase } from './restore-prepare.ts';
import { type Present, readPresent, type SoundState } from './restore-present.ts';

interface RestoreOptions {
  /** False: gives up when another process works on the account. */
  readonly wait: boolean;
  readonly signal?: AbortSignal;
  /** Called when there is somebody to wait for. */
  readonly onWait?: (holder: LockHolder | null) => void;
}

interface RestoreReport {
  /** Of the state as it was before; null when there was none. */
  readonly safetyCopy: string | null;
  /** Patients that the restored state links. */
  readonly links: number;
  /** When the last pass before the backup ended well, milliseconds since the epoch. */
  readonly lastPassAt: number | null;
  /** The tokens are the ones from before the restore, which are newer than the backup's. */
  readonly keptTokens: boolean;
  /** The page's password and its users are the backup's: there was no present state to ask. */
  readonly doorOfBackup: boolean;
  /** The state has another key than before. */
  readonly newKey: boolean;
}

/**
 * Puts a backup in the place of the state, in one step: whenever it is broken off, the state is the old or the new one,
 * with its key. Other processes may have it open. Nothing is created afterwards before everything was compared.
 *
 * @throws StateError before anything is changed: see `verifyBackup`; BACKUP_KEY_MISSING, BACKUP_KEY_DIFFERS,
 *   BACKUP_OTHER_ACCOUNT, STATE_LOCKED.
 */
export async function restoreState(
  source: StateKeySource,
  from: string,
  { wait, signal, onWait }: RestoreOptions,
  clock: Clock,
): Promise<RestoreReport> {
  refuseOnServer(source, 'restore');
  const backup = verifyForRestore(source, from);
  mkdirSync(dirname(source.file), { recursive: true });
  const locks = await lockOut(
    source,
    { wait, ...(signal && { signal }), ...(onWait && { onWait }) },
    clock,
  );
  try {
    return await exchange(source, { ...backup, file: from }, clock, signal);
  } catch (error) {
    throw diskFailure(error, source.file) ?? error;
  } finally {
    for (const held of locks) held.release();
  }
}

function verifyForRestore(source: StateKeySource, from: string): VerifiedBackup {
  const keyFile = backupKeyFile(from);
  const own = readKey(keyFile);
  const keys = own === '' ? keysOf(source) : [{ key: own, from: keyFile }];
  if (keys.length === 0 && existsSync(from)) {
    throw new StateError(backupErrors.keyMissing({ file: from, keyFile }));
  }
  const backup = verifyBackup(from, keys);
  if (source.key !== undefined && source.key !== backup.key) {
    throw new StateError(backupErrors.keyGiven({ file: from }));
  }
  return backup;
}

/** A copy without a key of its own may be of this very state. */
function keysOf(source: StateKeySource): readonly KeyAtHand[] {
  if (source.key === undefined && readKey(source.keyFile) === '') return [];
  return stateKeys(source);
}

/** No pass, and no token refresh, while the state is exchanged. */
async function lockOut(
  source: StateKeySource,
  { wait, signal, onWait }: RestoreOptions,
  clock: Clock,
): Promise<readonly Held[]> {
  const lock = new ProcessLock(passLockFile(source.file), clock);
  const options = signal === undefined ? {} : { signal };
  let pass = lock.tryAcquire();
  if (pass === null) {
    const present = readPresent(source);
    const holder = (present.kind === 'sound' && holderOfPass(present)) || null;
    if (!wait) throw new StateError(stateErrors.locked({ holder: describeHolder(holder) }));
    onWait?.(holder);
    pass = await lock.acquire(options);
  }
  try {
    const refresh = await new ProcessLock(refreshLockFile(source.file), clock).acquire(options);
    return [refresh, pass];
  } catch (error) {
    pass.release();
    throw error;
  }
}

const holderOfPass = ({ rows }: SoundState): LockHolder | undefined =>
  rows.lock_holder.find(({ name }) => name === 'pass');

async function exchange(
  source: StateKeySource,
  backup: VerifiedBackup & { readonly file: string },
  clock: Clock,
  signal?: AbortSignal,
): Promise<RestoreReport> {
  const { file, keyFile } = source;
  const { key, links, lastPassAt, accountId } = backup;
  const present = readPresent(source);
  if (present.kind === 'sound' && present.accountId !== null && accountId !== null) {
    const [known, found] = [present.accountId, accountId];
    if (known !== found) {
      throw new StateError(backupErrors.otherAccount({ file: backup.file, known, found }));
    }
  }
  const prepared = `${file}.restoring`;
  const holder = { pid: process.pid, host: hostname(), command: 'state restore' };
  const { keptTokens, doorOfBackup } = await prepareState(
    { backup: backup.file, key, present, file: prepared, holder },
    clock,
  );
  const safetyCopy = await keepSafetyCopy(source, present, clock);
  signal?.throwIfAborted();
  const newKey = source.key === undefined && readKey(keyFile) !== key;
  if (newKey) layNextKey(keyFile, key);
  try {
    await put(prepared, file, present, clock);
  } catch (error) {
    // Nothing was written, or all of it: the next key goes, unless it has become the key.
    const restored = readPresent(source);
    if (newKey && !(restored.kind === 'sound' && restored.key === key)) {
      rmSync(nextKeyFile(keyFile), { force: true });
    }
    throw error;
  }
  if (newKey) takeNextKey(keyFile);
  syncFolderOf(keyFile);
  removeDatabase(prepared);
  return { safetyCopy, links, lastPassAt, keptTokens, doorOfBackup, newKey };
}

/** The one step: a transaction of the present file where it is sound, a change of names where it is not. */
async function put(prepared: string, file: string, present: Present, clock: Clock): Promise<void> {
  if (present.kind === 'sound') {
    const database = new DatabaseSync(prepared, { readOnly: true });
    try {
      await copyDatabase(database, file, clock);
    } finally {
      database.close();
    }
    return;
  }
  syncFile(prepared);
  // What belongs to a damaged file must not be taken for a part of the new one.
  for (const part of databaseParts) rmSync(`${file}${part}`, { force: true });
  renameSync(prepared, file);
  syncFolderOf(file);
}

/** @returns its name, or null when there was nothing to keep. */
async function keepSafetyCopy(
  { file, keyFile, key }: StateKeySource,
  present: Present,
  clock: Clock,
): Promise<string | null> {
  if (present.kind === 'absent') return null;
  const copy = freeName(file, clock);
  if (present.kind === 'sound') await copyFrom(file, copy, clock);
  else {
    for (const part of ['', '-wal']) {
      if (existsSync(`${file}${part}`)) copyFileSync(`${file}${part}`, `${copy}${part}`);
    }
    syncFile(copy);
  }
  const own = key === undefined ? readKey(keyFile) : '';
  if (own !== '') writeDurably(backupKeyFile(copy), own);
  syncFolderOf(copy);
  return copy;
}

function freeName(file: string, clock: Clock): string {
  const stamp = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  for (let n = 1; ; n += 1) {
    const name = `${file}.before-restore-${stamp}${n === 1 ? '' : `-${n}`}`;
    if (!existsSync(name) && !existsSync(backupKeyFile(name))) return name;
  }
}
