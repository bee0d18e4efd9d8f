import type { ContactId } from '../../../amocrm/model/model.ts';
import type { Clock } from '../../../clock.ts';
import type { Fact } from '../../../state/account/facts.ts';
import type { Meta } from '../../../state/account/meta.ts';
import { finalAfterMs } from './timing.ts';

/** Notes that contacts were created just now, all of them above this id. */
export async function noteCreates(meta: Meta, clock: Clock, above: number): Promise<void> {
  const known = await meta.get('lastCreates');
  const goesOn = known !== undefined && ageMs(known, clock) <= finalAfterMs;
  await meta.set('lastCreates', {
    at: clock.now(),
    monotonic: clock.monotonic(),
    above: goesOn ? Math.min(known.above, above) : above,
  });
}

/** How long a contact may still be so new that amoCRM does not show it everywhere; 0: it is not. */
export async function freshForMs(meta: Meta, clock: Clock, contactId: ContactId): Promise<number> {
  const known = await meta.get('lastCreates');
  if (known === undefined || contactId <= known.above) return 0;
  return Math.max(0, finalAfterMs - ageMs(known, clock));
}

/**
 * How long ago it was, at least. The wall clock may have been set since, the monotonic one begun anew: the one that says
 * less is believed, and one that says less than nothing says that it may have been just now, or nothing at all.
 */
function ageMs({ at, monotonic }: Fact<'lastCreates'>, clock: Clock): number {
  const byWall = Math.max(0, clock.now() - at);
  const byMonotonic = monotonic === undefined ? Number.NaN : clock.monotonic() - monotonic;
  return byMonotonic >= 0 ? Math.min(byWall, byMonotonic) : byWall;
}
