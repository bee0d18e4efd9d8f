import type { LinkStatus } from '../state/links.ts';
import type { State } from '../state/open-state.ts';
import type { LockHolder } from '../state/pass-lock.ts';
import type { Run } from '../state/runs.ts';

/** What the state says of an installation. Times are milliseconds since the epoch. */
export interface StatusReport {
  readonly accountId: number | null;
  readonly database: string | null;
  readonly fieldsBound: boolean;
  readonly firstLoadDone: boolean;
  readonly lastIncrementalAt: number | null;
  readonly lastDeepAt: number | null;
  /** Why the next pass must be a deep one. */
  readonly deepDue: string | null;
  readonly lastRun: Run | null;
  readonly links: Readonly<Record<LinkStatus, number>>;
  readonly rejected: number;
  /** Creates whose outcome is not decided. */
  readonly uncertain: { readonly patientIds: readonly number[]; readonly since: number | null };
  /** Updates that wait to be read back. */
  readonly lateUpdates: number;
  readonly lock: LockHolder | null;
}

export async function readStatus(state: State): Promise<StatusReport> {
  const { meta, links } = state;
  const intents = await state.intents.all();
  return {
    accountId: (await meta.get('accountId')) ?? null,
    database: (await meta.get('databaseIdentity')) ?? null,
    fieldsBound: (await state.fields.all()).length > 0,
    // The cursor is there as soon as a first load was whole.
    firstLoadDone: (await meta.get('cursor')) !== undefined,
    lastIncrementalAt: (await meta.get('lastIncrementalAt')) ?? null,
    lastDeepAt: (await meta.get('lastDeepAt')) ?? null,
    deepDue: (await meta.get('deepDue')) ?? null,
    lastRun: (await state.runs.latest(1))[0] ?? null,
    links: {
      linked: await links.count('linked'),
      missing: await links.count('missing'),
      removed: await links.count('removed'),
      orphan: await links.count('orphan'),
    },
    rejected: await state.rejected.count(),
    uncertain: {
      patientIds: intents.map(({ patientId }) => patientId),
      since: intents.length === 0 ? null : Math.min(...intents.map((one) => one.createdAt)),
    },
    lateUpdates: (await state.intents.late()).length,
    lock: await state.passLock.current(),
  };
}
