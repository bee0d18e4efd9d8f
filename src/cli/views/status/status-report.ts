import type { PatientId, SourceNumber } from '../../../contact/model/patient-key.ts';
import type { HealthFacts } from '../../../health/facts.ts';
import type { State } from '../../../state/open-state.ts';
import type { LockHolder } from '../../../state/processes/pass-lock.ts';

/** What the state says of an installation besides how it is judged. Times are milliseconds since the epoch. */
export interface StatusReport {
  readonly accountId: number | null;
  /** Of each source that is known. */
  readonly databases: ReadonlyMap<SourceNumber, string>;
  /** Why the next pass must be a deep one. */
  readonly deepDue: string | null;
  /** Creates whose outcome is not decided, and that no pass has in hand. */
  readonly uncertain: { readonly patientIds: readonly PatientId[]; readonly since: number | null };
  /** Updates that wait to be read back. */
  readonly lateUpdates: number;
  readonly lock: LockHolder | null;
  /** The service that works on this state, or a machine of its fleet; null: there is none. */
  readonly service: LockHolder | null;
  readonly isOfFleet: boolean;
}

export async function readStatus(
  state: State,
  { underWay, waitsFor }: Pick<HealthFacts, 'underWay' | 'waitsFor'>,
  fleet: Pick<StatusReport, 'service'> | null,
): Promise<StatusReport> {
  const { meta } = state;
  const intents = (await state.intents.all()).filter(({ runId }) => !underWay.includes(runId));
  return {
    accountId: (await meta.get('accountId')) ?? null,
    databases: await meta.ofSources('databaseIdentity'),
    deepDue: (await meta.get('deepDue')) ?? null,
    uncertain: {
      patientIds: intents.map(({ patientId }) => patientId),
      since: intents.length === 0 ? null : Math.min(...intents.map((one) => one.createdAt)),
    },
    lateUpdates: (await state.intents.late()).length,
    lock: waitsFor,
    service: fleet === null ? await state.serviceLock.current() : fleet.service,
    isOfFleet: fleet !== null,
  };
}
