import type { State } from '../../../state/open-state.ts';
import type { FollowTools } from '../follow/follow-tools.ts';
import { seeDeals } from '../follow/see-deals.ts';
import { isSent } from '../follow/send-writes.ts';
import { writeOf } from '../follow/write-of.ts';
import { type Looked, rejectedAmong } from './look.ts';
import type { VisitCounts } from './visit-counts.ts';

/** Counts what a pass would do, as far as it can be told without deciding what is under way. */
export async function planVisits(
  { visitUpdates }: Pick<State, 'visitUpdates'>,
  looked: readonly Looked[],
  openTools: () => Promise<FollowTools>,
  counts: VisitCounts,
): Promise<void> {
  const followed = looked.flatMap((one) => one.followed);
  const fresh = looked.reduce((sum, one) => sum + one.fresh.length, 0);
  counts.add('dealsCreated', fresh);
  counts.add('dealsRejected', rejectedAmong(looked));
  if (followed.length === 0 || (await visitUpdates.all()).length > 0) return;
  const tools = await openTools();
  for (const deal of await seeDeals(tools, followed, counts)) {
    const { write } = writeOf(tools, deal, () => true, counts);
    if (write !== null && isSent(write)) counts.add('dealsUpdated', 1);
  }
}
