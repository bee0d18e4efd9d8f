import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { Kysely } from 'kysely';
import type { GivenTokenStore } from '../amocrm/auth/given-token.ts';
import type { TokenStore } from '../amocrm/auth/token-store.ts';
import type { SlotStore } from '../amocrm/limiter/limiter-state.ts';
import type { Clock } from '../clock.ts';
import { type OpenedSqlite, openSqlite } from '../sqlite-dialect.ts';
import { FieldBindings } from './account/field-bindings.ts';
import { Meta } from './account/meta.ts';
import { SealedSettings, type SettingsStore } from './account/saved-settings.ts';
import { SealedGivenToken, SealedTokenStore } from './account/token-store.ts';
import { Users } from './account/users.ts';
import { Cipher } from './file/cipher.ts';
import { closeToOthers, refuseReadOnly } from './file/disk.ts';
import { StateError, stateErrors } from './file/errors.ts';
import { stateFailure, statementFailure } from './file/state-failure.ts';
import {
  keyCheckOf,
  nextKeyFile,
  type StateKeySource,
  stateKeys,
  takeNextKey,
} from './file/state-key.ts';
import { Census } from './patients/census.ts';
import { Forgotten } from './patients/forgotten.ts';
import { GuardedChanges } from './patients/guarded-changes.ts';
import { Holds } from './patients/holds.ts';
import { Intents } from './patients/intents.ts';
import { Links } from './patients/links.ts';
import { OddPhones } from './patients/odd-phones.ts';
import { OutsidePatients } from './patients/outside.ts';
import { Rejected } from './patients/rejected.ts';
import { Repairs } from './patients/repairs.ts';
import { proveLock } from './processes/lock-proof.ts';
import { type Lock, PassLock } from './processes/pass-lock.ts';
import {
  ProcessLock,
  passLockFile,
  refreshLockFile,
  serviceLockFile,
} from './processes/process-lock.ts';
import { FileSlotStore } from './processes/slot-store.ts';
import { trafficMemory } from './processes/traffic-memory.ts';
import { Actions } from './record/actions.ts';
import { Alerts } from './record/alerts.ts';
import { Changes } from './record/changes.ts';
import { Findings } from './record/findings.ts';
import { PassRequests } from './record/pass-requests.ts';
import { Pauses } from './record/pauses.ts';
import { Runs } from './record/runs.ts';
import { Scratch } from './scratch.ts';
import { bringToShape, refuseForeign } from './shape/bring-to-shape.ts';
import type { StateTables } from './shape/schema.ts';

/** What the store holds, each kind through its own small door; inside a transaction all doors are of it. */
export interface Repositories {
  readonly meta: Meta;
  readonly links: Links;
  readonly intents: Intents;
  readonly rejected: Rejected;
  readonly holds: Holds;
  readonly oddPhones: OddPhones;
  readonly forgotten: Forgotten;
  readonly fields: FieldBindings;
  readonly findings: Findings;
  readonly runs: Runs;
  readonly pauses: Pauses;
  readonly passRequests: PassRequests;
  readonly actions: Actions;
  readonly alerts: Alerts;
  readonly guarded: GuardedChanges;
  readonly repairs: Repairs;
  readonly users: Users;
  readonly census: Census;
  readonly outside: OutsidePatients;
  readonly changes: Changes;
}

export interface State extends Repositories, AsyncDisposable {
  readonly db: Kysely<StateTables>;
  /** Keys the hashes. */
  readonly key: string;
  readonly tokens: TokenStore;
  /** The long-lived token that a person gave to the running service. */
  readonly givenToken: GivenTokenStore;
  /** What a person gave on the set-up page. */
  readonly settings: SettingsStore;
  readonly slots: SlotStore;
  readonly passLock: Lock;
  readonly serviceLock: Lock;
  /** A connection of its own for what a pass compares in bulk; the caller disposes of it. */
  scratch(): Scratch;
  /** The same state, whose links tell that this run wrote them: another pass under way reads their contacts anew. */
  inRun(runId: number): State;
  /**
   * All or nothing, durable when it resolves. Only the doors handed to `work` may be used inside.
   *
   * @throws StateError STATE_LOCK_LOST when this process holds the pass lock, and another one has signed for it since.
   */
  transaction<T>(work: (tx: Repositories) => Promise<T>): Promise<T>;
  /** Before a request that no transaction goes before. @throws StateError STATE_LOCK_LOST */
  provePassLock(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the state store and brings it to this version's shape.
 *
 * @throws StateError when the file is no state store, its key is missing or wrong, a newer version made it, or it
 *   cannot be used now.
 */
export async function openState(source: StateKeySource, clock: Clock): Promise<State> {
  const { key, db, slots } = await openFiles(source, clock);

  let proved = false;
  const lock = (name: 'pass' | 'service', file: string) =>
    new PassLock(new ProcessLock(file, clock), db, {
      lock: name,
      pid: process.pid,
      host: hostname(),
      now: () => clock.now(),
      check: async () => {
        // Who waited for a restore holds what it has brought to an end.
        const check = await new Meta(db).get('keyCheck');
        if (check !== keyCheckOf(key)) throw new StateError(stateErrors.replaced());
      },
      prove: () => {
        // What one lock of a folder does, the others do.
        if (!proved) proveLock(file);
        proved = true;
      },
    });
  const sealing = { db, cipher: new Cipher(key), clock };
  const passLock = lock('pass', passLockFile(source.file));
  const close = async () => {
    slots.close();
    await db.destroy();
  };
  const shared = {
    db,
    key,
    tokens: new SealedTokenStore(sealing, new ProcessLock(refreshLockFile(source.file), clock)),
    givenToken: new SealedGivenToken(sealing),
    settings: new SealedSettings(sealing),
    slots,
    passLock,
    serviceLock: lock('service', serviceLockFile(source.file)),
    scratch: () => new Scratch(source.file),
    provePassLock: () => passLock.proveHeld(db),
    close,
    [Symbol.asyncDispose]: close,
  };
  const inRun = (runId: number): State => ({
    ...shared,
    ...repositories(db, runId),
    inRun,
    transaction: (work) =>
      db.transaction().execute(async (tx) => {
        await passLock.proveHeld(tx);
        return await work(repositories(tx, runId));
      }),
  });
  return inRun(noRun);
}

/** Of what is written outside a run. */
const noRun = 0;

function repositories(db: Kysely<StateTables>, runId: number): Repositories {
  return {
    meta: new Meta(db),
    links: new Links(db, runId),
    intents: new Intents(db),
    rejected: new Rejected(db),
    holds: new Holds(db),
    forgotten: new Forgotten(db),
    fields: new FieldBindings(db),
    findings: new Findings(db),
    runs: new Runs(db),
    pauses: new Pauses(db),
    passRequests: new PassRequests(db),
    actions: new Actions(db),
    alerts: new Alerts(db),
    guarded: new GuardedChanges(db),
    repairs: new Repairs(db),
    users: new Users(db),
    outside: new OutsidePatients(db),
    oddPhones: new OddPhones(db),
    census: new Census(db),
    changes: new Changes(db, runId),
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
    refuseForeign(database, file);
    // WAL: readers (status, the dashboard) never wait for the writer. Full: a commit survives a power cut (I5, I8).
    database.exec('pragma journal_mode = wal; pragma synchronous = full;');
    // The temporary tables of a pass may be large: on disk, not in memory.
    database.exec('pragma temp_store = file;');
    const db = new Kysely<StateTables>({ dialect });
    await bringToShape(db);
    return { key: await fittingKey(new Meta(db), source), db };
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

/**
 * The key that this state was made with; a new state takes the one at hand.
 *
 * @throws StateError STATE_KEY_WRONG
 */
async function fittingKey(meta: Meta, source: StateKeySource): Promise<string> {
  for (let again = false; ; again = true) {
    const keys = stateKeys(source);
    const [first] = keys;
    const check = await meta.get('keyCheck');
    if (check === undefined && first !== undefined) {
      await meta.set('keyCheck', keyCheckOf(first.key));
      return first.key;
    }
    const fitting = keys.find(({ key }) => keyCheckOf(key) === check);
    if (fitting !== undefined) {
      if (fitting.from === nextKeyFile(source.keyFile)) takeNextKey(source.keyFile);
      return fitting.key;
    }
    // A restore may have exchanged both between our two looks.
    const from = first?.from ?? source.keyFile;
    if (again) throw new StateError(stateErrors.keyWrong({ state: source.file, source: from }));
  }
}
