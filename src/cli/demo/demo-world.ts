import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import type { AccessTokens } from '../../amocrm/access-tokens.ts';
import type { AmoClient } from '../../amocrm/amo-client.ts';
import { createAmoClient } from '../../amocrm/create-amo-client.ts';
import { createLimiter, type Limiter } from '../../amocrm/limiter.ts';
import { longLivedTokens } from '../../amocrm/long-lived-tokens.ts';
import type { Clock } from '../../clock.ts';
import type { FieldKey } from '../../contact/table.ts';
import { openWritable } from '../../ident/connection.ts';
import type { Ident } from '../../ident/ident.ts';
import { loadProfile } from '../../ident/load-profile.ts';
import { createIdent } from '../../ident/reader.ts';
import { silentLogger } from '../../log/logger.ts';
import { createSampleDatabase } from '../../sandbox/sample-db/create.ts';
import { type Mutations, mutateSampleDatabase } from '../../sandbox/sample-db/mutate.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { openState, type State } from '../../state/open-state.ts';
import type { SyncOptions, SyncSetup } from '../../sync/pass/pass-context.ts';
import type { PassProgressView } from '../pass-progress.ts';
import type { Resources } from '../runtime.ts';

/** A clinic with its database, an amoCRM, and a state between them: all of it in a folder that vanishes. */
export interface DemoWorld {
  readonly timeZone: string;
  readonly batchSize: number;
  /** Removed at the end. */
  readonly folder: string;
  readonly databaseFile: string;
  readonly sandbox: Sandbox;
  readonly state: State;
  readonly amo: AmoClient;
  readonly tokens: AccessTokens;
  readonly limiter: Limiter;
  readonly options: SyncOptions;
  openIdent(): Promise<Ident>;
  fillDatabase(patients: number, onProgress: (done: number) => void): Promise<void>;
  /** Plays a stretch of the clinic's day. */
  play(changes: number, seed: number): Promise<Mutations>;
  /** Hands `work` what a pass needs. */
  pass<T>(work: (setup: SyncSetup) => Promise<T>): Promise<T>;
}

export interface DemoOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly progress: PassProgressView;
}

export async function openDemoWorld(
  resources: Resources,
  { clock, signal, progress }: DemoOptions,
): Promise<DemoWorld> {
  const { onEvent, onProgress } = progress;
  const folder = mkdtempSync(join(tmpdir(), 'ident-amocrm-demo-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  // An SQLite file has the machine's clock: the clinic is where the machine is.
  const timeZone = Temporal.Now.timeZoneId();
  const log = silentLogger();
  const sandbox = await startSandbox({ clock, timeZone, journal: true });
  resources.defer(() => sandbox.close());
  const state = resources.use(
    await openState({ file: join(folder, 'state.db'), keyFile: join(folder, 'state.key') }, clock),
  );
  const tokens = longLivedTokens(sandbox.oauth.longLivedToken(), clock);
  const limiter = createLimiter({ store: state.slots, clock });
  const line = { baseUrl: sandbox.url, tokens, limiter };
  const amo = createAmoClient({ ...line, clock, log, signal, onEvent });
  const database = { client: 'sqlite', file: join(folder, 'ident.db') } as const;
  const profile = await loadProfile('sample');
  const excluded = new Set<FieldKey>();
  const batchSize = 50;
  const options: SyncOptions = { timeZone, batchSize, excluded, tags: ['IDENT'] };
  const openIdent = () => createIdent({ database, profile, excluded, clock, log });
  return {
    ...{ timeZone, batchSize, folder, databaseFile: database.file, sandbox, state },
    ...{ amo, tokens, limiter, options, openIdent },
    fillDatabase: async (patients, onRows) => {
      const connection = await openWritable(database, { log });
      try {
        await createSampleDatabase(connection, { patients, seed: 1, onProgress: onRows });
      } finally {
        await connection.close();
      }
    },
    play: async (changes, seed) => {
      const connection = await openWritable(database, { log });
      try {
        return await mutateSampleDatabase(connection, { changes, seed });
      } finally {
        await connection.close();
      }
    },
    pass: async (work) => {
      const ident = await openIdent();
      try {
        return await work({ ident, amo, state, clock, log, options, signal, onProgress });
      } finally {
        progress.end();
        await ident.close();
      }
    },
  };
}
