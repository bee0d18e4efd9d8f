import type { PassClass } from '../places.ts';
import { type FleetDatabase, ms, serverMs } from './fleet-database.ts';
import { isLive, type MachineBeat } from './machine-rows.ts';
import { fleetSchema } from './steps.ts';

/** Times are the server's, ms. */
export interface MachineRow extends Omit<MachineBeat, 'machine'> {
  readonly machine: string;
  readonly isLive: boolean;
  readonly startedAt: number;
  readonly seenAt: number;
}

export interface ClinicRow {
  readonly number: number;
  readonly name: string;
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
  readonly begunAt: number | null;
  readonly endedAt: number | null;
  /** By a machine that lives. */
  readonly isRunning: boolean;
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

/** How the fleet stands. */
export async function overviewOf(db: FleetDatabase): Promise<Overview> {
  const machines = await db.rows<MachineRow>(
    `select m.machine, m.host, m.pid, m.version, m.places, m.running, m.lost, ${isLive('m')} as "isLive",
        ${ms('m.started_at')} as "startedAt", ${ms('m.seen_at')} as "seenAt"
      from ${fleetSchema}.fleet_machines m order by m.machine`,
  );
  const clinics = await db.rows<ClinicRow>(
    `select c.number, c.name, c.version, c.ready, d.class, d.failures, d.asks, d.outcome,
        ${ms('d.due_at')} as "dueAt", ${ms('d.begun_at')} as "begunAt",
        ${ms('d.ended_at')} as "endedAt", d.job is not null and coalesce(${isLive('l')}, false) as "isRunning",
        l.host as "lastHost",
        (select count(*) from ${fleetSchema}.fleet_shown s
          join ${fleetSchema}.fleet_machines m using (machine)
          where s.number = c.number and s.fault is null and ${isLive('m')}) as able,
        (select coalesce(jsonb_object_agg(m.host || ':' || m.pid, s.fault), '{}')
          from ${fleetSchema}.fleet_shown s join ${fleetSchema}.fleet_machines m using (machine)
          where s.number = c.number and s.fault is not null and ${isLive('m')}) as faults
      from ${fleetSchema}.fleet_clinics c
      join ${fleetSchema}.fleet_due d using (number)
      left join ${fleetSchema}.fleet_machines l on l.machine = d.machine
      order by d.due_at`,
  );
  const [clock] = await db.rows<{ now: number }>(`select ${serverMs} as now`);
  return { machines, clinics, now: clock?.now ?? 0 };
}
