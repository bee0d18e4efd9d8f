import { patience } from '../state/postgres/client/patience.ts';
import { poolOf } from '../state/postgres/connections.ts';
import { addressOf, type StateServer } from '../state/postgres/server.ts';
import type { OwnClinic } from './clinic/own-clinics.ts';
import { FleetError, fleetErrors } from './errors.ts';
import { fleetSchema } from './tables/steps.ts';

type Placed = Pick<OwnClinic, 'name'> & {
  readonly config: {
    readonly state: { readonly server?: StateServer; readonly reads?: StateServer };
  };
};

/**
 * The server and database of the fleet, as the first of the clinics that has one names it.
 *
 * @throws FleetError FLEET_NO_SERVER
 */
export function fleetServer(clinics: readonly Placed[]): StateServer {
  for (const { config } of clinics) {
    if (config.state.server !== undefined) return { ...config.state.server, schema: fleetSchema };
  }
  throw new FleetError(fleetErrors.noServer({ clinics: clinics.map(({ name }) => name) }));
}

/** Where the pages of all clinics read, as the same clinic names it; absent: where all others do. */
export function fleetReads(clinics: readonly Placed[]): StateServer | undefined {
  const reads = clinics.find(({ config }) => config.state.server !== undefined)?.config.state.reads;
  // Whichever clinic comes first, it is the same place.
  return reads && { ...reads, schema: fleetSchema };
}

/**
 * A clinic's state is on the fleet's server, too, and its pages read by the same address.
 *
 * @throws FleetError FLEET_NO_SERVER, FLEET_SEVERAL_SERVERS
 */
export function refuseElsewhere(
  { name, config }: Placed,
  fleet: StateServer,
  reads: StateServer | undefined,
): void {
  const { server, reads: ownReads } = config.state;
  if (server === undefined) throw new FleetError(fleetErrors.noServer({ clinics: [name] }));
  const told = (place: StateServer) => placeOf({ ...place, schema: fleet.schema });
  const hasReads = reads !== undefined || ownReads !== undefined;
  const places = (place: StateServer, by: StateServer | undefined) =>
    hasReads ? `${told(place)} (STATE_READ_URL: ${by ? told(by) : '–'})` : told(place);
  const [one, other] = [places(fleet, reads), places(server, ownReads)];
  if (one !== other) throw new FleetError(fleetErrors.severalServers({ clinic: name, one, other }));
}

/** For people; the same for one user of one database of one server. */
export const placeOf = (server: StateServer): string => `${server.user}@${addressOf(server)}`;

/** A few connections, shared by whatever of the fleet needs one. */
export function fleetPool(
  server: StateServer,
  most: number,
): ReturnType<typeof poolOf> & AsyncDisposable {
  const pool = poolOf(server, { most });
  return Object.assign(pool, { [Symbol.asyncDispose]: () => pool.end() });
}

/**
 * A change of a table that is waited for keeps everybody else from it, too: rather than a pass, the change gives way after so
 * long, and is tried again.
 */
export const changingMs = 2_000;

export const changingPool = (server: StateServer) =>
  poolOf(server, { most: 2, waitMs: changingMs, answerMs: patience.wholeMs });
