import { databasesOf } from '../ident/sources/databases.ts';
import type { SyncSetup } from '../sync/pass/pass-context.ts';
import { foundClaims } from './clinic/identity.ts';
import type { OwnClinic } from './clinic/own-clinics.ts';
import { FleetError, fleetErrors } from './errors.ts';
import type { KnownClinic } from './tables/clinic-rows.ts';
import type { FleetTables } from './tables/fleet-tables.ts';

interface Admitted {
  readonly known: Pick<KnownClinic, 'number' | 'name'>;
  readonly own: Pick<OwnClinic, 'identity'>;
  /** By which its pass is this machine's. */
  readonly job: string;
}

/**
 * For whoever holds the pass lock, before anything of either side is read or written: the account and the databases, as they call themselves, are no other
 * clinic's. Settings tell two of them apart by their addresses alone, and one server has many.
 *
 * @throws FleetError FLEET_TAKEN, FLEET_CLAIM_LOST
 */
export async function admit(
  { clinics, due }: Pick<FleetTables, 'clinics' | 'due'>,
  { known, own: { identity }, job }: Admitted,
  setup: Pick<SyncSetup, 'ident' | 'amo' | 'state'>,
): Promise<void> {
  const { state } = setup;
  // It may have been taken out of the fleet, or given to another machine, before we came to the lock.
  if (!(await due.holds(known.number, job))) throw new FleetError(fleetErrors.claimLost);
  const claimed = await clinics.claimsOf(known.number);
  const has = (kind: string, value: string | undefined) =>
    claimed.some((claim) => claim.kind === kind && claim.value === value);
  const { sources } = databasesOf(setup.ident);
  const remembered = await state.meta.ofSources('databaseIdentity');
  const accountId = await state.meta.get('accountId');
  const isKnown =
    (identity.account === null || (accountId !== undefined && has('account-id', `${accountId}`))) &&
    sources.every(({ number }) => has('database', remembered.get(number)));
  // Whoever is somebody else than the state remembers is refused by the pass itself.
  if (isKnown) return;
  const found = foundClaims(identity, await foundIn(setup));
  try {
    await clinics.claim(known, found);
  } catch (error) {
    if (!(error instanceof FleetError) || error.code !== 'FLEET_TAKEN') throw error;
    // It becomes a run of this clinic's, which its own people read.
    throw new FleetError(fleetErrors.takenByAnother({ clinic: known.name }));
  }
}

/** Who both sides are: as the state remembers them, or, where it does not yet, as they say themselves. */
export async function foundIn({
  ident,
  amo,
  state,
}: Pick<SyncSetup, 'ident' | 'amo' | 'state'>): Promise<{
  readonly accountId: number;
  readonly databases: ReadonlyMap<number, string>;
}> {
  const databases = new Map<number, string>(await state.meta.ofSources('databaseIdentity'));
  for (const { number, ident: source } of databasesOf(ident).sources) {
    if (!databases.has(number)) databases.set(number, (await source.server()).identity);
  }
  const accountId = (await state.meta.get('accountId')) ?? (await amo.account()).id;
  return { accountId, databases };
}
