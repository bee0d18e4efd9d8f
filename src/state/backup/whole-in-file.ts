import { existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { Clock } from '../../clock.ts';
import { openSqlite } from '../../sqlite/sqlite-dialect.ts';
import type { stateRestored } from '../account/meta.ts';
import { stateFailure } from '../file/state-failure.ts';
import type { StateKeySource } from '../file/state-key.ts';
import type { Moved } from '../move/moved.ts';
import { lockFile, ProcessLock } from '../processes/process-lock.ts';
import { refuseForeign } from '../shape/bring-to-shape.ts';
import type { StateTables } from '../shape/schema.ts';
import { closeCopy, copyDatabase, syncFile, syncFolderOf } from './backup-copy.ts';
import { fact, tablesOf } from './backup-verify.ts';
import { holderIn, readPresent } from './restore-present.ts';
import { markMoved, type Standing, standingBy, type WholeState } from './whole-state.ts';

/** What SQLite may leave beside a database. */
export const databaseParts = ['-wal', '-shm', '-journal'] as const;

export function wholeInFile(source: StateKeySource, clock: Clock): WholeState {
  const { file } = source;
  return {
    name: file,
    isThere: async () => existsSync(file),
    copyTo: (copy) => copyFrom(file, copy, clock),
    present: async () => readPresent(source),
    lock: async (kind) => new ProcessLock(lockFile(file, kind), clock),
    holder: async (kind) => holderIn(readPresent(source), kind),
    put: async (prepared, present) => {
      // A transaction where the file is sound, a change of names where it is not.
      if (present.kind === 'sound') {
        using database = new DatabaseSync(prepared, { readOnly: true });
        return await copyDatabase(database, file, clock);
      }
      syncFile(prepared);
      // What belongs to a damaged file must not be taken for a part of the new one.
      for (const part of databaseParts) rmSync(`${file}${part}`, { force: true });
      renameSync(prepared, file);
      syncFolderOf(file);
    },
    standing: async () => (existsSync(file) ? standingOf(file) : null),
    setMoved: (moved, doubt) => setMoved(file, moved, doubt),
    // A file goes back by a restore alone, and the kernel keeps a lock for as long as its process lives.
    recognise: async () => undefined,
    proveHeld: async () => undefined,
    close: async () => undefined,
  };
}

function standingOf(file: string): Standing | null {
  try {
    using database = new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
    refuseForeign(database, file);
    const isBegun = tablesOf(database).includes('meta');
    return isBegun ? standingBy((name) => fact(database, name)) : null;
  } catch (error) {
    throw stateFailure(error, file);
  }
}

async function setMoved(
  file: string,
  moved: Moved | null,
  doubt?: typeof stateRestored,
): Promise<void> {
  try {
    const { database, dialect } = openSqlite(file, { busyTimeoutMs: 30_000 });
    using _ = database;
    database.exec('pragma synchronous = full');
    const fences = database
      .prepare("select 1 from pragma_table_info('lock_holder') where name = 'token'")
      .get();
    await new Kysely<StateTables>({ dialect }).transaction().execute(async (tx) => {
      // Passes of a version that signed nothing ask nothing either.
      if (fences !== undefined) await tx.updateTable('lock_holder').set({ token: '' }).execute();
      await markMoved(tx, moved, doubt);
    });
  } catch (error) {
    throw stateFailure(error, file);
  }
}

/** A copy that stands on its own. */
export async function copyFrom(file: string, copy: string, clock: Clock): Promise<void> {
  using database = new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
  try {
    refuseForeign(database, file);
    await copyDatabase(database, copy, clock);
  } catch (error) {
    throw stateFailure(error, file);
  }
  closeCopy(copy);
}
