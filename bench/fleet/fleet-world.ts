import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { pino } from 'pino';
import { openWritable } from '../../src/ident/open-connection.ts';
import { createSampleDatabase } from '../../src/sandbox/sample-db/create.ts';
import { cli } from '../../test/cli/cli-harness.ts';
import { freePort } from '../../test/support/http/free-port.ts';
import { Cluster } from '../../test/support/postgres/postgres-cluster.ts';
import { statementOn } from '../../test/support/postgres/statement.ts';
import { MeasuredProcess } from '../child-process.ts';
import type { AccountsQuestion } from '../processes/accounts.child.ts';
import type { DistanceQuestion } from '../processes/distance.child.ts';
import type { SandboxAddress } from '../processes/sandbox.child.ts';

export interface FleetSize {
  readonly clinics: number;
  readonly patients: number;
  /** Of a statement to PostgreSQL, and of a request to amoCRM. */
  readonly statementMs: number;
  readonly requestMs: number;
  /** As SYNC_INTERVAL_MINUTES has it. */
  readonly interval: string;
}

const bin = join(import.meta.dirname, '..', '..', 'bin', 'ident-amocrm.js');

/** Whether a statement takes its time to the server. */
type Where = 'near' | 'far';

/** For a machine with as many places as a thousand clinics need. */
const mostConnections = 500;

/** A fleet with a PostgreSQL server, accounts and databases of its own; machines are processes. */
export class FleetWorld implements AsyncDisposable {
  readonly folder: string;
  readonly cluster: Cluster;
  readonly #resources: AsyncDisposableStack;
  readonly #env: Record<string, string>;
  /** Writes the file of the clinics, with the server near or far. */
  readonly #place: (where: Where) => void;

  private constructor(parts: {
    readonly folder: string;
    readonly cluster: Cluster;
    readonly resources: AsyncDisposableStack;
    readonly env: Record<string, string>;
    readonly place: (where: Where) => void;
  }) {
    this.folder = parts.folder;
    this.cluster = parts.cluster;
    this.#resources = parts.resources;
    this.#env = parts.env;
    this.#place = parts.place;
  }

  /** @param onClinic told of each that was added. */
  static async make(size: FleetSize, onClinic: (made: number) => void): Promise<FleetWorld> {
    const resources = new AsyncDisposableStack();
    const folder = mkdtempSync(join(tmpdir(), 'ident-amocrm-fleet-bench-'));
    resources.defer(() => rmSync(folder, { recursive: true, force: true }));
    const cluster = resources.use(await Cluster.own(mostConnections));
    const accounts = resources.use(new MeasuredProcess('accounts.child.ts'));
    const addresses = await accounts.ask<readonly SandboxAddress[]>({
      ask: 'start',
      count: size.clinics,
      latencyMs: size.requestMs,
    } satisfies AccountsQuestion);
    const distance = resources.use(new MeasuredProcess('distance.child.ts'));
    const port = await distance.ask<number>({
      ask: 'start',
      port: cluster.port,
      delayMs: size.statementMs,
    } satisfies DistanceQuestion);
    const env: Record<string, string> = {
      PATH: process.env['PATH'] ?? '',
      LANG: 'en_US.UTF-8',
      LOG_FORMAT: 'json',
      CONFIG_FILE: 'clinics.yaml',
      MALLOC_ARENA_MAX: '1',
    };
    const entries = addresses.map(({ url }, at) =>
      [
        `  - name: c${at}`,
        `    STATE_SCHEMA: c${at}`,
        `    AMOCRM_BASE_URL: ${url}`,
        `    AMOCRM_LONG_LIVED_TOKEN: $\{TOKEN_${at}}`,
        `    DB_FILE: c${at}.db`,
      ].join('\n'),
    );
    const tokens = Object.fromEntries(addresses.map(({ token }, at) => [`TOKEN_${at}`, token]));
    const place = (where: Where, named: readonly string[] = entries) => {
      const through = where === 'far' ? port : cluster.port;
      const lines = [
        `STATE_URL: postgres://postgres@127.0.0.1:${through}/postgres`,
        'DB_CLIENT: sqlite',
        'RATE_LIMIT_REQUESTS: 50',
        `SYNC_INTERVAL_MINUTES: ${size.interval}`,
        'FIRST_LOAD: start',
        'clinics:',
        ...named,
      ];
      writeFileSync(join(folder, 'clinics.yaml'), `${lines.join('\n')}\n`);
    };
    const world = new FleetWorld({ folder, cluster, resources, env, place });
    // Making it all is not what is measured: without the distance.
    const sample = join(folder, 'sample.db');
    const connection = await openWritable(
      { client: 'sqlite', file: sample },
      { log: pino({ level: 'silent' }) },
    );
    await createSampleDatabase(connection, { patients: size.patients, seed: 1 });
    await connection.close();
    // A database in a file is known by its path: no two of the copies are the same one.
    for (let at = 0; at < size.clinics; at += 1) copyFileSync(sample, join(folder, `c${at}.db`));
    for (const [at, entry] of entries.entries()) {
      // Each by a file of its own: to read all of them for each would take longer than all else.
      place('near', [entry]);
      const name = `TOKEN_${at}`;
      env[name] = tokens[name] ?? '';
      if (at === 0) await world.command('fleet', 'migrate');
      await world.command('fleet', 'add', `c${at}`);
      delete env[name];
      onClinic(at + 1);
    }
    Object.assign(env, tokens);
    place('near');
    return world;
  }

  /** For commands and machines that begin from now on. */
  place(where: Where): void {
    this.#place(where);
  }

  /** In this process. @returns how long it took; s. */
  async command(...argv: readonly string[]): Promise<number> {
    const begun = performance.now();
    const { code, stderr } = await cli(argv, { cwd: this.folder, env: this.#env });
    if (code !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
    return (performance.now() - begun) / 1_000;
  }

  async sql<Row extends pg.QueryResultRow>(text: string): Promise<readonly Row[]> {
    return await statementOn<Row>(this.cluster.server, text);
  }

  /** Of the PostgreSQL server. */
  get postmaster(): number {
    return this.cluster.pid;
  }

  /** `ident-amocrm fleet run`, ended with the world. */
  async machine(env: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
    const child = spawn(process.execPath, [...profiling(), bin, 'fleet', 'run'], {
      cwd: this.folder,
      env: { ...this.#env, HTTP_PORT: String(await freePort()), ...env },
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    this.#resources.defer(() => this.stop(child));
    return child;
  }

  /** A machine is stopped as by a manager of services. */
  async stop(machine: ChildProcess): Promise<void> {
    if (machine.exitCode !== null || machine.signalCode !== null) return;
    const gone = once(machine, 'exit');
    machine.kill('SIGTERM');
    await gone;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#resources.disposeAsync();
  }
}

/** `BENCH_PROFILE=folder` keeps a CPU profile of every machine there. */
function profiling(): readonly string[] {
  const folder = process.env['BENCH_PROFILE'];
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}
