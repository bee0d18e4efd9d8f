import type { Clock } from '../clock.ts';
import type { State } from '../state/open-state.ts';
import type { PassRequest } from '../state/record/pass-requests.ts';
import { type PauseReason, pauseReasons } from '../state/record/pause-reasons.ts';
import type { By } from '../state/record/pauses.ts';
import { forgivenDay } from '../sync/guard/asking/allowance.ts';

/** What people do to the service through its state, in its own process or another one; it looks there every second. */
interface Desk {
  readonly state: State;
  readonly clock: Clock;
}

/** Adds the reason `user`. */
export async function pauseService({ state, clock }: Desk, actor: By): Promise<void> {
  const at = clock.now();
  await state.transaction(async (tx) => {
    await tx.pauses.set({ reason: 'user', since: at, code: null, actor });
    await tx.actions.add({ at, actor, action: 'pause', subject: null });
  });
}

/**
 * Takes reasons away, all of them where none is named.
 *
 * @returns those that stood.
 */
export async function resumeService(
  { state, clock }: Desk,
  actor: By,
  reasons: readonly PauseReason[] = pauseReasons,
): Promise<readonly PauseReason[]> {
  return await state.transaction(async (tx) => {
    const stood: PauseReason[] = [];
    for (const reason of reasons) if (await tx.pauses.clear(reason)) stood.push(reason);
    // What the guard stopped is a person's affair from now on: the day begins anew.
    if (stood.includes('guard')) await tx.guarded.forgive(await forgivenDay(tx));
    const subject = stood.length === 0 ? null : stood.join(' ');
    await tx.actions.add({ at: clock.now(), actor, action: 'resume', subject });
    return stood;
  });
}

/** A pass as soon as possible. */
export async function requestPass(
  { state, clock }: Desk,
  { kind, allowed, actor }: Pick<PassRequest, 'kind' | 'allowed'> & { readonly actor: By },
): Promise<void> {
  const at = clock.now();
  const subject = allowed === null ? kind : `${kind} allow-mass-change=${allowed}`;
  await state.transaction(async (tx) => {
    await tx.passRequests.add({ kind, allowed, actor, askedAt: at });
    await tx.actions.add({ at, actor, action: 'run-now', subject });
  });
}
