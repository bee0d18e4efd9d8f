import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pino } from 'pino';
import { freshLimiterState } from '../src/amocrm/limiter/limiter-state.ts';
import { openWritable } from '../src/ident/open-connection.ts';
import { createSampleDatabase } from '../src/sandbox/sample-db/create.ts';
import { MeasuredProcess } from './child-process.ts';
import type { SandboxAddress, SandboxQuestion, Traffic } from './processes/sandbox.child.ts';
import type { PassCost, SyncQuestion, SyncTask } from './processes/sync.child.ts';

const seed = 7;
const root = join(import.meta.dirname, '..');
/** Made once, kept between runs: a million patients take minutes. Git ignores it. */
const cache = join(import.meta.dirname, 'data');

export interface AccountOptions {
  /** amoCRM's 7 a second, or none. */
  readonly limited: boolean;
  readonly latencyMs: number;
  /** So many more for each row that it answers with. */
  readonly latencyPerRowMs?: number;
}

/** What a synced clinic's files depend on; that they still fit, the pass over them tells. */
const syncedFrom = 'src/{contact,sandbox/sample-db,sandbox/contact,state}/**/*.ts';

/** amoCRM's limit and a way to it as from a clinic. */
export const real: AccountOptions = { limited: true, latencyMs: 150 };
/** What is left is our own cost. */
export const unlimited: AccountOptions = { limited: false, latencyMs: 0 };

/** Files of a clinic: IDENT, the contacts of its account, the state of its sync. */
export class Clinic {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(this.state, { recursive: true });
  }

  get ident(): string {
    return join(this.folder, 'ident.db');
  }

  /** Of a chain: those of all sources. */
  get idents(): string | readonly string[] {
    const files = globSync('source-*.db', { cwd: this.folder }).sort();
    return files.length === 0 ? this.ident : files.map((file) => join(this.folder, file));
  }

  get contacts(): string {
    return join(this.folder, 'contacts.db');
  }

  get state(): string {
    return join(this.folder, 'state');
  }
}

/** An amoCRM in a process of its own, and syncs, each in one of its own. */
export class Account implements AsyncDisposable {
  readonly #sandbox: MeasuredProcess;
  readonly #address: SandboxAddress;
  readonly #clinic: Clinic;
  readonly #options: AccountOptions;

  private constructor(
    sandbox: MeasuredProcess,
    address: SandboxAddress,
    clinic: Clinic,
    options: AccountOptions,
  ) {
    this.#sandbox = sandbox;
    this.#address = address;
    this.#clinic = clinic;
    this.#options = options;
  }

  static async open(clinic: Clinic, options: AccountOptions): Promise<Account> {
    const sandbox = new MeasuredProcess('sandbox.child.ts');
    const start: SandboxQuestion = { ask: 'start', file: clinic.contacts, ...options };
    const account = new Account(sandbox, await sandbox.ask(start), clinic, options);
    if (existsSync(join(clinic.state, 'state.db'))) return account;
    await account.inSync((sync, task) => sync.ask({ ask: 'fields', task } satisfies SyncQuestion), {
      limited: false,
    });
    return account;
  }

  get address(): SandboxAddress {
    return this.#address;
  }

  traffic(): Promise<Traffic> {
    return this.ask<Traffic>({ ask: 'traffic' });
  }

  ask<T>(question: SandboxQuestion): Promise<T> {
    return this.#sandbox.ask<T>(question);
  }

  /** One pass in a process of its own. */
  pass(mode: 'auto' | 'deep', batchSize = 50, planOnly = false): Promise<PassCost> {
    return this.inSync<PassCost>(
      (sync, task) => sync.ask({ ask: 'pass', task, mode, planOnly } satisfies SyncQuestion),
      { batchSize },
    );
  }

  async inSync<T>(
    work: (sync: MeasuredProcess, task: SyncTask) => Promise<T>,
    over: Partial<SyncTask> = {},
  ): Promise<T> {
    await using sync = new MeasuredProcess('sync.child.ts', profiling());
    const { idents: ident, state } = this.#clinic;
    const { limited } = this.#options;
    return await work(sync, { ident, state, ...this.#address, limited, batchSize: 50, ...over });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#sandbox[Symbol.asyncDispose]();
  }
}

/** `BENCH_PROFILE=folder` keeps a CPU profile of every syncing process there. */
function profiling(): readonly string[] {
  const folder = process.env['BENCH_PROFILE'];
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

/** The clinics of one run, in a folder of their own. */
export class Clinics implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ident-amocrm-bench-'));
  #count = 0;

  /** One whose database is elsewhere. */
  withoutDatabase(): Clinic {
    return this.#next();
  }

  /** One that has never been synced. */
  async fresh(patients: number): Promise<Clinic> {
    const clinic = this.#next();
    cpSync(await sampleDatabase(patients), clinic.ident);
    return clinic;
  }

  /** A chain that has never been synced: other people in each database. */
  async chain(sources: number, patients: number): Promise<Clinic> {
    const clinic = this.#next();
    for (let at = 0; at < sources; at += 1) {
      cpSync(await sampleDatabase(patients, seed + at), join(clinic.folder, `source-${at}.db`));
    }
    return clinic;
  }

  /** One that is synced, without the limit, and nothing has changed since. */
  async synced(patients: number): Promise<Clinic> {
    const kept = join(cache, `synced-${patients}-${sourcesHash(syncedFrom)}`);
    if (!existsSync(kept)) {
      console.error(`        (a synced clinic of ${patients.toLocaleString('en')} is made, once)`);
      const made = new Clinic(`${kept}.making`);
      cpSync(await sampleDatabase(patients), made.ident);
      await using account = await Account.open(made, unlimited);
      await account.pass('auto', 250);
      await account[Symbol.asyncDispose]();
      renameSync(made.folder, kept);
    }
    const clinic = this.#next();
    cpSync(kept, clinic.folder, { recursive: true });
    moveState(clinic);
    forgetLine(clinic);
    return clinic;
  }

  #next(): Clinic {
    this.#count += 1;
    return new Clinic(join(this.#folder, String(this.#count)));
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The state refuses another database than its own: it is told where the copy stands. */
function moveState({ state, ident }: Clinic): void {
  using database = new DatabaseSync(join(state, 'state.db'));
  database
    .prepare(`update meta set value = ? where name = 'databaseIdentity'`)
    .run(JSON.stringify(ident));
}

/**
 * It was synced without a limit, as fast as two processors would: what its answers told of the line says nothing of one
 * that keeps amoCRM's pace.
 */
function forgetLine({ state }: Clinic): void {
  using database = new DatabaseSync(join(state, 'state.db.pace'));
  // Without it the state would call it lost, and count the present second as used up.
  database.prepare('update limiter set state = ?').run(JSON.stringify(freshLimiterState));
}

/** The sample database of so many patients, made once for these sources. */
async function sampleDatabase(patients: number, of = seed): Promise<string> {
  const people = of === seed ? '' : `-${of}`;
  const file = join(
    cache,
    `ident-${patients}${people}-${sourcesHash('src/sandbox/sample-db/*.ts')}.db`,
  );
  if (existsSync(file)) return file;
  mkdirSync(cache, { recursive: true });
  const making = `${file}.making`;
  rmSync(making, { force: true });
  const log = pino({ level: 'silent' });
  const connection = await openWritable({ client: 'sqlite', file: making }, { log });
  await createSampleDatabase(connection, { patients, seed: of });
  await connection.close();
  renameSync(making, file);
  return file;
}

function sourcesHash(pattern: string): string {
  const hash = createHash('sha256');
  for (const file of globSync(pattern, { cwd: root }).sort()) {
    hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex').slice(0, 12);
}
