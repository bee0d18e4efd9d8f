import { type RunningPass, runningPass } from '../../health/facts.ts';
import type { PassClass } from '../machine/places.ts';

import { type FleetDatabase, ms, serverMs } from './fleet-database.ts';
import { isLive, type MachineBeat } from './machine-rows.ts';
import { fleetSchema } from './steps.ts';

/** Times are the server's, ms. */
export interface MachineRow extends MachineBeat {
  readonly isLive: boolean;
  /** It stands still for a migration. */
  readonly stopped: boolean;
  readonly startedAt: number;
  readonly seenAt: number;
}

export interface ClinicRow {
  readonly number: number;
  readonly name: string;
  /** Where its state is. */
  readonly schema: string;
  readonly version: number;
  /** False: it was begun to be added, and broken off. */
  readonly ready: boolean;
  readonly class: PassClass;
  readonly failures: number;
  /** For which person's word it waits: the reason of a pause, or `first-load`; null: for none. */
  readonly asks: string | null;
  /** Of its last pass; null: there was none. */
  readonly outcome: string | null;
  readonly dueAt: number;
  /** How long until then by the server's clock; below 0: it is overdue. */
  readonly dueInMs: number;
  readonly begunAt: number | null;
  readonly endedAt: number | null;
  /** By a machine that lives. */
  readonly isRunning: boolean;
  /** What its pass under way does, as far as is known. */
  readonly running: RunningPass | null;
  /** The live machine that made its last pass, or another one that may make the next; null: none may. */
  readonly by: { readonly host: string; readonly pid: number; readonly since: number } | null;
  /** Who has made its last pass, or makes it; null: nobody, or one that is forgotten. */
  readonly lastHost: string | null;
  /** How many live machines may make its passes. */
  readonly able: number;
  /** Why other live machines may not, by machine. */
  readonly faults: Readonly<Record<string, string>>;
}

export interface Overview {
  readonly machines: readonly MachineRow[];
  /** Whose pass is due first comes first. */
  readonly clinics: readonly ClinicRow[];
  /** The server's clock. */
  readonly now: number;
}

interface RawRow extends Omit<ClinicRow, 'running'> {
  readonly running: unknown;
}

/** How the fleet stands. */
export async function overviewOf(db: FleetDatabase): Promise<Overview> {
  const machines = await db.rows<MachineRow>(
    `select m.machine, m.host, m.pid, m.version, m.places, m.running, m.lost, m.missed, m.stopped, ${isLive('m')} as "isLive",
        ${ms('m.started_at')} as "startedAt", ${ms('m.seen_at')} as "seenAt"
      from ${fleetSchema}.fleet_machines m order by m.machine`,
  );
  const clinics = await clinicRows(db);
  const [clock] = await db.rows<{ now: number }>(`select ${serverMs} as now`);
  return { machines, clinics, now: clock?.now ?? 0 };
}

/** @param number of one clinic; absent: all of them, whose pass is due first comes first. */
export async function clinicRows(
  db: FleetDatabase,
  number?: number,
): Promise<readonly ClinicRow[]> {
  const rows = await db.rows<RawRow>(
    `select c.number, c.name, r.schema, c.version, c.ready, d.class, d.failures, d.asks, d.outcome,
        ${ms('d.due_at')} as "dueAt", ${ms('d.begun_at')} as "begunAt",
        ${ms('d.due_at')} - ${serverMs} as "dueInMs",
        ${ms('d.ended_at')} as "endedAt", d.job is not null and coalesce(${isLive('l')}, false) as "isRunning",
        l.host as "lastHost", d.running,
        b.by,
        (select count(*) from ${fleetSchema}.fleet_shown s
          join ${fleetSchema}.fleet_machines m using (machine)
          where s.number = c.number and s.fault is null and ${isLive('m')}) as able,
        (select coalesce(jsonb_object_agg(m.host || ':' || m.pid, s.fault), '{}')
          from ${fleetSchema}.fleet_shown s join ${fleetSchema}.fleet_machines m using (machine)
          where s.number = c.number and s.fault is not null and ${isLive('m')}) as faults
      from ${fleetSchema}.fleet_clinics c
      join ${fleetSchema}.clinics r using (number)
      join ${fleetSchema}.fleet_due d using (number)
      left join ${fleetSchema}.fleet_machines l on l.machine = d.machine
      left join lateral (
        select jsonb_build_object('host', m.host, 'pid', m.pid,
            'since', round(${ms('m.started_at')})) as by
          from ${fleetSchema}.fleet_shown s join ${fleetSchema}.fleet_machines m using (machine)
          where s.number = c.number and s.fault is null and ${isLive('m')}
          order by m.machine = d.machine desc limit 1) b on true
      where $1::integer is null or c.number = $1
      order by d.due_at`,
    [number ?? null],
  );
  return rows.map(({ running, ...row }) => ({
    ...row,
    // Of another version it may say what is not known here.
    running: row.isRunning ? (runningPass.safeParse(running).data ?? null) : null,
  }));
}
