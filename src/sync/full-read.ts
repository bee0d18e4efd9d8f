import { contactPages } from './contact-pages.ts';
import type { CrmSnapshot } from './crm-snapshot.ts';
import type { IdentSnapshot } from './ident-snapshot.ts';
import type { Pass } from './pass-context.ts';

/**
 * Reads every contact of the account into the snapshot. By page number a row can be skipped when another vanishes
 * meanwhile: presence is proved, absence never.
 *
 * @param patients IDENT, to be read in step with it.
 * @returns the highest contact id that it saw.
 */
export async function fullRead(
  pass: Pass,
  snapshot: CrmSnapshot,
  order: 'id-asc' | 'id-desc',
  patients?: IdentSnapshot,
): Promise<number> {
  // As many as last time, and at least those that we know.
  const seenBefore = (await pass.state.meta.get('contactsSeen')) ?? 0;
  const expected = Math.max(seenBefore, await pass.state.links.count());
  let seen = 0;
  let highest = 0;
  const pages = contactPages(pass.amo, { order, expected, epoch: () => snapshot.outdatings });
  for await (const { contacts } of pages) {
    pass.signal?.throwIfAborted();
    const live = contacts.map((contact) => pass.live.read(contact));
    await snapshot.add(live, await patients?.compare(live));
    seen += contacts.length;
    for (const { id } of contacts) highest = Math.max(highest, id);
    pass.onProgress?.({ phase: 'read-crm', done: seen, total: expected || null });
    await patients?.keepStep(seen / expected);
    await pass.betweenPages?.();
  }
  // amoCRM may well have fewer.
  while (patients !== undefined && (await patients.step())) {
    pass.onProgress?.({ phase: 'read-ident', done: patients.read, total: patients.total });
    await pass.betweenPages?.();
  }
  await pass.state.meta.set('contactsSeen', seen);
  await pass.state.meta.raiseHighestContactId(highest);
  return highest;
}
