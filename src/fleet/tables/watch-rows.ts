import { z } from 'zod';
import { type HealthFacts, healthFacts } from '../../health/facts.ts';
import type { StandingAlert } from '../../state/record/alerts.ts';
import { type FleetDatabase, ms, serverMs } from './fleet-database.ts';
import { isLive } from './machine-rows.ts';
import { fleetSchema } from './steps.ts';

/** What the machines know of a clinic's health, without its state being opened. Times are the server's, ms. */
export interface WatchRow {
  readonly number: number;
  readonly name: string;
  /** As whoever made its last pass, or makes one, saw it; null: nobody has yet. */
  readonly facts: HealthFacts | null;
  readonly factsAt: number | null;
  /** What passes did by the hour, of the last two days. */
  readonly hours: SavedHours;
  /** Its state could not be worked with: the code of why, and since when. */
  readonly blind: { readonly code: string; readonly since: number } | null;
  /** Since when its watcher is its watcher: whoever comes back to it knows nothing of what was told meanwhile. */
  readonly watchedSince: number | null;
  /** A pass of it is made by a machine that lives. */
  readonly isRunning: boolean;
  readonly dueAt: number;
  /** Since when a machine has lived that may make its passes; null: none does. */
  readonly servedSince: number | null;
  /** The server's clock. */
  readonly now: number;
}

/** What a pass leaves of the clinic's health. */
export interface Shown {
  readonly facts: HealthFacts;
  readonly hours: SavedHours;
  /** When it was seen, by the server's clock. */
  readonly at: number;
}

interface RawRow extends Omit<WatchRow, 'facts' | 'hours' | 'blind'> {
  readonly facts: unknown;
  readonly hours: unknown;
  readonly blind: string | null;
  readonly blindSince: number | null;
}

const count = z.number();
const hour = z.object({ at: z.number(), created: count, updated: count, rejected: count });
const savedHours = z.array(hour).readonly();
/** What passes did by the hour, of the last two days. */
export type SavedHours = z.infer<typeof savedHours>;

const evenings = z.record(z.string(), z.number());
const told = z.array(z.string());

/** The health of each clinic, who watches it, and who was told of what: one machine at a time calls people. */
export class WatchRows {
  readonly #db: FleetDatabase;

  constructor(db: FleetDatabase) {
    this.#db = db;
  }

  /** What was seen later stays. */
  async show(number: number, { facts, hours, at }: Shown): Promise<void> {
    await this.#db.rows(
      `insert into ${fleetSchema}.fleet_watch as w (number, facts, hours, facts_at)
        select f.number, $2::jsonb, $3::jsonb, pg_catalog.to_timestamp($4::float8 / 1000)
          from ${fleetSchema}.fleet_clinics f where f.number = $1
        on conflict (number) do update set facts = excluded.facts, hours = excluded.hours,
          facts_at = excluded.facts_at, blind = null, blind_since = null
          where w.facts_at is null or w.facts_at <= excluded.facts_at`,
      [number, JSON.stringify(facts), JSON.stringify(hours), at],
    );
  }

  /** The clinic's state cannot be worked with. */
  async hide(number: number, code: string): Promise<void> {
    await this.#db.rows(
      `insert into ${fleetSchema}.fleet_watch as w (number, blind, blind_since)
        select f.number, $2, pg_catalog.clock_timestamp()
          from ${fleetSchema}.fleet_clinics f where f.number = $1
        on conflict (number) do update set blind = excluded.blind,
          blind_since = coalesce(w.blind_since, excluded.blind_since)`,
      [number, code],
    );
  }

  /** Of all clinics, or of those that this machine watches. */
  async all(watcher?: string): Promise<readonly WatchRow[]> {
    const rows = await this.#db.rows<RawRow>(
      `select c.number, c.name, w.facts, w.hours, ${ms('w.facts_at')} as "factsAt",
          w.blind, ${ms('w.blind_since')} as "blindSince",
          d.job is not null and coalesce(${isLive('l')}, false) as "isRunning",
          ${ms('w.watched_since')} as "watchedSince", ${ms('d.due_at')} as "dueAt", s.since as "servedSince", ${serverMs} as now
        from ${fleetSchema}.fleet_clinics c
        join ${fleetSchema}.fleet_due d using (number)
        left join ${fleetSchema}.fleet_watch w using (number)
        left join ${fleetSchema}.fleet_machines l on l.machine = d.machine
        left join (select s.number, ${ms('min(m.started_at)')} as since
          from ${fleetSchema}.fleet_shown s join ${fleetSchema}.fleet_machines m using (machine)
          where s.fault is null and ${isLive('m')} group by s.number) s using (number)
        where c.ready and ($1::text is null or w.watcher = $1) order by c.number`,
      [watcher ?? null],
    );
    return rows.map(({ facts, hours, blind, blindSince, ...row }) => ({
      ...row,
      // What a program of another version has kept otherwise is not known until the next pass.
      facts: healthFacts.safeParse(facts).data ?? null,
      hours: savedHours.safeParse(hours).data ?? [],
      blind: blind === null ? null : { code: blind, since: blindSince ?? row.now },
    }));
  }

  /** A machine watches those of these that no other live one watches, and no further ones. */
  async claim(machine: string, numbers: readonly number[]): Promise<void> {
    await this.#db.rows(
      `update ${fleetSchema}.fleet_watch set watcher = null
        where watcher = $1 and number <> all ($2)`,
      [machine, numbers],
    );
    await this.#db.rows(
      `insert into ${fleetSchema}.fleet_watch as w (number, watcher)
        select number, $1 from ${fleetSchema}.fleet_clinics where ready and number = any ($2)
        on conflict (number) do update set watcher = excluded.watcher,
          watched_since = pg_catalog.clock_timestamp()
          where w.watcher is distinct from excluded.watcher and not exists (
            select 1 from ${fleetSchema}.fleet_machines m
              where m.machine = w.watcher and ${isLive('m')})`,
      [machine, numbers],
    );
  }

  /** Whether this machine lives in the eyes of the others and watches the clinic: asked before anybody is called. */
  async watches(machine: string, number: number): Promise<boolean> {
    const rows = await this.#db.rows(
      `select 1 from ${fleetSchema}.fleet_watch w join ${fleetSchema}.fleet_machines m
          on m.machine = w.watcher
        where w.number = $2 and w.watcher = $1 and ${isLive('m')}`,
      [machine, number],
    );
    return rows.length > 0;
  }

  /** Who was told of what, of the clinic. */
  async alerts(number: number): Promise<readonly StandingAlert[]> {
    const rows = await this.#db.rows<Omit<StandingAlert, 'told'> & { readonly told: unknown }>(
      `select kind, since, code, told from ${fleetSchema}.fleet_alerts
        where number = $1 order by since`,
      [number],
    );
    return rows.map((row) => ({ ...row, told: told.parse(row.told) }));
  }

  /** By whoever watches the clinic; another one's word changes nothing. */
  async setAlert(machine: string, number: number, alert: StandingAlert): Promise<void> {
    const { kind, since, code, told: channels } = alert;
    await this.#db.rows(
      `insert into ${fleetSchema}.fleet_alerts (number, kind, since, code, told)
        select w.number, $3, $4, $5, $6::jsonb from ${fleetSchema}.fleet_watch w
          where w.number = $2 and w.watcher = $1
        on conflict (number, kind) do update set since = excluded.since, code = excluded.code,
          told = excluded.told`,
      [machine, number, kind, since, code, JSON.stringify(channels)],
    );
  }

  async removeAlert(machine: string, number: number, kind: string): Promise<void> {
    await this.#db.rows(
      `delete from ${fleetSchema}.fleet_alerts a using ${fleetSchema}.fleet_watch w
        where a.number = $2 and a.kind = $3 and w.number = a.number and w.watcher = $1`,
      [machine, number, kind],
    );
  }

  /** Which channel has got which evening's digest. */
  async evenings(number: number): Promise<Readonly<Record<string, number>>> {
    const [row] = await this.#db.rows<{ evenings: unknown }>(
      `select evenings from ${fleetSchema}.fleet_watch where number = $1`,
      [number],
    );
    return evenings.parse(row?.evenings ?? {});
  }

  async setEvenings(
    machine: string,
    number: number,
    sent: Readonly<Record<string, number>>,
  ): Promise<void> {
    await this.#db.rows(
      `update ${fleetSchema}.fleet_watch set evenings = $3::jsonb where number = $2 and watcher = $1`,
      [machine, number, JSON.stringify(sent)],
    );
  }
}
