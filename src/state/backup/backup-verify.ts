import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { ErrorKind } from '../../app-error.ts';
import { codesOf } from '../file/disk.ts';
import { StateError, stateErrors } from '../file/errors.ts';
import { stateFailure } from '../file/state-failure.ts';
import { type KeyAtHand, keyCheckOf } from '../file/state-key.ts';
import { refuseForeign } from '../shape/bring-to-shape.ts';
import { backupErrors } from './backup-errors.ts';

/** What a backup says of itself. */
export interface VerifiedBackup {
  readonly key: string;
  readonly links: number;
  readonly accountId: number | null;
  /** When the last pass before it ended well, milliseconds since the epoch. */
  readonly lastPassAt: number | null;
}

/** SQLite's codes for a file that is no database, or no whole one. */
const damaged = new Set([11, 26]);

/** What a person is told of, when it is not the file itself: a copy of a state stands for the state. */
interface ToldAs {
  readonly file: string;
  readonly damaged: ErrorKind;
}

const asBackup = (file: string): ToldAs => ({ file, damaged: backupErrors.damaged({ file }) });

/**
 * Whether a file is a whole state of this version or an older one, and which of the keys is its own.
 *
 * @throws StateError BACKUP_ABSENT, BACKUP_DAMAGED, BACKUP_NOT_A_STATE, STATE_NEWER, STATE_KEY_WRONG.
 */
export function verifyBackup(
  file: string,
  keys: readonly KeyAtHand[],
  told: ToldAs = asBackup(file),
): VerifiedBackup {
  if (!existsSync(file)) throw new StateError(backupErrors.absent({ file }));
  try {
    using database = new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
    return verified(database, keys, told);
  } catch (error) {
    if (error instanceof StateError) throw error;
    const { errcode } = codesOf(error);
    if (errcode !== null && damaged.has(errcode & 0xff)) {
      throw new StateError(told.damaged, { cause: error });
    }
    throw stateFailure(error, told.file);
  }
}

function verified(
  database: DatabaseSync,
  keys: readonly KeyAtHand[],
  { file, damaged: notWhole }: ToldAs,
): VerifiedBackup {
  if (tablesOf(database).length === 0) throw new StateError(backupErrors.notAState({ file }));
  const whole = database.prepare('pragma integrity_check(1)').get();
  if (whole?.['integrity_check'] !== 'ok') throw new StateError(notWhole);
  if (!tablesOf(database).includes('meta')) {
    throw new StateError(backupErrors.notAState({ file }));
  }
  refuseForeign(database, file);
  const check = fact(database, 'keyCheck');
  const fitting = keys.find(({ key }) => keyCheckOf(key) === check);
  if (fitting === undefined) {
    const source = keys[0]?.from ?? '?';
    throw new StateError(stateErrors.keyWrong({ state: file, source }));
  }
  const accountId = fact(database, 'accountId');
  const times = [fact(database, 'lastIncrementalAt'), fact(database, 'lastDeepAt')];
  const passes = times.filter((time) => typeof time === 'number');
  return {
    key: fitting.key,
    links: Number(database.prepare('select count(*) as n from links').get()?.['n']),
    accountId: typeof accountId === 'number' ? accountId : null,
    lastPassAt: passes.length === 0 ? null : Math.max(...passes),
  };
}

export function tablesOf(database: DatabaseSync): readonly string[] {
  const rows = database.prepare("select name from sqlite_master where type = 'table'").all();
  return rows.map(({ name }) => String(name));
}

/** A single fact of the state, as it is stored. */
export function fact(database: DatabaseSync, name: string): unknown {
  const row = database.prepare('select value from meta where name = ?').get(name);
  const text = row?.['value'];
  return typeof text === 'string' ? (JSON.parse(text) as unknown) : undefined;
}
