import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { Clock } from '../../clock.ts';
import { diskFailure } from '../file/disk.ts';
import { StateError, stateErrors } from '../file/errors.ts';
import { refuseOfAnother, signOwner } from '../file/owner.ts';
import {
  keyCheckOf,
  knownKeys,
  layNextKey,
  nextKeyFile,
  readKey,
  type StateKeySource,
  takeNextKey,
  writeDurably,
} from '../file/state-key.ts';
import { refuseMoved } from '../move/moved.ts';
import { isDamage } from '../postgres/copy/copy-differs.ts';
import { describeHolder, type LockHolder } from '../processes/pass-lock.ts';
import type { Held } from '../processes/process-lock.ts';
import { backupKeyFile } from './backup.ts';
import { syncFile, syncFolderOf } from './backup-copy.ts';
import { backupErrors } from './backup-errors.ts';
import { type VerifiedBackup, verifyBackup } from './backup-verify.ts';
import { prepareState, removeDatabase } from './restore-prepare.ts';
import type { Present } from './restore-present.ts';
import type { Standing, WholeState } from './whole-state.ts';
import { wholeStateOf } from './whole-state-of.ts';

interface RestoreOptions {
  /** False: gives up when another process works on the account. */
  readonly wait: boolean;
  readonly signal?: AbortSignal;
  /** Called when there is somebody to wait for. */
  readonly onWait?: (holder: LockHolder | null) => void;
}

interface RestoreReport {
  /** Of the state as it was before; null when there was none to copy. */
  readonly safetyCopy: string | null;
  /** The state before was damaged, and nothing of it could be kept but its key. */
  readonly keptNothing: boolean;
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
 * @throws StateError before anything is changed: see `verifyBackup`; STATE_OF_ANOTHER, BACKUP_KEY_MISSING, BACKUP_KEY_DIFFERS,
 *   BACKUP_OTHER_ACCOUNT, STATE_LOCKED.
 */
export async function restoreState(
  source: StateKeySource,
  from: string,
  options: RestoreOptions,
  clock: Clock,
): Promise<RestoreReport> {
  refuseOfAnother(source);
  const backup = verifyForRestore(source, from);
  mkdirSync(dirname(source.file), { recursive: true });
  const place = await wholeStateOf(source, clock);
  try {
    const locks = await lockOut(place, options);
    try {
      signOwner(source);
      return await exchange({ source, place }, { ...backup, file: from }, clock, options.signal);
    } catch (error) {
      throw diskFailure(error, source.file) ?? error;
    } finally {
      for (const held of locks) held.release();
    }
  } finally {
    await place.close();
  }
}

function verifyForRestore(source: StateKeySource, from: string): VerifiedBackup {
  const keyFile = backupKeyFile(from);
  const own = readKey(keyFile);
  const keys = own === '' ? knownKeys(source) : [{ key: own, from: keyFile }];
  if (keys.length === 0 && existsSync(from)) {
    throw new StateError(backupErrors.keyMissing({ file: from, keyFile }));
  }
  const backup = verifyBackup(from, keys);
  if (source.key !== undefined && source.key !== backup.key) {
    throw new StateError(backupErrors.keyGiven({ file: from }));
  }
  return backup;
}

/** No pass, and no token refresh, while the state is exchanged. */
async function lockOut(
  place: WholeState,
  { wait, signal, onWait }: RestoreOptions,
): Promise<readonly Held[]> {
  const lock = await place.lock('pass');
  let pass = await lock.tryAcquire();
  if (pass === null) {
    const holder = await place.holder('pass');
    if (!wait) throw new StateError(stateErrors.locked({ holder: describeHolder(holder) }));
    onWait?.(holder);
    pass = await lock.acquire({ signal });
  }
  try {
    return [await (await place.lock('refresh')).acquire({ signal }), pass];
  } catch (error) {
    pass.release();
    throw error;
  }
}

interface Placed {
  readonly source: StateKeySource;
  readonly place: WholeState;
}

async function exchange(
  placed: Placed,
  backup: VerifiedBackup & { readonly file: string },
  clock: Clock,
  signal?: AbortSignal,
): Promise<RestoreReport> {
  const { source, place } = placed;
  const { file, keyFile } = source;
  const { key, links, lastPassAt, accountId } = backup;
  const present = await place.present();
  const standing = await standingOf(placed, present);
  if (standing === 'unknown') refuseOtherKey(source, place, backup);
  else refuseMoved(standing?.moved, place.name);
  const { accountId: known = null, keyCheck } = standing === 'unknown' ? {} : (standing ?? {});
  if (known !== null && accountId !== null && known !== accountId) {
    throw new StateError(backupErrors.otherAccount({ file: backup.file, known, found: accountId }));
  }
  // An earlier restore may have got as far as the state, and not as far as its key.
  const next = readKey(nextKeyFile(keyFile));
  if (next !== '' && keyCheckOf(next) === keyCheck) takeNextKey(keyFile);
  const prepared = `${file}.restoring`;
  const holder = { pid: process.pid, host: hostname(), command: 'state restore' };
  const { keptTokens, doorOfBackup } = await prepareState(
    { backup: backup.file, key, present, file: prepared, holder },
    clock,
  );
  const safetyCopy = await keepSafetyCopy(placed, present, clock);
  signal?.throwIfAborted();
  const newKey = source.key === undefined && readKey(keyFile) !== key;
  if (newKey) layNextKey(keyFile, key);
  try {
    await place.put(prepared, present);
  } catch (error) {
    // Nothing was written, or all of it: the next key goes, unless it has become the key. A server that was cut off may
    // yet end what it was told to: whoever opens the state finds which key fits.
    if (newKey && source.server === undefined) {
      const restored = await place.present();
      if (!(restored.kind === 'sound' && restored.key === key)) {
        rmSync(nextKeyFile(keyFile), { force: true });
      }
    }
    throw error;
  }
  if (newKey) takeNextKey(keyFile);
  syncFolderOf(keyFile);
  removeDatabase(prepared);
  const keptNothing = present.kind === 'damaged' && safetyCopy === null;
  return { safetyCopy, keptNothing, links, lastPassAt, keptTokens, doorOfBackup, newKey };
}

/** Of a damaged one: what can be told of it, for it may be elsewhere that it is damaged; `unknown`: nothing. */
async function standingOf(
  { source, place }: Placed,
  present: Present,
): Promise<Standing | null | 'unknown'> {
  if (present.kind === 'absent') return null;
  if (present.kind === 'sound') return await place.standing();
  return await place.standing().catch((error: unknown) => {
    if (source.server === undefined || isDamage(error)) return 'unknown' as const;
    throw error;
  });
}

/** A state that does not tell whose it was is told by its key alone. */
function refuseOtherKey(
  { key, keyFile }: StateKeySource,
  place: WholeState,
  backup: { readonly file: string; readonly key: string },
): void {
  const lies = key ?? readKey(keyFile);
  if (lies === '' || lies === backup.key) return;
  throw new StateError(
    backupErrors.keyOfAnother({ file: backup.file, state: place.name, keyFile }),
  );
}

/** @returns its name, or null when there was nothing to keep. */
async function keepSafetyCopy(
  { source: { file, keyFile, key, server }, place }: Placed,
  present: Present,
  clock: Clock,
): Promise<string | null> {
  if (present.kind === 'absent') return null;
  const copy = freeName(file, clock);
  // What cannot be read on a server leaves nothing but its key.
  const isKeyAlone = present.kind === 'damaged' && server !== undefined;
  if (present.kind === 'sound') await place.copyTo(copy);
  else if (!isKeyAlone) {
    for (const part of ['', '-wal']) {
      if (existsSync(`${file}${part}`)) copyFileSync(`${file}${part}`, `${copy}${part}`);
    }
    syncFile(copy);
  }
  const own = key === undefined ? readKey(keyFile) : '';
  if (own !== '') writeDurably(backupKeyFile(copy), own);
  syncFolderOf(copy);
  return isKeyAlone ? null : copy;
}

function freeName(file: string, clock: Clock): string {
  const stamp = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  for (let n = 1; ; n += 1) {
    const name = `${file}.before-restore-${stamp}${n === 1 ? '' : `-${n}`}`;
    if (!existsSync(name) && !existsSync(backupKeyFile(name))) return name;
  }
}
