import { connect } from '../state/postgres/connections.ts';
import type { StateServer } from '../state/postgres/server.ts';
import { serverFailure } from '../state/postgres/server-failure.ts';
import type { LockHolder } from '../state/processes/pass-lock.ts';
import { FleetError, fleetErrors } from './errors.ts';
import { pagesCounted, sessionsOf } from './sessions.ts';
import { isLive } from './tables/machine-rows.ts';
import { fleetSchema } from './tables/steps.ts';

/** A clinic as its fleet sees it. */
export interface FleetLook {
  /** The machine that made its last pass, or another one that may make its next; null: none may. */
  readonly service: LockHolder | null;
  /** When its next pass is due; wall ms. */
  readonly nextAt: number;
  /** Sessions that the fleet may need, and how many the server gives. */
  readonly sessions: { readonly most: number; readonly pages: number; readonly given: number };
}

const noRights = '42501';

interface Row {
  readonly host: string | null;
  readonly pid: number | null;
  readonly since: number | null;
  readonly dueInMs: number;
}

/**
 * Whether a clinic is of a fleet, and how that sees it. Changes nothing.
 *
 * @param server where the clinic's state is.
 * @param now wall ms.
 * @param hasReads the pages of its machines read by an address of their own.
 * @returns null: it is of no fleet.
 */
export async function lookAtFleet(
  server: StateServer,
  now: number,
  hasReads = false,
): Promise<FleetLook | null> {
  const client = await connect({ ...server, schema: fleetSchema });
  try {
    const there = await client.query<{ is: boolean }>(
      `select pg_catalog.to_regclass('${fleetSchema}.fleet_due') is not null as is`,
    );
    if (there.rows[0]?.is !== true) return null;
    const { rows } = await client.query<Row>(
      `select m.host, m.pid, extract(epoch from m.started_at) * 1000 as since,
          extract(epoch from d.due_at - pg_catalog.clock_timestamp()) * 1000 as "dueInMs"
        from ${fleetSchema}.clinics c
        join ${fleetSchema}.fleet_clinics f on f.number = c.number and f.ready
        join ${fleetSchema}.fleet_due d on d.number = c.number
        left join ${fleetSchema}.fleet_shown s on s.number = c.number and s.fault is null
        left join ${fleetSchema}.fleet_machines m on m.machine = s.machine and ${isLive('m')}
        where c.schema = $1
        order by m.machine is null, m.machine = d.machine desc limit 1`,
      [server.schema],
    );
    const [row] = rows;
    if (row === undefined) return null;
    const { host, pid, since, dueInMs } = row;
    const counted = await client.query<{ machines: number; places: number; given: number }>(
      `select count(*) as machines, coalesce(sum(m.places), 0) as places,
          pg_catalog.current_setting('max_connections')::integer
            - pg_catalog.current_setting('superuser_reserved_connections')::integer as given
        from ${fleetSchema}.fleet_machines m where ${isLive('m')}`,
    );
    const { machines = 0, places = 0, given = 0 } = counted.rows[0] ?? {};
    return {
      service:
        host === null || pid === null
          ? null
          : { host, pid, command: 'fleet run', since: Math.round(since ?? now) },
      nextAt: now + Math.max(0, Math.round(dueInMs)),
      sessions: { most: sessionsOf({ machines, places, hasReads }), pages: pagesCounted, given },
    };
  } catch (error) {
    // A fleet is one user's: whoever may not look at it is of none.
    if (error instanceof Error && 'code' in error && error.code === noRights) return null;
    throw serverFailure(error, server);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * For whoever finds no state: one that a fleet has is gone, and was not never made.
 *
 * @param server where it would be.
 * @throws FleetError FLEET_STATE_GONE
 */
export async function refuseGone(server: StateServer, now: number): Promise<void> {
  if ((await lookAtFleet(server, now)) === null) return;
  throw new FleetError(fleetErrors.stateGone({ schema: server.schema }));
}
