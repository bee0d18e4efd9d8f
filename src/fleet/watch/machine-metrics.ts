import { Registry } from '@prometheus-io/client';
import { type Clock, within } from '../../clock.ts';
import { blindness, nobodyServes } from '../../health/rules.ts';
import type { ServiceListener } from '../../service/service-event.ts';
import { showFacts, showIncidents } from '../../service/watch/fact-metrics.ts';
import { ClinicSheets, counter, durations, gauge } from '../../service/watch/metric.ts';
import { processMetrics, workMetrics } from '../../service/watch/metrics.ts';
import { clinicState, clinicStates } from '../machine/lateness.ts';
import { classes, type PassClass, type Running } from '../machine/places.ts';
import type { BegunTurn } from '../tables/due-times.ts';
import type { FleetTables } from '../tables/fleet-tables.ts';
import type { WatchRow } from '../tables/watch-rows.ts';
import { clinicLook } from './clinic-look.ts';

export interface MachineMetricsOptions {
  readonly machine: string;
  readonly version: string;
  readonly places: number;
  readonly tables: Pick<FleetTables, 'watch' | 'overview'>;
  readonly clock: Clock;
}

/** Up to the two minutes in which each clinic is to be looked at, and beyond. */
const buckets = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 900, 3_600];
/** Whoever scrapes is not kept waiting for a server that is away. */
const patienceMs = 3_000;

/**
 * What `/metrics` of a machine shows: its own work; each clinic's passes that it has made, with the label `clinic`; and
 * how those clinics are that it watches, so that each of them is shown by one machine of the fleet.
 */
export class MachineMetrics {
  readonly #options: MachineMetricsOptions;
  readonly #registry = new Registry();
  readonly #sheets = new ClinicSheets(this.#registry);
  readonly #listeners = new Map<string, ServiceListener>();
  readonly #lateness;
  readonly #takeOvers;
  readonly #lost;
  readonly #running;

  constructor(options: MachineMetricsOptions) {
    this.#options = options;
    const registry = this.#registry;
    const { version, places } = options;
    processMetrics(registry, version);
    gauge(registry, 'fleet_places', 'How many passes the machine makes at once').set(places);
    this.#running = gauge(registry, 'fleet_passes_running', 'Passes that it makes now, by class', [
      'class',
    ]);
    this.#lateness = durations(
      registry,
      'fleet_lateness_seconds',
      'How long passes that it began had been due',
      { labelNames: ['class'], buckets },
    );
    this.#takeOvers = counter(
      registry,
      'fleet_take_overs_total',
      'Passes that it took over from a machine that fell silent',
    );
    this.#lost = counter(
      registry,
      'fleet_passes_lost_total',
      'Passes that were taken from it since it had missed its heartbeats',
    );
    this.#takeOvers.inc(0);
    this.#lost.inc(0);
    this.running({ quick: 0, long: 0, troubled: 0 });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Counts what happens in the passes of a clinic. */
  listener(clinic: string): ServiceListener {
    const known = this.#listeners.get(clinic);
    if (known !== undefined) return known;
    const listener = workMetrics(this.#sheets.of(clinic));
    this.#listeners.set(clinic, listener);
    return listener;
  }

  began(kind: PassClass, { lateMs, isTakenOver }: Pick<BegunTurn, 'lateMs' | 'isTakenOver'>): void {
    this.#lateness.observe({ class: kind }, lateMs / 1000);
    if (isTakenOver) this.#takeOvers.inc();
  }

  lost(passes: number): void {
    this.#lost.inc(passes);
  }

  running(now: Running): void {
    for (const kind of classes) this.#running.set({ class: kind }, now[kind]);
  }

  /** Asks the fleet's server, then prints everything; of a server that is away it says so. */
  async scrape(): Promise<string> {
    const fleet = await this.#fleet();
    return (await this.#registry.metrics()) + (await fleet.metrics());
  }

  async #fleet(): Promise<Registry> {
    const { tables, machine, clock } = this.#options;
    const registry = new Registry();
    const up = gauge(registry, 'fleet_server_up', '1 when the server of the fleet answered');
    const asked = Promise.all([tables.overview(), tables.watch.all(machine)]).catch(() => null);
    const answer = await within(clock, patienceMs, asked);
    up.set(Number(answer !== null));
    if (answer === null) return registry;
    const [overview, rows] = answer;
    const live = overview.machines.filter(({ isLive }) => isLive).length;
    gauge(registry, 'fleet_machines', 'Machines that live').set(live);
    const states = gauge(registry, 'fleet_clinics', 'Clinics of the fleet by how they stand', [
      'state',
    ]);
    const all = overview.clinics.map((row) => clinicState(row, overview.now));
    for (const state of clinicStates) {
      states.set({ state }, all.filter((one) => one === state).length);
    }
    gauge(registry, 'fleet_clinics_watched', 'Clinics whose health this machine tells').set(
      rows.length,
    );
    const sheets = new ClinicSheets(registry);
    for (const row of rows) this.#showClinic(sheets, row);
    return registry;
  }

  #showClinic(sheets: ClinicSheets, row: WatchRow): void {
    const look = clinicLook(row, this.#options.clock.now());
    if (look === null) return;
    const sheet = sheets.of(row.name);
    if (look.facts === null && look.code === nobodyServes) {
      showIncidents(sheet, [blindness(row.now, look.code)]);
    } else showFacts(sheet, look);
    if (row.factsAt === null) return;
    gauge(
      sheet,
      'fleet_seen_age_seconds',
      'How long ago a machine that made a pass of the clinic saw how it is',
    ).set(Math.max(0, row.now - row.factsAt) / 1000);
  }
}
