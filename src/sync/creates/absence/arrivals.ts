import type { ContactId } from '../../../amocrm/model/model.ts';
import type { CrmSnapshot } from '../../crm/crm-snapshot.ts';
import type { Pass } from '../../pass/pass-context.ts';
import { readNewest } from './newest.ts';
import { shownAfterMs } from './timing.ts';

/**
 * A list may be late with what was created right before a full read (A12). Waits until it shows all that was there when
 * the read began, and reads the newest contacts once more. When they were created does not count: the wall clock may
 * have been set since.
 *
 * @param unseen contacts that the full read did not show.
 * @param begunAt monotonic time when it began.
 * @returns whether any of them could be so new.
 */
export async function readArrivals(
  pass: Pass,
  snapshot: CrmSnapshot,
  { unseen, begunAt }: { readonly unseen: readonly ContactId[]; readonly begunAt: number },
): Promise<boolean> {
  const { state, clock, signal, live } = pass;
  const created = await state.meta.get('lastCreates');
  if (created === undefined || !unseen.some((id) => id > created.above)) return false;
  await clock.sleep(begunAt + shownAfterMs - clock.monotonic(), signal);
  await readNewest(pass, created.above, async (contacts) => {
    await snapshot.add(contacts.map((contact) => live.read(contact)));
  });
  return true;
}
