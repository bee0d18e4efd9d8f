import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { longLivedTokens } from '../../src/amocrm/auth/long-lived-tokens.ts';
import { createAmoClient } from '../../src/amocrm/create-amo-client.ts';
import { createLimiter } from '../../src/amocrm/limiter/limiter.ts';
import type { Pace } from '../../src/amocrm/limiter/limiter-step.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import type { SourceName, SourceNumber } from '../../src/contact/model/patient-key.ts';
import { keepHeapSmall } from '../../src/heap.ts';
import { ScanMemory } from '../../src/ident/changes/overlap-memory.ts';
import type { DatabaseConfig } from '../../src/ident/connection/connection.ts';
import type { Ident } from '../../src/ident/ident.ts';
import { loadProfile } from '../../src/ident/profiles/load-profile.ts';
import { createIdent } from '../../src/ident/reader.ts';
import { Databases, type OpenSource } from '../../src/ident/sources/databases.ts';
import { numbered } from '../../src/ident/sources/numbered.ts';
import { KnownCatalogue } from '../../src/ident/sql/known-catalogue.ts';
import { openState } from '../../src/state/open-state.ts';
import type { StateServer } from '../../src/state/postgres/server.ts';
import { createFields } from '../../src/sync/account/fields.ts';
import { setUpVisits } from '../../src/sync/account/visits-setup.ts';
import { runPass } from '../../src/sync/pass/run-pass.ts';
import type { VisitRules } from '../../src/visits/rules.ts';
import { answerQuestions } from './answer.ts';
import { LongestPage } from './longest-page.ts';
import { LongestStep } from './longest-step.ts';

/** A clinic's database, a state and an account: all that a pass needs. */
export interface SyncTask {
  /** One file, or one for each source; or a server. */
  readonly ident: string | readonly string[] | DatabaseConfig;
  readonly state: string;
  /** Where the state is; absent: in its folder. */
  readonly server?: StateServer;
  readonly url: string;
  readonly token: string;
  readonly limited: boolean;
  readonly batchSize: number;
  /** Visits become deals, so many in an hour. */
  readonly visits?: {
    readonly perHour: number;
    /** Nobody is asked who is responsible for a contact. */
    readonly responsible: string | null;
  };
}

export type SyncQuestion =
  | { readonly ask: 'fields'; readonly task: SyncTask }
  /** The pipeline and the fields of visits. */
  | { readonly ask: 'visits-setup'; readonly task: SyncTask }
  | {
      readonly ask: 'pass';
      readonly task: SyncTask;
      readonly mode: 'auto' | 'deep';
      readonly planOnly?: boolean;
    }
  /** Passes one after another, each opening its database anew as a service does. */
  | { readonly ask: 'passes'; readonly task: SyncTask; readonly times: number }
  /** Passes for so long, one every `everyMs`. */
  | {
      readonly ask: 'service';
      readonly task: SyncTask;
      readonly everyMs: number;
      readonly forMs: number;
    };

export interface PassCost {
  readonly mode: 'incremental' | 'deep';
  readonly ms: number;
  readonly cpuMs: number;
  readonly requests: number;
  readonly throttled: number;
  readonly statements: number;
  /** While statements to IDENT are under way: milliseconds of this process's CPU, for SQLite works in it. */
  readonly queryCpuMs: number;
  readonly counts: Readonly<Record<string, number>>;
  /** How long another pass that is due waits at most: from one asking whether anybody waits to the next, and a page of IDENT. */
  readonly heldMs: number;
  /** Its longest step: for so long it gave no sign of life, in milliseconds of its thread's CPU. */
  readonly stepMs: number;
  /** Of the whole process up to now. */
  readonly peakMb: number;
}

keepHeapSmall();

/** Tells how long statements take by what they cost: a machine that is busy with else makes none dearer. */
const cpuClock: Clock = {
  ...systemClock,
  monotonic: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

const log = pino({ level: 'silent' });

const unlimited: Pace = { requests: 1_000_000, periodMs: 1_000, jitterMs: 0, connectMs: 0 };

async function inTask<T>(
  task: SyncTask,
  work: (open: Awaited<ReturnType<typeof parts>>) => Promise<T>,
): Promise<T> {
  const opened = await parts(task);
  try {
    return await work(opened);
  } finally {
    await opened.state.close();
  }
}

async function parts(task: SyncTask) {
  const state = await openState(
    {
      file: `${task.state}/state.db`,
      keyFile: `${task.state}/state.key`,
      ...(task.server !== undefined && { server: task.server }),
    },
    systemClock,
  );
  const amo = createAmoClient({
    baseUrl: task.url,
    tokens: longLivedTokens(task.token, systemClock),
    limiter: createLimiter({
      store: state.slots,
      clock: systemClock,
      ...(task.limited ? {} : { pace: unlimited }),
    }),
    clock: systemClock,
    log,
  });
  return {
    state,
    amo,
    profile: await loadProfile('sample'),
    memory: new ScanMemory(),
    catalogue: new KnownCatalogue(systemClock),
  };
}

/** As the settings have them by default. */
const rulesOf = ({ perHour, responsible }: NonNullable<SyncTask['visits']> = none): VisitRules => ({
  since: null,
  cancelDelayMs: 600_000,
  perHour,
  withDoctors: false,
  firstOnly: false,
  tellsFirst: false,
  adoptDays: 30,
  cancelReasons: new Map(),
  choice: {
    pipeline: null,
    stages: new Map(),
    lossReasons: new Map(),
    withDoctors: false,
    adoptStages: [],
    protectedStages: [],
    responsible,
  },
});

const none = { perHour: 100, responsible: null };

type Known = Pick<Parameters<typeof createIdent>[0], 'memory' | 'catalogue'>;

/** Each database under a number of its own. */
async function chain(
  files: readonly string[],
  open: (file: string, known: Known) => Promise<Ident>,
): Promise<Databases> {
  const sources = files.map(async (file, at): Promise<OpenSource> => {
    const number = (at + 1) as SourceNumber; // as many as there are files
    return {
      number,
      name: `branch ${number}` as SourceName,
      ident: numbered(await open(file, {}), number),
    };
  });
  return new Databases(await Promise.all(sources));
}

const isChain = (ident: SyncTask['ident']): ident is readonly string[] => Array.isArray(ident);

async function onePass(
  task: SyncTask,
  { state, amo, memory, catalogue, profile }: Awaited<ReturnType<typeof parts>>,
  options: { readonly mode: 'auto' | 'deep'; readonly planOnly?: boolean },
): Promise<PassCost> {
  const throttled = amo.counters.throttled;
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const open = async (
    database: string | DatabaseConfig,
    known: Known = { memory, catalogue },
  ): Promise<Ident> =>
    await createIdent({
      database: typeof database === 'string' ? { client: 'sqlite', file: database } : database,
      profile,
      ...known,
      clock: cpuClock,
      log,
      excluded: new Set(),
    });
  const ident = isChain(task.ident) ? await chain(task.ident, open) : await open(task.ident);
  let askedAt = begun;
  let unaskedMs = 0;
  const note = (): void => {
    const now = performance.now();
    unaskedMs = Math.max(unaskedMs, now - askedAt);
    askedAt = now;
  };
  const pages = new LongestPage(ident);
  using step = new LongestStep();
  try {
    const result = await runPass(
      {
        ident,
        amo,
        state,
        clock: systemClock,
        log,
        betweenPages: async () => undefined,
        othersWait: () => {
          note();
          return false;
        },
        options: {
          timeZone: 'Europe/Moscow',
          batchSize: task.batchSize,
          eventsMs: 0,
          excluded: new Set(),
          tags: ['IDENT'],
          ...(task.visits && { visits: rulesOf(task.visits) }),
        },
      },
      { ...options, allowMassChange: 10_000_000 },
    );
    note();
    const ms = performance.now() - begun;
    const { user, system } = process.cpuUsage(cpu);
    return {
      mode: result.mode,
      ms,
      cpuMs: (user + system) / 1000,
      requests: result.requests,
      throttled: amo.counters.throttled - throttled,
      statements: ident.statements,
      queryCpuMs: ident.queryMs,
      counts: result.counts,
      heldMs: unaskedMs + pages.ms,
      stepMs: step.ms,
      peakMb: process.resourceUsage().maxRSS / 1024,
    };
  } finally {
    await ident.close();
  }
}

answerQuestions<SyncQuestion>(async (question) => {
  const { task } = question;
  return await inTask(task, async (open): Promise<unknown> => {
    switch (question.ask) {
      case 'fields':
        return void (await createFields({ amo: open.amo, state: open.state, excluded: new Set() }));
      case 'visits-setup':
        return void (await setUpVisits({ ...open, choice: rulesOf(task.visits).choice }));
      case 'pass':
        return await onePass(task, open, {
          mode: question.mode,
          planOnly: question.planOnly ?? false,
        });
      case 'passes': {
        const costs: PassCost[] = [];
        for (let n = 0; n < question.times; n += 1) {
          costs.push(await onePass(task, open, { mode: 'auto' }));
        }
        return costs;
      }
      case 'service': {
        const costs: PassCost[] = [];
        const end = performance.now() + question.forMs;
        for (let next = performance.now(); next < end; next += question.everyMs) {
          await delay(Math.max(0, next - performance.now()));
          costs.push(await onePass(task, open, { mode: 'auto' }));
        }
        return costs;
      }
    }
  });
});

process.once('disconnect', () => process.exit());
