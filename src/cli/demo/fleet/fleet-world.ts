import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../clock.ts';
import { sessionsOf } from '../../../fleet/sessions.ts';
import { openWritable } from '../../../ident/open-connection.ts';
import { silentLogger } from '../../../log/logger.ts';
import { EmbeddedServer } from '../../../sandbox/postgres/embedded-server.ts';
import { createSampleDatabase } from '../../../sandbox/sample-db/create.ts';
import { mutateSampleDatabase } from '../../../sandbox/sample-db/mutate.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';

/** One of the clinics of the demo. */
export interface DemoClinic {
  readonly name: string;
  /** Its amoCRM. */
  readonly sandbox: Sandbox;
  /** Its IDENT. */
  readonly databaseFile: string;
}

/** Clinics with amoCRMs and databases of their own, one PostgreSQL server, and a file that names them all. */
export interface FleetWorld {
  readonly folder: string;
  readonly clinics: readonly DemoClinic[];
  readonly server: EmbeddedServer;
  /** What the program is given in this world, and nothing else of this computer's settings. */
  readonly env: Readonly<Record<string, string>>;
  fillDatabases(patients: number, onProgress: (done: number) => void): Promise<void>;
  /** Plays a stretch of one clinic's day. */
  play(
    clinic: DemoClinic,
    changes: number,
    seed: number,
  ): Promise<Readonly<Record<string, number>>>;
  /** Runs a command of the program to its end. @throws Error what it said, where it failed */
  run(...words: readonly string[]): Promise<void>;
}

/** Passes at once of each machine: two of them may be first loads. */
const placesOfDemo = 5;
/** Short, so that nobody waits for what a clinic has every two minutes. */
const interval = '10s';
/** What doctor counts with, and a few for the commands. */
const connections = (replicas: number) =>
  sessionsOf({ machines: replicas, places: replicas * placesOfDemo, hasReads: false }) + 20;

/** The program itself, as a person would type it. */
export const programFile = join(import.meta.dirname, '../../../../bin/ident-amocrm.js');

export async function openFleetWorld(
  resources: AsyncDisposableStack,
  options: { readonly names: readonly string[]; readonly replicas: number; readonly clock: Clock },
): Promise<FleetWorld> {
  const { names, replicas, clock } = options;
  const folder = mkdtempSync(join(tmpdir(), 'ident-amocrm-demo-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const postgres = EmbeddedServer.makeFolder();
  resources.defer(() => rmSync(postgres, { recursive: true, force: true, maxRetries: 5 }));
  const server = resources.use(await EmbeddedServer.begin(postgres, connections(replicas)));
  const clinics: DemoClinic[] = [];
  for (const [at, name] of names.entries()) {
    const sandbox = await startSandbox({ clock, accountId: 31_000_001 + at });
    resources.defer(() => sandbox.close());
    clinics.push({ name, sandbox, databaseFile: join(folder, `ident-${at + 1}.db`) });
  }
  writeFileSync(join(folder, 'clinics.yaml'), fileOf(clinics, server));
  const env = {
    PATH: process.env['PATH'] ?? '',
    TMPDIR: tmpdir(),
    NODE_ENV: 'production',
    // Windows starts no program without it.
    ...(process.env['SystemRoot'] !== undefined && { SystemRoot: process.env['SystemRoot'] }),
    CONFIG_FILE: 'clinics.yaml',
    LOG_FORMAT: 'json',
    FLEET_PLACES: String(placesOfDemo),
    STATE_PASSWORD: server.password,
    ...Object.fromEntries(
      clinics.map(({ sandbox }, at) => [`TOKEN_${at + 1}`, sandbox.oauth.longLivedToken()]),
    ),
  };
  const log = silentLogger();
  return {
    folder,
    clinics,
    server,
    env,
    fillDatabases: async (patients, onRows) => {
      for (const [at, { databaseFile: file }] of clinics.entries()) {
        await using connection = await openWritable({ client: 'sqlite', file }, { log });
        const onProgress = (done: number) => onRows(at * patients + done);
        await createSampleDatabase(connection, { patients, seed: at + 1, onProgress });
      }
    },
    play: async ({ databaseFile: file }, changes, seed) => {
      await using connection = await openWritable({ client: 'sqlite', file }, { log });
      return (await mutateSampleDatabase(connection, { changes, seed })).kinds;
    },
    run: async (...words) => {
      const child = spawn(process.execPath, [programFile, ...words], {
        cwd: folder,
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      child.stderr.on('data', (chunk) => {
        said += String(chunk);
      });
      const [code] = await once(child, 'close');
      if (code !== 0) throw new Error(`ident-amocrm ${words.join(' ')}: ${said}`);
    },
  };
}

/** As docs/fleet shows it. */
function fileOf(clinics: readonly DemoClinic[], server: EmbeddedServer): string {
  const secret = (name: string) => ['$', `{${name}}`].join('');
  const top = [
    `STATE_URL: ${server.url}`,
    `STATE_PASSWORD: ${secret('STATE_PASSWORD')}`,
    'DB_CLIENT: sqlite',
    `SYNC_INTERVAL_MINUTES: ${interval}`,
    'clinics:',
  ];
  const entries = clinics.flatMap(({ name, sandbox, databaseFile }, at) => [
    `  - name: ${name}`,
    `    STATE_SCHEMA: clinic_${at + 1}`,
    `    AMOCRM_BASE_URL: ${sandbox.url}`,
    `    AMOCRM_LONG_LIVED_TOKEN: ${secret(`TOKEN_${at + 1}`)}`,
    `    DB_FILE: ${JSON.stringify(databaseFile)}`,
  ]);
  return `${[...top, ...entries].join('\n')}\n`;
}
