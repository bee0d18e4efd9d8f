import type { ContactId } from '../../amocrm/model.ts';
import type { Meta } from '../../state/meta.ts';
import { settledAfterMs } from './timing.ts';

/** Notes that contacts were created just now, all of them above this id. */
export async function noteCreates(meta: Meta, now: number, above: number): Promise<void> {
  const known = await meta.get('lastCreates');
  const goesOn = known !== undefined && isWithin(known.at, now);
  await meta.set('lastCreates', { at: now, above: goesOn ? Math.min(known.above, above) : above });
}

/** How long a contact may still be so new that amoCRM does not show it everywhere; 0: it is not. */
export async function freshForMs(meta: Meta, now: number, contactId: ContactId): Promise<number> {
  const known = await meta.get('lastCreates');
  if (known === undefined || contactId <= known.above || !isWithin(known.at, now)) return 0;
  return Math.min(known.at + settledAfterMs - now, settledAfterMs);
}

/** A clock that was put back tells nothing: it may have been just now. */
const isWithin = (at: number, now: number): boolean => now - at <= settledAfterMs;
