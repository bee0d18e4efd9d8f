import type { ContactId } from '../../amocrm/model.ts';
import type { PatientId } from '../../contact/patient.ts';
import { createdLink, recordLink } from '../acknowledge.ts';
import { hold, tellHeld } from '../identity/hold.ts';
import { isAnothers } from '../identity/own-create.ts';
import type { Pass } from '../pass-context.ts';
import { newestContacts } from './newest.ts';

/**
 * When to look for a create of unknown outcome, after its connection ended. Assumed (SPEC): nothing commits later than
 * 60 s after that; the last look is a second behind it.
 */
export const lastLookMs = 61_000;
const looksMs = [0, 5_000, 20_000, lastLookMs] as const;

export interface Resolution {
  /** Certainly not created: they may be sent anew. */
  readonly lost: readonly PatientId[];
  /** Not found, but the list moved too much to be sure: they stay uncertain. */
  readonly open: readonly PatientId[];
}

/**
 * Looks for contacts that may have been created, among those newer than `downTo`, told by their IDENT-id field.
 * What is found is linked; what is certainly not there loses its intent.
 *
 * @param endedAt monotonic time when the request ended.
 * @param once one look only: the answer said that nothing was applied, and is merely checked.
 */
export async function resolveCreates(
  pass: Pass,
  ids: readonly PatientId[],
  downTo: ContactId,
  endedAt: number,
  once = false,
): Promise<Resolution> {
  const pending = new Set(ids);
  let complete = false;
  for (const after of once ? [0] : looksMs) {
    await pass.clock.sleep(endedAt + after - pass.clock.monotonic(), pass.signal);
    const newest = await newestContacts(pass.amo, downTo);
    complete = newest.complete;
    const oldestFirst = newest.contacts.toSorted((a, b) => a.id - b.id);
    for (const contact of oldestFirst) {
      const patientId = pass.live.patientId(contact);
      if (patientId === null || !pending.has(patientId)) continue;
      const outcome = await pass.state.transaction(async (tx) => {
        const taken = (await tx.links.ofContacts([contact.id])).has(contact.id);
        const intent = await tx.intents.ofPatient(patientId);
        if (taken || intent === undefined) return 'not-ours';
        const live = pass.live.read(contact);
        if (isAnothers(intent.sent, live)) {
          const doubt = { patientId, contactId: contact.id, fingerprint: '-' };
          await hold(pass, { ...doubt, phones: intent.sent.phones }, tx);
          return 'held';
        }
        await recordLink(tx, createdLink(patientId, contact.id, intent.sent));
        return 'linked';
      });
      // One contact carries one patient and is never taken over by another (I3).
      if (outcome === 'not-ours') continue;
      pending.delete(patientId);
      if (outcome === 'held') {
        tellHeld(pass, patientId);
        continue;
      }
      pass.counts.created += 1;
      pass.found({ kind: 'found-after-unknown', patientId, contactId: contact.id });
    }
    if (pending.size === 0) return { lost: [], open: [] };
  }
  if (!complete) return { lost: [], open: [...pending] };
  await pass.state.transaction((tx) => tx.intents.settle([...pending]));
  return { lost: [...pending], open: [] };
}
