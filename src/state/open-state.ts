import { statSync } from 'node:fs';
import type { Kysely } from 'kysely';
import type { GivenTokenStore } from '../amocrm/auth/given-token.ts';
import type { TokenStore } from '../amocrm/auth/token-store.ts';
import type { SlotStore } from '../amocrm/limiter/limiter-state.ts';
import type { Clock } from '../clock.ts';
import { FieldBindings } from './account/field-bindings.ts';
import { Meta } from './account/meta.ts';
import {
  noSettings,
  type SettingsStore,
  savedSettingsSchema,
  settingsRow,
} from './account/saved-settings.ts';
import { SealedRow } from './account/sealed-row.ts';
import { SealedGivenToken, SealedTokenStore } from './account/token-store.ts';
import { Users } from './account/users.ts';
import { Cipher } from './file/cipher.ts';
import { StateError, stateErrors } from './file/errors.ts';
import { refuseOfAnother, signOwner } from './file/owner.ts';
import { keyCheckOf, type StateKeySource } from './file/state-key.ts';
import type { StateHome } from './home.ts';
import { refuseMoved } from './move/moved.ts';
import { openInFile } from './open-in-file.ts';
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
import type { SharedConnections } from './postgres/open-server.ts';
import { type Lock, PassLock } from './processes/pass-lock.ts';
import { Actions } from './record/actions.ts';
import { Alerts } from './record/alerts.ts';
import { Changes } from './record/changes.ts';
import { Findings } from './record/findings.ts';
import { PassRequests } from './record/pass-requests.ts';
import { Pauses } from './record/pauses.ts';
import { Runs } from './record/runs.ts';
import type { Scratch } from './scratch.ts';
import type { StateTables } from './shape/schema.ts';
import { VisitDeals } from './visits/visit-deals.ts';
import { VisitIntents } from './visits/visit-intents.ts';
import { VisitLooks } from './visits/visit-looks.ts';
import { VisitMembers } from './visits/visit-members.ts';
import { VisitRejected } from './visits/visit-rejected.ts';
import { VisitUpdates } from './visits/visit-updates.ts';

/** What the store holds, each kind by a repository of its own; inside a transaction all of them are of it. */
export type Repositories = Readonly<ReturnType<typeof repositories>>;

/** What the state holds, for whoever looks at it. */
export interface StateReads extends Repositories {
  readonly db: Kysely<StateTables>;
}

export interface State extends StateReads, AsyncDisposable {
  /** Keys the hashes. */
  readonly key: string;
  readonly tokens: TokenStore;
  /** The long-lived token that a person gave to the running service. */
  readonly givenToken: GivenTokenStore;
  /** What a person gave on the set-up page. */
  readonly settings: SettingsStore;
  readonly slots: SlotStore;
  /** Whether another one may take a pass over while the process that began it still lives. */
  readonly isShared: boolean;
  readonly passLock: Lock;
  readonly serviceLock: Lock;
  /** A connection of its own for what a pass compares in bulk; the caller disposes of it. */
  scratch(): Scratch;
  /** The same state, whose links tell that this run wrote them: another pass under way reads their contacts anew. */
  inRun(runId: number): State;
  /**
   * All or nothing, durable when it resolves. Only the repositories handed to `work` may be used inside.
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
 * @param connections to the server for all clinics of a process.
 * @throws StateError when it is another installation's, the file is no state store, its key is missing or wrong, a newer
 *   version made it, or it cannot be used now.
 */
export async function openState(
  source: StateKeySource,
  clock: Clock,
  connections?: SharedConnections,
): Promise<State> {
  refuseOfAnother(source);
  const home = await openHome(source, clock, connections);
  const { db, key, slots, isShared } = home;
  try {
    refuseMoved(await new Meta(db).get('moved'), home.name);
  } catch (error) {
    await home.close();
    throw error;
  }
  const check = async () => {
    // Who waited for a restore holds what it has brought to an end.
    const known = await new Meta(db).read('keyCheck', 'moved');
    if (known.get('keyCheck') !== keyCheckOf(key)) throw new StateError(stateErrors.replaced());
    // And who waited for a move.
    refuseMoved(known.get('moved'), home.name);
    signOwner(source);
  };
  const lock = (name: 'pass' | 'service') =>
    new PassLock(home[name].lock, db, {
      lock: name,
      now: () => clock.now(),
      check,
      prove: (how) => home[name].prove(how),
    });
  const sealing = { db, cipher: new Cipher(key), clock };
  const passLock = lock('pass');
  const close = () => home.close();
  const shared = {
    db,
    key,
    tokens: new SealedTokenStore(sealing, { ...home, check }),
    givenToken: new SealedGivenToken(sealing),
    settings:
      source.server === undefined
        ? new SealedRow(sealing, settingsRow, savedSettingsSchema)
        : noSettings,
    slots,
    isShared,
    passLock,
    serviceLock: lock('service'),
    scratch: () => home.scratch(),
    provePassLock: async () => {
      await home.provePass();
      await passLock.proveHeld(db);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  const inRun = (runId: number): State => ({
    ...shared,
    ...repositories(db, runId),
    inRun,
    transaction: (work) =>
      home.transaction(async (tx) => {
        await passLock.proveHeld(tx);
        return await work(repositories(tx, runId));
      }),
  });
  return inRun(noRun);
}

/**
 * Whether there is a state, without making or changing one; that one on a server is older, its file tells otherwise.
 *
 * @throws StateError where the server that has it cannot be asked
 */
export async function lookFor(source: StateKeySource): Promise<'absent' | 'older' | 'present'> {
  const { file, server } = source;
  if (server === undefined) return isFileThere(file) ? 'present' : 'absent';
  const { lookOnServer } = await import('./postgres/look-on-server.ts');
  return await lookOnServer(server);
}

/** @throws where the folder may not be looked into: then nobody can tell, and it is not taken for absent. */
const isFileThere = (file: string): boolean =>
  statSync(file, { throwIfNoEntry: false }) !== undefined;

/** Null where there is none: opening would make it. */
export const openIfThere = async (source: StateKeySource, clock: Clock): Promise<State | null> =>
  (await lookFor(source)) === 'absent' ? null : await openState(source, clock);

/** What speaks with a server is loaded where there is one. */
async function openHome(
  source: StateKeySource,
  clock: Clock,
  shared: SharedConnections | undefined,
): Promise<StateHome> {
  if (source.server === undefined) return await openInFile(source, clock);
  const { openOnServer } = await import('./postgres/open-server.ts');
  return await openOnServer(source, source.server, clock, shared);
}

/** What is there, read by connections of their own. */
export const readsBy = (db: Kysely<StateTables>): StateReads => ({
  db,
  ...repositories(db, noRun),
});

/** Of what is written outside a run. */
const noRun = 0;

function repositories(db: Kysely<StateTables>, runId: number) {
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
    visitMembers: new VisitMembers(db),
    visitDeals: new VisitDeals(db),
    visitIntents: new VisitIntents(db),
    visitUpdates: new VisitUpdates(db),
    visitLooks: new VisitLooks(db),
    visitRejected: new VisitRejected(db),
    /** What the guard counts of deals: by visits, where others are by patients. */
    guardedDeals: new GuardedChanges(db, 'deals'),
  };
}
