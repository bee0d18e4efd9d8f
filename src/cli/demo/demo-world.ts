import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { longLivedTokens } from '../../amocrm/auth/long-lived-tokens.ts';
import { createLimiter } from '../../amocrm/limiter/limiter.ts';
import { AmoLine } from '../../clinic/amo-line.ts';
import { Clinic } from '../../clinic/clinic.ts';
import { IdentSource } from '../../clinic/ident-source.ts';
import type { Clock } from '../../clock.ts';
import type { SourceName, SourceNumber } from '../../contact/model/patient-key.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import type { Connection } from '../../ident/connection/connection.ts';
import { openWritable } from '../../ident/open-connection.ts';
import { silentLogger } from '../../log/logger.ts';
import { createSampleDatabase } from '../../sandbox/sample-db/create.ts';
import type { PlayedReceptions, Receptions } from '../../sandbox/sample-db/day/reception-day.ts';
import {
  bookInSampleDatabase,
  type Mutations,
  mutateSampleDatabase,
} from '../../sandbox/sample-db/mutate.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { ServiceEvents } from '../../service/service-events.ts';
import { openState } from '../../state/open-state.ts';
import type { VisitRules } from '../../visits/rules.ts';

/** A clinic with its database, or several of them, an amoCRM, and a state between them: all of it in a folder that vanishes. */
export interface DemoWorld {
  readonly clinic: Clinic;
  readonly sandbox: Sandbox;
  /** Told of what happens on the line to amoCRM. */
  readonly events: ServiceEvents;
  /** Removed at the end. */
  readonly folder: string;
  readonly databaseFile: string;
  /** So many patients in each database; told of all of them together. */
  fillDatabase(patients: number, onProgress: (done: number) => void): Promise<void>;
  /** Plays a stretch of the clinic's day, in one database after the other. */
  play(changes: number, seed: number): Promise<Mutations>;
  /** Whether visits become deals. */
  readonly hasVisits: boolean;
  /** VISITS_PER_HOUR from now on. */
  setPerHour(count: number): void;
  /** Plays what becomes of receptions, in one database after the other. */
  receive(what: Receptions, seed: number): Promise<PlayedReceptions>;
}

/** What amoCRM allows. */
const rate = { requests: 7, periodMs: 1000 };

interface DemoOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What the databases are called; one at least. */
  readonly branches: readonly string[];
  /** Visits become deals. */
  readonly visits?: VisitRules | undefined;
}

export async function openDemoWorld(
  resources: AsyncDisposableStack,
  { clock, signal, branches, visits }: DemoOptions,
): Promise<DemoWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'ident-amocrm-demo-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  // An SQLite file has the machine's clock: the clinic is where the machine is.
  const timeZone = Temporal.Now.timeZoneId();
  const log = silentLogger();
  const sandbox = await startSandbox({ clock, timeZone, journal: true });
  resources.defer(() => sandbox.close());
  const events = new ServiceEvents(log);
  const stateFile = join(folder, 'state.db');
  const stateSource = { file: stateFile, keyFile: join(folder, 'state.key') };
  const state = await openState(stateSource, clock);
  const excluded = new Set<FieldKey>();
  const databases = branches.map((name, at) => ({
    name: name as SourceName,
    number: (at + 1) as SourceNumber, // few, from 1 on
    database: {
      client: 'sqlite' as const,
      file: join(folder, at === 0 ? 'ident.db' : `ident-${at + 1}.db`),
    },
  }));
  const [first] = databases;
  if (first === undefined) throw new Error('a demo has a database');
  const main = first;
  let perHour = visits?.perHour ?? 0;
  const rules = visits && {
    ...visits,
    get perHour() {
      return perHour;
    },
  };
  const clinic = resources.use(
    new Clinic({
      state,
      stateSource,
      rate,
      clock,
      log,
      signal,
      line: new AmoLine({
        baseUrl: sandbox.url,
        clock,
        log,
        signal,
        tokens: longLivedTokens(sandbox.oauth.longLivedToken(), clock),
        limiter: createLimiter({ store: state.slots, clock, pace: rate }),
        onEvent: (event) => events.emit({ type: 'amocrm', event }),
      }),
      sources: databases.map(({ name, number, database }) => ({
        name,
        number,
        ident: new IdentSource({
          database,
          excluded,
          clock,
          log,
          signal,
          stateFile,
          profile: 'sample',
        }),
      })),
      options: {
        timeZone,
        excluded,
        batchSize: 50,
        tags: ['IDENT'],
        ...(rules && { visits: rules }),
      },
      access: async () => ({ kind: 'mock', expiresAt: null }),
    }),
  );
  return {
    clinic,
    sandbox,
    events,
    folder,
    databaseFile: first.database.file,
    fillDatabase: async (patients, onRows) => {
      for (const [at, { database, number }] of databases.entries()) {
        await using connection = await openWritable(database, { log });
        const onProgress = (done: number) => onRows(at * patients + done);
        await createSampleDatabase(connection, { patients, seed: number, onProgress });
      }
    },
    play: (changes, seed) =>
      inDatabase(seed, (connection) => mutateSampleDatabase(connection, { changes, seed })),
    hasVisits: visits !== undefined,
    setPerHour: (count) => {
      perHour = count;
    },
    receive: (what, seed) =>
      inDatabase(seed, (connection) => bookInSampleDatabase(connection, { ...what, seed })),
  };

  async function inDatabase<T>(
    seed: number,
    work: (connection: Connection) => Promise<T>,
  ): Promise<T> {
    const { database } = databases[seed % databases.length] ?? main;
    await using connection = await openWritable(database, { log });
    return await work(connection);
  }
}
