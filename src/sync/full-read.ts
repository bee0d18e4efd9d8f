import type { CrmSnapshot } from './crm-snapshot.ts';
import type { Pass } from './pass-context.ts';

/** amoCRM's largest page. */
export const pageSize = 250;

/**
 * Reads every contact of the account into the snapshot. By page number a row can be skipped when another vanishes
 * meanwhile: presence is proved, absence never.
 *
 * @returns the highest contact id that it saw.
 */
export async function fullRead(
  pass: Pass,
  snapshot: CrmSnapshot,
  order: 'id-asc' | 'id-desc',
): Promise<number> {
  // For progress: as many as last time, and at least those that we know.
  const seenBefore = (await pass.state.meta.get('contactsSeen')) ?? 0;
  const expected = Math.max(seenBefore, await pass.state.links.count()) || null;
  let seen = 0;
  let highest = 0;
  for (let page = 1; ; page += 1) {
    pass.signal?.throwIfAborted();
    const { contacts, hasNext } = await pass.amo.contacts({ page, limit: pageSize, order });
    await snapshot.add(contacts.map((contact) => pass.live.read(contact)));
    seen += contacts.length;
    for (const { id } of contacts) highest = Math.max(highest, id);
    pass.onProgress?.({ phase: 'read-crm', done: seen, total: expected });
    await pass.betweenPages?.();
    if (!hasNext) break;
  }
  await pass.state.meta.set('contactsSeen', seen);
  await pass.state.meta.raiseHighestContactId(highest);
  return highest;
}
