import type { Logger } from 'pino';
import type { AmoClient } from '../amocrm/amo-client.ts';
import type { AmoEvent } from '../amocrm/amo-event.ts';
import { passTokenMs } from '../amocrm/auth/access-tokens.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/load-config.ts';
import type { SourceNumber } from '../contact/model/patient-key.ts';
import type { AccessFacts } from '../health/facts.ts';
import type { DatabaseMemories } from '../ident/database-memory.ts';
import { Databases, type SourceEnd } from '../ident/sources/databases.ts';
import type { StateKeySource } from '../state/file/state-key.ts';
import { openState, type State } from '../state/open-state.ts';
import type { SharedConnections } from '../state/postgres/open-server.ts';
import { type PlannedBranches, plannedBranches } from '../sync/branches/planned-branches.ts';
import { resumeForgetting } from '../sync/command/resume-forgetting.ts';
import type { RunOptions } from '../sync/pass/attempt.ts';
import type { SyncOptions, SyncSetup } from '../sync/pass/pass-context.ts';
import { type PassResult, runPass } from '../sync/pass/run-pass.ts';
import { type PlanCost, planCost } from '../sync/plan/plan-cost.ts';
import { type PlanCounts, planCounts } from '../sync/plan/plan-counts.ts';
import { recordUnbegun } from '../sync/run/run-book.ts';
import { batchSizeFrom } from '../sync/write/batches.ts';
import { accessOf } from './access.ts';
import { AmoLine } from './amo-line.ts';
import type { IdentSource } from './ident-source.ts';
import { openForPasses } from './open-for-passes.ts';
import { type LockRequest, underPassLock } from './pass-lock.ts';
import { type Source, sourcesOf } from './source.ts';
import { SourcePace, type SourceTurns } from './source-pace.ts';
import { syncOptions } from './sync-options.ts';

/** Settings that a clinic is put together from. */
export const clinicParts = ['amocrm', 'ident', 'state', 'sync'] as const;

export type ClinicConfig = Config<(typeof clinicParts)[number]>;

export interface ClinicOptions {
  readonly state: State;
  /** Where the state is kept. */
  readonly stateSource: StateKeySource;
  readonly line: AmoLine;
  /** One at least. */
  readonly sources: readonly Source[];
  readonly options: SyncOptions;
  /** What amoCRM allows. */
  readonly rate: { readonly requests: number; readonly periodMs: number };
  readonly access: () => Promise<AccessFacts>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
  /** Asked under the pass lock before anything is read or written: whether both sides are no other clinic's. Rejects where they are. */
  readonly admit?: (setup: SyncSetup) => Promise<void>;
}

export interface ClinicSurroundings
  extends Pick<ClinicOptions, 'clock' | 'log' | 'signal' | 'admit'> {
  /** Told of what happens on the line to amoCRM. */
  readonly onEvent?: (event: AmoEvent) => void;
  /** Connections to the state's server for all clinics of the process; absent: some of its own. */
  readonly shared?: SharedConnections;
  /** What passes before have learnt of the databases by the same settings; absent: nothing. */
  readonly memories?: DatabaseMemories;
}

/** What stands around work on both sides. */
interface Around
  extends Partial<Pick<SyncSetup, 'signal' | 'onProgress' | 'betweenPages' | 'othersWait'>> {
  /** Sources that are left alone: nobody has asked for their patients yet. */
  readonly withheld?: ReadonlySet<SourceNumber>;
  /** How it takes its sources: see {@link SourcePace}. */
  readonly turns?: SourceTurns;
}

/** A pass that is asked for. */
export interface PassOrder extends RunOptions, Around {
  /** Done first, on the same connections. */
  readonly prepare?: (setup: SyncSetup) => Promise<void>;
}

/** How a pass ended. */
export interface PassEnd {
  readonly outcome:
    | { readonly kind: 'done'; readonly result: PassResult }
    | { readonly kind: 'failed'; readonly error: unknown };
  /** How long IDENT's database was busy with it. */
  readonly queryMs: number;
  /** How it went with each source that it tried. */
  readonly sources: readonly SourceEnd[];
}

/** What a pass would do. */
export interface Plan {
  readonly result: PassResult;
  readonly counts: PlanCounts;
  readonly cost: PlanCost;
  /** Of the databases of which some branches are chosen. */
  readonly branches: readonly PlannedBranches[];
}

/** @throws what ended the pass. */
export function resultOf({ outcome }: PassEnd): PassResult {
  if (outcome.kind === 'failed') throw outcome.error;
  return outcome.result;
}

/**
 * How long IDENT was kept busy. Of several databases the one that was asked for least: as long as the others rest, passes
 * do without them.
 */
export function endOf(ident: SyncSetup['ident'] | undefined): Pick<PassEnd, 'queryMs' | 'sources'> {
  if (!(ident instanceof Databases)) return { queryMs: ident?.queryMs ?? 0, sources: [] };
  const sources = ident.ends;
  const read = sources.filter(({ error }) => error === null).map(({ queryMs }) => queryMs);
  return { queryMs: read.length === 0 ? ident.queryMs : Math.min(...read), sources };
}

/** One clinic, put together: its state, its account of amoCRM, its database, and how its patients are carried over. */
export class Clinic implements AsyncDisposable {
  readonly state: State;
  readonly stateSource: StateKeySource;
  readonly line: AmoLine;
  /** By number. */
  readonly sources: readonly Source[];
  readonly options: SyncOptions;
  readonly rate: ClinicOptions['rate'];
  readonly access: ClinicOptions['access'];
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly #admit: ClinicOptions['admit'];
  /** Which of several sources the passes of the service do without, and for how long. */
  readonly pace: SourcePace;

  constructor(options: ClinicOptions) {
    this.state = options.state;
    this.stateSource = options.stateSource;
    this.line = options.line;
    this.sources = options.sources.toSorted((a, b) => a.number - b.number);
    this.options = options.options;
    this.rate = options.rate;
    this.access = options.access;
    this.clock = options.clock;
    this.log = options.log;
    this.signal = options.signal;
    this.#admit = options.admit;
    this.pace = new SourcePace(this);
  }

  /**
   * The clinic of the settings. Neither the database nor amoCRM is asked anything yet.
   *
   * @throws StateError
   */
  static async open(config: ClinicConfig, surroundings: ClinicSurroundings): Promise<Clinic> {
    const { onEvent, shared, memories, ...rest } = surroundings;
    const { clock } = rest;
    const state = await openState(config.state, clock, shared);
    try {
      return new Clinic({
        ...rest,
        state,
        stateSource: config.state,
        rate: config.amocrm.rate,
        line: await AmoLine.open(config, { ...rest, state, ...(onEvent && { onEvent }) }),
        sources: sourcesOf(config, { ...rest, memories, stateFile: config.state.file }),
        options: syncOptions(config),
        access: () => accessOf(config.amocrm, state, clock),
      });
    } catch (error) {
      await state.close();
      throw error;
    }
  }

  /** The clinic's zone, an IANA name. */
  get timeZone(): string {
    return this.options.timeZone;
  }

  /** The database of the clinic that has but one; else the one of the lowest number. */
  get source(): IdentSource {
    const [first] = this.sources;
    if (first === undefined) throw new Error('a clinic has a source');
    return first.ident;
  }

  get amo(): AmoClient {
    return this.line.client;
  }

  /** Holds the pass lock while `work` is done. */
  async locked<T>(request: LockRequest, work: () => Promise<T>): Promise<T> {
    return await underPassLock(this.state, { signal: this.signal, ...request }, work);
  }

  /** A connection to the database and a token that lasts, for whoever holds the pass lock. */
  async connected<T>(work: (setup: SyncSetup) => Promise<T>, around: Around = {}): Promise<T> {
    const { amo, state, clock, log, options } = this;
    const { signal = this.signal, onProgress, betweenPages, othersWait, withheld, turns } = around;
    await using opened = await openForPasses(this.sources, { signal, clock, withheld, turns });
    await this.line.tokens.prepare(passTokenMs);
    const setup: SyncSetup = {
      ident: opened.ident,
      amo,
      state,
      clock,
      log,
      options,
      signal,
      betweenPages,
      ...(onProgress && { onProgress }),
      ...(othersWait && { othersWait }),
    };
    await this.#admit?.(setup);
    return await work(setup);
  }

  /** One pass, for whoever holds the pass lock. One that could not begin is part of the history, too. Never rejects. */
  async pass(order: PassOrder): Promise<PassEnd> {
    const startedAt = this.clock.now();
    let hasBegun = false;
    const used: { ident?: SyncSetup['ident'] } = {};
    const told = () => endOf(used.ident);
    try {
      const result = await this.connected(async (setup) => {
        used.ident = setup.ident;
        await order.prepare?.(setup);
        hasBegun = true;
        if (order.planOnly !== true) await resumeForgetting(setup);
        return await runPass(setup, order);
      }, order);
      return { outcome: { kind: 'done', result }, ...told() };
    } catch (error) {
      const isStop = (order.signal ?? this.signal).aborted;
      if (!hasBegun && !isStop && order.planOnly !== true) {
        await recordUnbegun(this, { mode: order.mode, startedAt, error });
      }
      return { outcome: { kind: 'failed', error }, ...told() };
    }
  }

  /** What a pass would do, and what it would cost; for whoever holds the pass lock. @throws what ended it. */
  async plan(order: PassOrder): Promise<Plan> {
    const { amo, options, rate } = this;
    const before = amo.counters.requests;
    let reads = 0;
    let branches: readonly PlannedBranches[] = [];
    const end = await this.pass({
      ...order,
      planOnly: true,
      onPlan: async (pass, book) => {
        reads = amo.counters.requests - before;
        branches = await plannedBranches(pass);
        await order.onPlan?.(pass, book);
      },
    });
    const result = resultOf(end);
    const known = await this.state.meta.get('batchSize');
    const batch = { ...batchSizeFrom(known, options.batchSize), most: options.batchSize };
    const cost = planCost(result.planned, { reads, batch, rate });
    return { result, cost, branches, counts: planCounts(result) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pace[Symbol.asyncDispose]();
    await this.line[Symbol.asyncDispose]();
    await this.state.close();
  }
}
