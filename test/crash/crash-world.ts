import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { longLivedTokens } from '../../src/amocrm/auth/long-lived-tokens.ts';
import { createAmoClient } from '../../src/amocrm/create-amo-client.ts';
import { createLimiter } from '../../src/amocrm/limiter/limiter.ts';
import { openWritable } from '../../src/ident/open-connection.ts';
import { createSampleDatabase } from '../../src/sandbox/sample-db/create.ts';
import { bookInSampleDatabase, mutateSampleDatabase } from '../../src/sandbox/sample-db/mutate.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { createFields } from '../../src/sync/account/fields.ts';
import { setUpVisits } from '../../src/sync/account/visits-setup.ts';
import { scaledClock } from '../support/clock/scaled-clock.ts';
import { homeOfRun, StatePlace } from '../support/state/state-place.ts';
import { rulesOfVisits } from '../sync/visits/visits-world.ts';

/** Sixty seconds are three quarters of one; on a server three of them: there a request has to leave within five. */
const factor = homeOfRun() === 'SQLite' ? 80 : 20;
const log = pino({ level: 'silent' });

/** A sandbox here, a clinic's database on disk, and syncs in processes of their own that are killed at any moment. */
export class CrashWorld implements AsyncDisposable {
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly #place: StatePlace;
  readonly #token: string;
  readonly #hasVisits: boolean;
  #kills = 0;
  readonly #frozen: ChildProcess[] = [];

  private constructor(folder: string, sandbox: Sandbox, place: StatePlace, hasVisits: boolean) {
    this.#hasVisits = hasVisits;
    this.folder = folder;
    this.sandbox = sandbox;
    this.#place = place;
    this.#token = sandbox.oauth.longLivedToken();
  }

  /** @param hasVisits whether visits become deals. */
  static async open(patients: number, seed: number, hasVisits = false): Promise<CrashWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'ident-amocrm-crash-'));
    const clock = scaledClock(factor);
    const sandbox = await startSandbox({ clock, journal: true, rate: null, latencyMs: 400 });
    const place = await StatePlace.in(folder);
    const world = new CrashWorld(folder, sandbox, place, hasVisits);
    const connection = await openWritable({ client: 'sqlite', file: world.ident }, { log });
    await createSampleDatabase(connection, { patients, seed });
    await connection.close();
    const state = await place.open(clock);
    const amo = createAmoClient({
      baseUrl: sandbox.url,
      tokens: longLivedTokens(world.#token, clock),
      limiter: createLimiter({ store: state.slots, clock }),
      clock,
      log,
    });
    await createFields({ amo, state, excluded: new Set() });
    if (hasVisits) await setUpVisits({ amo, state, choice: rulesOfVisits.choice });
    await state.close();
    return world;
  }

  get ident(): string {
    return join(this.folder, 'ident.db');
  }

  get hasVisits(): boolean {
    return this.#hasVisits;
  }

  get kills(): number {
    return this.#kills;
  }

  async mutate(changes: number, seed: number): Promise<void> {
    const connection = await openWritable({ client: 'sqlite', file: this.ident }, { log });
    await mutateSampleDatabase(connection, { changes, seed });
    const day = { bookings: 4, arrivals: 2, bills: 1, cancellations: 1, moves: 1 };
    if (this.#hasVisits) await bookInSampleDatabase(connection, { ...day, seed });
    await connection.close();
  }

  /** A sync that is killed `ms` after it has begun to work, if it has not ended by then. */
  async killedSync(ms: number, mode: 'auto' | 'deep' = 'auto'): Promise<void> {
    const child = this.#start(mode);
    await Promise.race([once(child, 'message'), once(child, 'exit')]);
    await Promise.race([delay(ms), once(child, 'exit')]);
    if (child.exitCode === null && child.signalCode === null) {
      this.#kills += 1;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }

  /** A sync that is stopped `ms` after it has begun to work: the next one has to take over from it. */
  async frozenSync(ms: number): Promise<void> {
    const child = this.#start('auto');
    await Promise.race([once(child, 'message'), once(child, 'exit')]);
    await Promise.race([delay(ms), once(child, 'exit')]);
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGSTOP');
    this.#frozen.push(child);
  }

  /** Those that were stopped go on, with what they have in their hands. @returns how many there were */
  async thaw(): Promise<number> {
    const frozen = this.#frozen.splice(0);
    for (const child of frozen) {
      const gone = once(child, 'exit');
      child.kill('SIGCONT');
      await gone;
    }
    return frozen.length;
  }

  /** @returns the exit code. */
  async wholeSync(mode: 'auto' | 'deep'): Promise<number | null> {
    const child = this.#start(mode);
    const [code] = await once(child, 'exit');
    return typeof code === 'number' ? code : null;
  }

  #start(mode: 'auto' | 'deep'): ChildProcess {
    const task = {
      state: this.#place.source,
      ident: this.ident,
      url: this.sandbox.url,
      token: this.#token,
      factor,
      mode,
      hasVisits: this.#hasVisits,
    };
    return fork(join(import.meta.dirname, 'sync.child.ts'), [JSON.stringify(task)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#frozen) child.kill('SIGKILL');
    await this.sandbox.close();
    await this.#place[Symbol.asyncDispose]();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
