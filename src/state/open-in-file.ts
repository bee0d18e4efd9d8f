import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import { type OpenedSqlite, openSqlite } from '../sqlite/sqlite-dialect.ts';
import { Meta } from './account/meta.ts';
import { closeToOthers, refuseReadOnly } from './file/disk.ts';
import { fittingKey } from './file/fitting-key.ts';
import { stateFailure, statementFailure } from './file/state-failure.ts';
import { type StateKeySource, stateKeys } from './file/state-key.ts';
import type { StateHome } from './home.ts';
import { proveLocksBeside } from './processes/lock-proof.ts';
import { lockFile, ProcessLock } from './processes/process-lock.ts';
import { FileSlotStore } from './processes/slot-store.ts';
import { trafficMemory } from './processes/traffic-memory.ts';
import { scratchBeside } from './scratch.ts';
import { bringToShape, isInShape, refuseForeign } from './shape/bring-to-shape.ts';
import type { StateTables } from './shape/schema.ts';

/** The state in a file, for the processes of one machine. */
export async function openInFile(source: StateKeySource, clock: Clock): Promise<StateHome> {
  const { file } = source;
  const { key, db, slots } = await openFiles(source, clock);
  const proven = (lockedFor: 'pass' | 'service') => ({
    lock: new ProcessLock(lockFile(file, lockedFor), clock),
    prove: () => proveLocksBeside(lockFile(file, lockedFor)),
  });
  return {
    key,
    db,
    slots,
    name: file,
    // The kernel keeps a lock for as long as its process lives.
    isShared: false,
    pass: proven('pass'),
    service: proven('service'),
    refresh: new ProcessLock(lockFile(file, 'refresh'), clock),
    scratch: () => scratchBeside(file),
    // Its signature tells.
    provePass: async () => undefined,
    transaction: (work) => db.transaction().execute(work),
    // A file goes back by a restore alone.
    keepPair: (work) => db.transaction().execute(work),
    close: async () => {
      slots.close();
      await db.destroy();
    },
  };
}

/** One process at a time: of two first starts at once, each would make the key, the tables and the log. */
async function openFiles(source: StateKeySource, clock: Clock) {
  const { file } = source;
  makeFolder(file);
  const turn = await new ProcessLock(`${file}.open-lock`, clock).acquire();
  try {
    const { key, db } = await openStore(source);
    const slots = await openSlots(file, clock).catch(async (error: unknown) => {
      await db.destroy();
      throw error;
    });
    return { key, db, slots };
  } finally {
    turn.release();
  }
}

function makeFolder(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw stateFailure(error, file);
  }
}

async function openStore(
  source: StateKeySource,
): Promise<{ readonly key: string; readonly db: Kysely<StateTables> }> {
  const { file } = source;
  let opened: OpenedSqlite | null = null;
  try {
    // Before the state is there: a new one gets its key first.
    stateKeys(source);
    // A new state is its owner's alone, and so become the files that SQLite puts beside it.
    closeToOthers(file);
    opened = openSqlite(file, {
      busyTimeoutMs: 30_000,
      failure: (error) => statementFailure(error, file),
    });
    const { database, dialect } = opened;
    // SQLite opens what may only be read without a word: it is told of now, and not in mid-pass.
    refuseReadOnly(file);
    const taken = refuseForeign(database, file);
    // WAL: readers (status, the dashboard) never wait for the writer. Full: a commit survives a power cut (I5, I8).
    database.exec('pragma journal_mode = wal; pragma synchronous = full;');
    // The temporary tables of a pass may be large: on disk, not in memory.
    database.exec('pragma temp_store = file;');
    const db = new Kysely<StateTables>({ dialect });
    if (!isInShape(taken)) await bringToShape(db);
    return { key: await fittingKey(new Meta(db), source, file), db };
  } catch (error) {
    if (opened?.database.isOpen) opened.database.close();
    throw stateFailure(error, file);
  }
}

async function openSlots(stateFile: string, clock: Clock): Promise<FileSlotStore> {
  const file = `${stateFile}.pace`;
  try {
    closeToOthers(file);
    return new FileSlotStore(file, {
      now: () => ({ monotonic: clock.monotonic(), wall: clock.now() }),
      memory: () => trafficMemory(stateFile, clock.now()),
    });
  } catch (error) {
    throw stateFailure(error, file);
  }
}
