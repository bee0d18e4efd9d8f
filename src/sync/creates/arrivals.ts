import type { CrmSnapshot } from '../crm-snapshot.ts';
import type { Pass } from '../pass-context.ts';
import { readNewest } from './newest.ts';
import { shownAfterMs } from './timing.ts';

/**
 * A list may be late with what was created right before a full read (A12). Waits until it shows all of that, and reads it
 * once more.
 *
 * @param begunAt wall clock when the full read began.
 * @returns whether there was anything to wait for.
 */
export async function readArrivals(
  pass: Pass,
  snapshot: CrmSnapshot,
  begunAt: number,
): Promise<boolean> {
  const { state, clock, signal, live } = pass;
  const created = await state.meta.get('lastCreates');
  if (created === undefined || created.at + shownAfterMs <= begunAt) return false;
  // A clock that was put back meanwhile tells nothing of how long ago it was.
  await clock.sleep(Math.min(created.at + shownAfterMs - clock.now(), shownAfterMs), signal);
  await readNewest(pass, created.above, async (contacts) => {
    await snapshot.add(contacts.map((contact) => live.read(contact)));
  });
  return true;
}
