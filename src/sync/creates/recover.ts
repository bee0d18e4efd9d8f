import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Intent } from '../../state/patients/intents.ts';
import type { Pass } from '../pass/pass-context.ts';
import { finalAfterMs, leavesWithinMs } from './absence/timing.ts';
import { looksAfter, resolveCreates } from './resolve-creates.ts';

/** An intent older than this is decided by a full read: others may have created too much since to look through. */
const oldMs = 3_600_000;

export interface Recovery {
  /** To be planned again, whatever the change cursor says: they were being created. */
  readonly again: readonly PatientId[];
  /** Too old to be looked for among the newest contacts: a full read decides. */
  readonly old: readonly PatientId[];
}

/**
 * Decides the creates that a process left behind when it died. When its request ended is not known, only that it was
 * before this pass took the lock: so the looks are counted from now.
 *
 * @param byFullRead the list of newest contacts cannot be believed: a full read decides about all of them.
 */
export async function recover(
  pass: Pass,
  intents: readonly Intent[],
  { byFullRead = false } = {},
): Promise<Recovery> {
  if (intents.length === 0) return { again: [], old: [] };
  // A pass that was taken over may have been about to send one.
  const mayLeaveMs = pass.state.isShared ? leavesWithinMs : 0;
  const begun = pass.clock.monotonic() + mayLeaveMs;
  const now = pass.clock.now();
  const isOld = ({ createdAt }: Intent) => byFullRead || now - createdAt > oldMs || createdAt > now;
  const young = intents.filter((intent) => !isOld(intent));
  const old = intents.filter(isOld).map(({ patientId }) => patientId);
  const { length: total } = intents;
  pass.log.warn({ count: total, old: old.length }, 'undecided creates are being looked for');
  pass.onProgress?.({ phase: 'recover', done: 0, total });
  if (young.length > 0) {
    const known = young.map(({ highestContactId }) => highestContactId);
    await resolveCreates(pass, {
      ids: young.map(({ patientId }) => patientId),
      // The least of known ids.
      downTo: Math.min(...known) as ContactId,
      looksAt: looksAfter(begun),
    });
  }
  // Old by the wall clock, which may have jumped: the full read must not come before the last of what may yet arrive.
  if (old.length > 0 && pass.mode === 'deep') {
    await pass.clock.sleep(begun + finalAfterMs - pass.clock.monotonic(), pass.signal);
  }
  pass.onProgress?.({ phase: 'recover', done: total, total });
  return { again: intents.map(({ patientId }) => patientId), old };
}
