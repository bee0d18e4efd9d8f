import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { logFields } from '../../app-error.ts';
import type { Clock } from '../../clock.ts';
import { DatabaseMemories } from '../../ident/database-memory.ts';
import type { SharedConnections } from '../../state/postgres/open-server.ts';
import { admit } from '../admission.ts';
import { FleetError, fleetErrors } from '../errors.ts';
import { beatMs, type Job, type Jobs } from '../queue/jobs.ts';
import type { FleetTables } from '../tables/fleet-tables.ts';
import { HealthKeeper } from '../watch/health-keeper.ts';
import type { MachineMetrics } from '../watch/machine-metrics.ts';
import { clinicTurn } from './clinic-turn.ts';
import type { MachineClinics } from './machine-clinics.ts';
import { isRefusal, MachineStop } from './machine-stop.ts';
import { freePlaces, type PassClass, takingOrder } from './places.ts';
import { RunningTold } from './running.ts';
import { Silence } from './silence.ts';
import { UnderWay } from './under-way.ts';

export interface MachineOptions {
  readonly name: string;
  readonly version: string;
  /** How many passes it makes at the same time; 2 at least. */
  readonly places: number;
  readonly tables: FleetTables;
  readonly openJobs: () => Promise<Jobs>;
  readonly clinics: MachineClinics;
  /** Connections for the states of all clinics. */
  readonly shared: SharedConnections;
  readonly metrics: Pick<MachineMetrics, 'listener' | 'began' | 'lost' | 'running'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Told that it goes round: what a watchdog waits for. */
  readonly onAlive: () => void;
}

const roundMs = 1_000;
/** What is due is sent by every machine: more of a class at once helps nobody. */
const mostSent = 200;
/** A server that is away is asked again soon; so long nothing is sent or taken. */
const stumbleMs = 2_000;
/** Two rounds are so far apart only where this process, or the server, stood still. */
const standstillMs = 5_000;

/** One machine of a fleet: sends what is due, takes what it has places for, and says that it lives. */
export class Machine implements AsyncDisposable {
  readonly #options: MachineOptions;
  readonly #under: UnderWay;
  readonly #signal: AbortSignal;
  /** This build may not go on. */
  readonly #refused = new AbortController();
  readonly #stop: MachineStop;
  #rounds = 0;
  readonly #memories: DatabaseMemories;
  /** Monotonic ms. */
  #aliveAt: number;
  #heardAt: number;
  #roundAt: number;

  constructor(options: MachineOptions) {
    this.#options = options;
    this.#under = new UnderWay(options.clock);
    this.#memories = new DatabaseMemories(options.clock);
    this.#aliveAt = options.clock.monotonic();
    this.#heardAt = Number.NEGATIVE_INFINITY;
    this.#roundAt = Number.NEGATIVE_INFINITY;
    this.#signal = AbortSignal.any([options.signal, this.#refused.signal]);
    this.#stop = new MachineStop(options, (reason) => this.#under.stop(reason));
  }

  /** Since when it has not gone round, and since when the others have heard nothing of it; ms. */
  get silence(): { readonly loopMs: number; readonly serverMs: number } {
    const now = this.#options.clock.monotonic();
    return { loopMs: now - this.#aliveAt, serverMs: now - Math.min(this.#heardAt, this.#roundAt) };
  }

  /**
   * Shows itself to the others and looks at the fleet: once it has begun, its page knows every clinic.
   *
   * @throws FleetError FLEET_NOT_MIGRATED, FLEET_NEWER: the fleet's tables are not this build's to work with.
   */
  async begin(): Promise<void> {
    await this.#stop.begin();
    await this.#beat();
    await this.#options.clinics.look();
  }

  /**
   * Once it has begun, until the signal is aborted; passes under way then finish or park what is in flight.
   *
   * @throws FleetError FLEET_NOT_MIGRATED, FLEET_NEWER: the fleet's tables are this build's to work with no more.
   */
  async run(): Promise<void> {
    await this.#work();
    if (this.#refused.signal.aborted) throw this.#refused.signal.reason;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { tables, name } = this.#options;
    await tables.machines.leave(name).catch(() => undefined);
    await this.#stop.close();
  }

  async #work(): Promise<void> {
    const signal = this.#signal;
    // Two loops: a round that waits for the server must not keep the signs of life back.
    await Promise.all([
      this.#repeat(beatMs, async () => {
        await this.#beat();
        if (signal.aborted) return;
        await this.#options.clinics.look();
        this.#under.stopUnless((clinic) => this.#options.clinics.find(clinic) !== null);
        await this.#watch();
      }),
      this.#repeat(roundMs, async () => {
        await this.#round();
        this.#roundAt = this.#options.clock.monotonic();
      }),
    ]);
    await this.#under.ended();
  }

  /** As long as anything is under way it goes on: a pass that ends with the process is a pass until then. */
  async #repeat(everyMs: number, work: () => Promise<void>): Promise<void> {
    const { clock, log } = this.#options;
    const signal = this.#signal;
    const over = () => signal.aborted && this.#under.size === 0;
    // Of this loop alone: the other one may do well while this one fails, and the other way round.
    let isAway = false;
    while (!over()) {
      let waitMs = everyMs;
      try {
        await work();
        if (isAway) log.info('the server of the fleet is back');
        isAway = false;
      } catch (error) {
        if (isRefusal(error)) this.#refused.abort(atWork(error));
        waitMs = Math.max(everyMs, stumbleMs);
        if (!isAway) log.error(logFields(error), 'the server of the fleet cannot be worked with');
        isAway = true;
      }
      await clock.sleep(signal.aborted ? Math.min(waitMs, 200) : waitMs, signal).catch(() =>
        // Whoever is aborted would not sleep at all.
        clock.sleep(200),
      );
    }
  }

  async #beat(): Promise<void> {
    const { tables, name, version, places, metrics, clock } = this.#options;
    this.#options.onAlive();
    this.#aliveAt = clock.monotonic();
    const { ids } = this.#under;
    const given = await this.#stop.jobs?.beat(ids);
    this.#under.seen(ids);
    metrics.lost(this.#under.giveUp(given ?? []));
    await tables.machines.beat({
      machine: name,
      host: hostname(),
      pid: process.pid,
      version,
      places,
      running: this.#under.size,
      ...this.#under.troubles,
    });
    this.#heardAt = clock.monotonic();
  }

  /** Of the clinics that it can tell of, those that no other machine watches. */
  async #watch(): Promise<void> {
    const { tables, clinics, name } = this.#options;
    await tables.watch.claim(
      name,
      clinics.told.map(({ number }) => number),
    );
  }

  async #round(): Promise<void> {
    const { clinics, tables, places } = this.#options;
    const signal = this.#signal;
    if (signal.aborted) return;
    const jobs = await this.#stop.look(this.#under.size);
    if (jobs === null) return;
    const due = await tables.due.of(clinics.mine, Math.max(mostSent, places));
    if (due.length === 0) return;
    await jobs.send(due);
    this.#rounds += 1;
    this.#giveWay();
    for (const kind of takingOrder(this.#rounds)) {
      const free = freePlaces(places, this.#under.counts, kind);
      if (free === 0 || signal.aborted) continue;
      for (const job of await jobs.take(kind, free, clinics.others)) this.#begin(jobs, kind, job);
    }
  }

  #giveWay(): void {
    const { clock, places } = this.#options;
    if (clock.monotonic() - this.#roundAt > standstillMs) this.#under.forgiveSilence();
    this.#under.giveWay(places);
  }

  #begin(jobs: Jobs, kind: PassClass, job: Job): void {
    const { clinics, metrics } = this.#options;
    const lost = new AbortController();
    const log = this.#options.log.child({ clinic: clinics.find(job.number)?.known.name });
    const end = this.#turn(jobs, kind, job, {
      log,
      signal: AbortSignal.any([this.#signal, lost.signal]),
    })
      .catch((error: unknown) => {
        // Its job falls silent now, and is over in a quarter of a minute.
        log.error(logFields(error), 'a turn was not written down');
      })
      .finally(() => {
        this.#under.remove(job.id);
        metrics.running(this.#under.counts);
      });
    this.#under.add({ kind, job, lost, end, log });
    metrics.running(this.#under.counts);
  }

  async #turn(
    jobs: Jobs,
    kind: PassClass,
    job: Job,
    { log, signal }: { readonly log: Logger; readonly signal: AbortSignal },
  ): Promise<void> {
    const { tables, clinics, name, shared, metrics, clock } = this.#options;
    const clinic = clinics.find(job.number);
    // Somebody else may have made it between our look and our taking.
    const begun = clinic && (await tables.due.begin(job.number, job.id, name));
    if (clinic === null || begun === null) return await jobs.done(job.id);
    const { known, own } = clinic;
    metrics.began(kind, begun);
    const silence = new Silence(clock, begun.history?.silentMs ?? 0);
    this.#under.begins(job.id, silence);
    const told = new RunningTold(clock, (running) => tables.due.shows(job.number, job.id, running));
    const count = metrics.listener(known.name);
    const { next, unfit } = await clinicTurn({
      config: own.config,
      begun,
      place: kind,
      shared,
      clock,
      log,
      signal,
      memories: this.#memories,
      health: new HealthKeeper({ rows: tables.watch, number: job.number, clock, log }),
      listener: (event) => {
        count(event);
        told.hear(event);
        silence.hear(event);
      },
      silence,
      admit: (setup) => admit(tables, { known, own, job: job.id }, setup),
    });
    if (unfit !== null) clinics.unfit(job.number, unfit);
    const gaveWay = this.#under.ends(job.id);
    await told.flush();
    // It waits on among those that may hang; what it came to all the same, it came to.
    const isElsewhere = gaveWay && next.outcome === null;
    const ended = isElsewhere ? ({ ...next, class: 'troubled' } as const) : next;
    await tables.due.end(job.number, job.id, ended);
    await jobs.done(job.id);
  }
}

/** A manager of services tries a machine again that was outgrown, and none that began with the wrong program. */
const atWork = (error: unknown): unknown =>
  error instanceof FleetError && error.code === 'FLEET_NEWER'
    ? new FleetError(fleetErrors.outgrown)
    : error;
