import type { ContactId } from '../amocrm/model.ts';
import type { PatientId } from '../contact/patient.ts';
import type { Pass } from './pass-context.ts';
import { resolveCreates } from './resolve-creates.ts';

/** An intent older than this is decided by a full read: others may have created too much since to look through. */
const oldMs = 3_600_000;

export interface Recovery {
  /** To be planned again, whatever the change cursor says: they were being created. */
  readonly again: readonly PatientId[];
  /** Still undecided. */
  readonly uncertain: ReadonlySet<PatientId>;
  /** Some are too old to be looked for among the newest contacts. */
  readonly needsFullRead: boolean;
}

/**
 * Decides the creates that a process left behind when it died. When its request ended is not known, only that it was
 * before this pass took the lock: so the looks are counted from now.
 */
export async function recover(pass: Pass): Promise<Recovery> {
  const intents = await pass.state.intents.all();
  if (intents.length === 0) return { again: [], uncertain: new Set(), needsFullRead: false };
  const ids = intents.map(({ patientId }) => patientId);
  const now = pass.clock.now();
  const old = intents.filter(({ createdAt }) => now - createdAt > oldMs || createdAt > now);
  const young = intents.filter((intent) => !old.includes(intent));
  pass.log.warn({ count: ids.length, old: old.length }, 'undecided creates are being looked for');
  pass.onProgress?.({ phase: 'recover', done: 0, total: ids.length });
  const uncertain = new Set<PatientId>();
  if (young.length > 0) {
    const downTo = young.reduce(
      (least, { highestContactId }) => Math.min(least, highestContactId),
      Number.MAX_SAFE_INTEGER,
    );
    const { open } = await resolveCreates(
      pass,
      young.map(({ patientId }) => patientId),
      // The least of known ids.
      downTo as ContactId,
      pass.clock.monotonic(),
    );
    for (const id of open) uncertain.add(id);
  }
  pass.onProgress?.({ phase: 'recover', done: ids.length, total: ids.length });
  return { again: ids, uncertain, needsFullRead: old.length > 0 };
}
