import type { PostgresPool } from 'kysely';
import { beginFirstLoad } from '../clinic/first-load.ts';
import type { Clock } from '../clock.ts';
import { openState } from '../state/open-state.ts';
import { registered } from '../state/postgres/schema-on-server.ts';
import type { By } from '../state/record/pauses.ts';
import { claimsOf } from './clinic/identity.ts';
import type { OwnClinic } from './clinic/own-clinics.ts';
import { FleetError, fleetErrors } from './errors.ts';
import { withoutPass } from './pass-lock.ts';
import type { KnownClinic } from './tables/clinic-rows.ts';
import { FleetTables } from './tables/fleet-tables.ts';

export interface AddReport {
  readonly done: 'added' | 'changed' | 'same';
  readonly number: number;
  readonly schema: string;
  /** Where its key is; null: it stands in STATE_KEY. */
  readonly keyFile: string | null;
}

/**
 * Takes a clinic into the fleet, or says of one that is in it that its file's word holds from now on. Its state and its key
 * are made here, once: no machine ever makes another one.
 *
 * @param start its first load begins with its first pass.
 * @throws FleetError FLEET_TAKEN before anything of it is made; StateError
 */
export async function addClinic(
  { name, config, identity, digest }: OwnClinic,
  {
    pool,
    clock,
    start,
    signal,
  }: {
    readonly pool: PostgresPool;
    readonly clock: Clock;
    readonly start: By | null;
    readonly signal: AbortSignal;
  },
): Promise<AddReport> {
  const { state: place } = config;
  const { server, key, keyFile } = place;
  if (server === undefined) throw new FleetError(fleetErrors.noServer({ clinics: [name] }));
  const tables = new FleetTables(pool);
  await tables.check();
  const { schema } = server;
  const number = await registered(server);
  const before = (await tables.clinics.all()).find((one) => one.number === number);
  // Whose key does not fit may not say either what holds from now on.
  if (before !== undefined) await (await openState(place, clock)).close();
  const put = () =>
    tables.clinics.put({ number, schema, name, digest, claims: claimsOf(identity) });
  const done =
    before?.digest === digest
      ? await put()
      : await changed(tables, before, () =>
          withoutPass(server, { number, clock, signal, wait: true }, put),
        );
  {
    // Brought to this version's shape: it may have been a lone clinic's for long.
    await using state = await openState(place, clock);
    if (start !== null) await beginFirstLoad({ state, clock, sources: config.sources }, start);
  }
  await tables.clinics.ready(number);
  await tables.due.dueNow(number);
  return { done, number, schema, keyFile: key === undefined ? keyFile : null };
}

type Put = Awaited<ReturnType<FleetTables['clinics']['put']>>;

/** Machines stop the pass of a clinic whose identity is about to be another one. */
async function changed(
  { clinics }: FleetTables,
  before: KnownClinic | undefined,
  put: () => Promise<Put | null>,
): Promise<Put> {
  if (before !== undefined) await clinics.retire(before.number);
  try {
    const done = await put();
    if (done === null) throw new Error('whoever waits for a lock gets it');
    return done;
  } finally {
    // Its state and its key were made before.
    if (before !== undefined) await clinics.ready(before.number);
  }
}
