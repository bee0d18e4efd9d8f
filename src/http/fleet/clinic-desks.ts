import type { PostgresPool } from 'kysely';
import type { Logger } from 'pino';
import type { Clinic } from '../../clinic/clinic.ts';
import type { Clock } from '../../clock.ts';
import type { ShownSettings } from '../../config/shown-settings.ts';
import { openClinic } from '../../fleet/clinic/open-clinic.ts';
import type { OwnClinic } from '../../fleet/clinic/own-clinics.ts';
import type { Fitness } from '../../fleet/machine/fitness.ts';
import type { FleetDatabase } from '../../fleet/tables/fleet-database.ts';
import type { FleetTables } from '../../fleet/tables/fleet-tables.ts';
import { ServiceEvents } from '../../service/service-events.ts';
import { readsBy, type StateReads } from '../../state/open-state.ts';
import { tablesIn } from '../../state/postgres/dialect.ts';
import { type Api, createApi } from '../api/create-api.ts';
import { ApiError, apiErrors } from '../api/errors.ts';
import { consentOf, tokenSettingOf } from '../oauth/consent.ts';
import { ClinicWatch } from './clinic-watch.ts';
import { deskTurn } from './desk-turn.ts';
import { fleetService } from './fleet-service.ts';
import { SharedJobs } from './shared-jobs.ts';

export interface DesksOptions {
  readonly db: FleetDatabase;
  readonly tables: FleetTables;
  /** Them, as the pages look at them. */
  readonly seen: Pick<FleetTables, 'clinic'>;
  /** What this machine's file says of each clinic of the fleet. */
  readonly clinics: { readonly all: readonly Fitness[] };
  /** Connections for the states of all clinics. */
  readonly pool: PostgresPool;
  /** By which the pages read them; null: by the same. */
  readonly reads: PostgresPool | null;
  readonly settingsOf: (clinic: string) => ShownSettings;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A clinic whose pages somebody looks at. */
export interface ClinicDesk {
  readonly clinic: Clinic;
  readonly config: OwnClinic['config'];
  readonly api: Api;
  readonly watch: ClinicWatch;
  readonly jobs: SharedJobs;
  /** Ends what is streamed of it: it is opened anew, or not any more. */
  readonly left: AbortSignal;
}

interface Opened {
  readonly own: OwnClinic;
  readonly desk: Promise<ClinicDesk>;
  /** Once it is open. */
  ready: ClinicDesk | null;
  readonly left: AbortController;
  readonly end: AbortController;
  usedAt: number;
}

/** Nobody has asked for anything of it. */
const idleMs = 10 * 60_000;
/** What was asked for before is answered by then. */
const lastAnswersMs = 60_000;

/** The clinics of the fleet as the page of this machine opens them: each when it is asked for, until nobody does. */
export class ClinicDesks implements AsyncDisposable {
  readonly #options: DesksOptions;
  readonly #open = new Map<number, Opened>();
  readonly #leaving: { readonly one: Opened; readonly since: number }[] = [];

  constructor(options: DesksOptions) {
    this.#options = options;
  }

  /** @throws ApiError NOT_FOUND, CLINIC_ELSEWHERE; StateError */
  async of(number: number): Promise<ClinicDesk> {
    const { clinics, clock } = this.#options;
    const found = clinics.all.find(({ known }) => known.number === number);
    if (found === undefined) throw new ApiError(apiErrors.notFound);
    // What goes by another file would do to another account or database what this clinic's people ask for.
    if (found.own === null || found.fault !== null) {
      throw new ApiError(apiErrors.clinicElsewhere({ fault: found.fault ?? 'NOT_IN_FILE' }));
    }
    const open = this.#open.get(number);
    if (open !== undefined && open.own === found.own) {
      open.usedAt = clock.monotonic();
      return await open.desk;
    }
    if (open !== undefined) this.#leave(number, open);
    const [left, end] = [new AbortController(), new AbortController()];
    const desk = this.#begin(number, found.own, { left: left.signal, end: end.signal });
    const usedAt = clock.monotonic();
    const fresh: Opened = { own: found.own, desk, ready: null, left, end, usedAt };
    this.#open.set(number, fresh);
    try {
      fresh.ready = await desk;
      return fresh.ready;
    } catch (error) {
      if (this.#open.get(number) === fresh) this.#open.delete(number);
      throw error;
    }
  }

  /** Closes what nobody needs any more, or what the file says otherwise by now. */
  async look(): Promise<void> {
    const { clinics, clock } = this.#options;
    const now = clock.monotonic();
    for (const [number, one] of this.#open) {
      const found = clinics.all.find(({ known }) => known.number === number);
      const isTheirs = found?.own === one.own && found.fault === null;
      // Whoever has its page open, or waits for what it counts, asks for nothing meanwhile.
      if (one.ready?.watch.isWatched || one.ready?.jobs.isRunning) one.usedAt = now;
      if (!isTheirs || now - one.usedAt > idleMs) this.#leave(number, one);
    }
    const over = this.#leaving.filter(({ since }) => now - since > lastAnswersMs);
    for (const gone of over) {
      this.#leaving.splice(this.#leaving.indexOf(gone), 1);
      gone.one.end.abort();
      await closed(gone.one);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#open.values(), ...this.#leaving.map(({ one }) => one)];
    this.#open.clear();
    this.#leaving.length = 0;
    for (const { left, end } of all) {
      left.abort();
      end.abort();
    }
    await Promise.all(all.map(closed));
  }

  #leave(number: number, one: Opened): void {
    this.#open.delete(number);
    one.left.abort();
    this.#leaving.push({ one, since: this.#options.clock.monotonic() });
  }

  async #begin(
    number: number,
    own: OwnClinic,
    { left, end: signal }: { readonly left: AbortSignal; readonly end: AbortSignal },
  ): Promise<ClinicDesk> {
    const { db, tables, seen, pool, reads, settingsOf, clock } = this.#options;
    const { name, config } = own;
    const log = this.#options.log.child({ clinic: name });
    const events = new ServiceEvents(log);
    const clinic = await openClinic(config, {
      ...{ clock, log, signal, shared: { pool } },
      onEvent: (event) => events.emit({ type: 'amocrm', event }),
    });
    const service = fleetService({ clinic, config, number, seen, due: tables.due, events });
    const consent = consentOf(clinic, config.amocrm, { port: 0 });
    const api: Api = createApi({
      latestCohort: async () => {
        const latest = await jobs.latest('cohort');
        return 'cohort' in latest ? latest.cohort : null;
      },
      ...{ clinic, service, alerts: config.alerts, settings: () => settingsOf(name) },
      reads: readsOf(clinic, config, reads),
      // amoCRM knows one address of a clinic's integration, and no machine by name: the person brings the answer.
      consent: consent && { ...consent, leadsHere: false },
      tokenSetting: tokenSettingOf(config.amocrm),
      turn: deskTurn(config.state.server, number, clinic),
    });
    const watch = new ClinicWatch({ tables: seen, number, clock, emit: events.emit });
    const jobs: SharedJobs = new SharedJobs({
      ...{ db, number, clock, log },
      own: (kind) => api.jobs[kind](),
    });
    jobs.follow(api.events);
    return { clinic, config, api, watch, jobs, left };
  }
}

async function closed({ desk }: Opened): Promise<void> {
  const open = await desk.catch(() => null);
  open?.api.close();
  await open?.clinic[Symbol.asyncDispose]();
}

/** Of a fleet's clinic its server is known. */
function readsOf(
  { state }: Clinic,
  { state: { server } }: OwnClinic['config'],
  pool: PostgresPool | null,
): StateReads {
  return server && pool ? readsBy(tablesIn(server.schema, pool)) : state;
}
