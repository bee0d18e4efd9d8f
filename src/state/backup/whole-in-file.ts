import { existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../clock.ts';
import { stateFailure } from '../file/state-failure.ts';
import type { StateKeySource } from '../file/state-key.ts';
import { type Moved, movedSchema } from '../move/moved.ts';
import {
  ProcessLock,
  passLockFile,
  refreshLockFile,
  serviceLockFile,
} from '../processes/process-lock.ts';
import { refuseForeign } from '../shape/bring-to-shape.ts';
import { closeCopy, copyDatabase, syncFile, syncFolderOf } from './backup-copy.ts';
import { fact, tablesOf } from './backup-verify.ts';
import { holderIn, readPresent } from './restore-present.ts';
import type { Standing, WholeState } from './whole-state.ts';

/** What SQLite may leave beside a database. */
export const databaseParts = ['-wal', '-shm', '-journal'] as const;

const lockFiles = { pass: passLockFile, refresh: refreshLockFile, service: serviceLockFile };

export function wholeInFile(source: StateKeySource, clock: Clock): WholeState {
  const { file } = source;
  return {
    name: file,
    isThere: async () => existsSync(file),
    copyTo: (copy) => copyFrom(file, copy, clock),
    present: async () => readPresent(source),
    lock: async (kind) => new ProcessLock(lockFiles[kind](file), clock),
    holder: async (kind) => holderIn(readPresent(source), kind),
    put: async (prepared, present) => {
      // A transaction where the file is sound, a change of names where it is not.
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
    },
    standing: async () => (existsSync(file) ? standingOf(file) : null),
    setMoved: async (moved, deepDue) => setMoved(file, moved, deepDue),
    // A file goes back by a restore alone, and the kernel keeps a lock for as long as its process lives.
    recognise: async () => undefined,
    proveHeld: async () => undefined,
    close: async () => undefined,
  };
}

function standingOf(file: string): Standing | null {
  try {
    const database = new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
    try {
      refuseForeign(database, file);
      const check = tablesOf(database).includes('meta') ? fact(database, 'keyCheck') : undefined;
      if (typeof check !== 'string') return null;
      const accountId = fact(database, 'accountId');
      return {
        keyCheck: check,
        accountId: typeof accountId === 'number' ? accountId : null,
        moved: movedSchema.safeParse(fact(database, 'moved')).data ?? null,
      };
    } finally {
      database.close();
    }
  } catch (error) {
    throw stateFailure(error, file);
  }
}

function setMoved(file: string, moved: Moved | null, deepDue?: string): void {
  try {
    const database = new DatabaseSync(file, { timeout: 30_000 });
    const set = (name: string, value: unknown) =>
      database
        .prepare(
          `insert into meta (name, value) values (?, ?)
            on conflict (name) do update set value = excluded.value`,
        )
        .run(name, JSON.stringify(value));
    try {
      const fences = database
        .prepare("select 1 from pragma_table_info('lock_holder') where name = 'token'")
        .get();
      database.exec('pragma synchronous = full; begin immediate');
      // Passes of a version that signed nothing ask nothing either.
      if (fences !== undefined) database.exec("update lock_holder set token = ''");
      if (moved === null) database.exec("delete from meta where name = 'moved'");
      else set('moved', moved);
      if (deepDue !== undefined) {
        set('deepDue', deepDue);
        database.exec(`delete from meta where name like 'visitsSurveyed%'`);
      }
      database.exec('commit');
    } finally {
      database.close();
    }
  } catch (error) {
    throw stateFailure(error, file);
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
