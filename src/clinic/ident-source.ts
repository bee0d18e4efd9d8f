import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../config/load-config.ts';
import type { FieldChoice } from '../contact/model/field-choice.ts';
import { ConnectionLane, type Place } from '../ident/connection/connection-lane.ts';
import { IdentError, identErrors } from '../ident/connection/errors.ts';
import { DatabaseMemory } from '../ident/database-memory.ts';
import type { Ident } from '../ident/ident.ts';
import type { IdentOptions } from '../ident/ident-options.ts';
import { type OfferedInstance, offeredInstances } from '../ident/instances.ts';
import { loadProfile } from '../ident/profiles/load-profile.ts';
import type { Profile } from '../ident/profiles/profile.ts';
import { createIdent } from '../ident/reader.ts';
import type { KnownCatalogue } from '../ident/sql/known-catalogue.ts';
import { lockFile, ProcessLock } from '../state/processes/process-lock.ts';

export interface IdentSourceOptions
  extends Pick<
    IdentOptions,
    'database' | keyof FieldChoice | 'branches' | 'pageSize' | 'clock' | 'log'
  > {
  /** `ident`, `sample`, or the absolute path of a profile file. */
  readonly profile: string;
  /** Null: there is no state, and so no service beside this process. */
  readonly stateFile: string | null;
  /** Of passes before; absent: what it learns goes with it. */
  readonly memory?: DatabaseMemory | undefined;
  /** Ends the waiting for a spare connection. */
  readonly signal: AbortSignal;
  /** Told that one waits for it; who hears of it waits as long as he likes, all others for ten seconds. */
  readonly onWait?: () => void;
}

/** Nobody sits before a page for longer. */
const patienceMs = 10_000;

/** For one piece of work: a database that was away is found again by the next. */
export type OpenIdent = Ident & AsyncDisposable;

/**
 * The clinic's database, opened as often as one likes on two connections at most (I6), over all processes of this
 * installation: one for the passes, by turns, of whom only one holds the pass lock, and a spare one for who looks at it
 * beside them.
 */
export class IdentSource {
  readonly database: IdentOptions['database'];
  readonly #options: IdentSourceOptions;
  readonly #memory: DatabaseMemory;
  readonly #passes = new ConnectionLane();
  readonly #spare: ConnectionLane;
  #profile: Promise<Profile> | null = null;

  constructor(options: IdentSourceOptions) {
    this.#options = options;
    this.database = options.database;
    this.#memory = options.memory ?? new DatabaseMemory(options.clock);
    // A file of one's own is nobody's server.
    this.#spare = new ConnectionLane(
      this.database.client === 'sqlite' ? undefined : sparePlace(options),
    );
  }

  /** A database of the settings. */
  static of(
    { ident, excluded, extra }: Pick<Config<'ident'>, 'ident' | keyof FieldChoice>,
    surroundings: Omit<IdentSourceOptions, 'database' | keyof FieldChoice | 'profile' | 'branches'>,
  ): IdentSource {
    const { connection: database, profile, branches } = ident;
    return new IdentSource({ ...surroundings, database, profile, excluded, extra, branches });
  }

  /** For whoever holds the pass lock. The signal ends what is under way, whatever the server does. */
  async forPasses(signal?: AbortSignal): Promise<OpenIdent> {
    return await this.#open(this.#passes, signal, this.#memory.catalogue);
  }

  /** For a look beside the passes. @throws IdentError IDENT_BUSY when others have it for longer than one waits. */
  async beside(signal?: AbortSignal): Promise<OpenIdent> {
    return await this.#open(this.#spare, signal);
  }

  /** Read once. @throws IdentError when it cannot be read. */
  profile(): Promise<Profile> {
    this.#profile ??= loadProfile(this.#options.profile);
    return this.#profile;
  }

  /** Of the database's server, where it tells. */
  instances(): Promise<readonly OfferedInstance[]> {
    return offeredInstances(this.database, this.#options.signal);
  }

  /** @param catalogue who looks at the database beside the passes sees it as it is now. */
  async #open(
    lane: ConnectionLane,
    signal: AbortSignal | undefined,
    catalogue?: KnownCatalogue,
  ): Promise<OpenIdent> {
    const { database, excluded, extra, branches, pageSize, clock, log } = this.#options;
    const ident = await createIdent({
      database,
      excluded,
      extra,
      branches,
      clock,
      log,
      lane,
      signal,
      catalogue,
      memory: this.#memory.scans,
      ...(pageSize === undefined ? {} : { pageSize }),
      profile: await this.profile(),
    });
    return Object.assign(ident, {
      // What a broken connection says at its end changes nothing any more.
      [Symbol.asyncDispose]: () => ident.close().catch(() => undefined),
    });
  }
}

function sparePlace({ stateFile, onWait, clock, signal }: IdentSourceOptions): Place | undefined {
  if (stateFile === null || !existsSync(dirname(stateFile))) return undefined;
  const lock = new ProcessLock(lockFile(stateFile, 'beside'), clock);
  return async () => {
    const over = new AbortController();
    const done = new AbortController();
    if (onWait === undefined) {
      clock.sleep(patienceMs, done.signal).then(
        () => over.abort(new IdentError(identErrors.busy())),
        () => undefined,
      );
    }
    try {
      return await lock.acquire({
        signal: AbortSignal.any([signal, over.signal]),
        ...(onWait && { onWait }),
      });
    } finally {
      done.abort();
    }
  };
}
