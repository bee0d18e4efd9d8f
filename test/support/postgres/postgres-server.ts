import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StateServer } from '../../../src/state/postgres/server.ts';
import { besideRun, Cluster, endServer } from './postgres-cluster.ts';

/** The user who is let in by a password alone, once somebody has made it. */
export const withPassword = 'with_password';

const folderOf = (runFolder: string): string => besideRun('all', runFolder);
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
  // One user has to say a password; all others are believed.
  const { port } = await Cluster.begin(folder, `host all ${withPassword} all scram-sha-256\n`);
  writeFileSync(join(folder, 'next'), String(port));
  renameSync(join(folder, 'next'), join(folder, said));
}

/** Ends the server of a run, if there is one. */
export function endPostgres(runFolder: string): void {
  endServer(folderOf(runFolder));
}
