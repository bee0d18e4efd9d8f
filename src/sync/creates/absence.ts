import { pageSize } from '../contact-pages.ts';
import type { CrmSnapshot } from '../crm-snapshot.ts';
import type { FreshPatients } from '../fresh-patients.ts';
import { fullRead } from '../full-read.ts';
import { linkCarrying, linkFound, linkSnapshot } from '../link-found.ts';
import type { Pass } from '../pass-context.ts';

/** Above this many creates a second full read is cheaper and surer than a look-up each. */
const mostLookUps = 200;

/**
 * A full read proves presence, never absence: rows that vanish between two pages hide others. In an account that
 * already carries IDENT ids, patients about to be created are looked for once more: each by `query` for its IDENT id,
 * or all by a second full read in the other order.
 */
export async function confirmAbsence(
  pass: Pass,
  fresh: FreshPatients,
  snapshot: CrmSnapshot,
): Promise<void> {
  if (!(await snapshot.carriesIds()) && (await pass.state.links.count()) === 0) return;
  const creates = await fresh.count();
  if (creates === 0) return;
  const pages = Math.ceil((await snapshot.count()) / pageSize);
  if (creates > mostLookUps || creates > pages) {
    await fullRead(pass, snapshot, 'id-desc');
    await linkSnapshot(pass, snapshot);
    await linkCarrying(pass, snapshot, [...pass.reCreating]);
    return;
  }
  for (const patientId of await fresh.unmatched(0, mostLookUps)) {
    await pass.betweenPages?.();
    for (let page = 1; ; page += 1) {
      pass.signal?.throwIfAborted();
      const answer = await pass.amo.contacts({ query: String(patientId), page });
      const carrying = answer.contacts
        .filter((contact) => pass.live.patientId(contact) === patientId)
        .map((contact) => pass.live.read(contact));
      // What it holds is compared before anything is written to it.
      await snapshot.add(carrying);
      await linkFound(pass, carrying);
      if (carrying.length > 0 || !answer.hasNext) break;
    }
  }
}
