import type { Hasher } from '../../../contact/value/hasher.ts';
import type { VisitRules } from '../../../visits/rules.ts';
import type { SyncSetup } from '../../pass/pass-context.ts';
import { type KnownAccount, liveAccount, visitIn } from '../deal/deal-account.ts';
import { type FollowTools, nothingFollowed } from '../follow/follow-tools.ts';
import { seeDeals } from '../follow/see-deals.ts';
import { isSent } from '../follow/send-writes.ts';
import { writeOf } from '../follow/write-of.ts';
import { type Looked, rejectedAmong } from './look.ts';
import type { VisitCounts } from './visit-counts.ts';

export type VisitsSetup = SyncSetup & { readonly rules: VisitRules };

interface Planned {
  readonly looked: readonly Looked[];
  readonly account: KnownAccount;
  readonly hasher: Hasher;
  readonly runId: number;
}

/** Counts what a pass would do, as far as it can be told without deciding what is under way. */
export async function planVisits(
  { state, rules, clock, amo, signal }: VisitsSetup,
  { looked, account, hasher, runId }: Planned,
  counts: VisitCounts,
): Promise<void> {
  const followed = looked.flatMap((one) => one.followed);
  const fresh = looked.reduce((sum, one) => sum + one.fresh.length, 0);
  counts.add('dealsCreated', fresh);
  counts.add('dealsRejected', rejectedAmong(looked));
  if (followed.length === 0 || (await state.visitUpdates.all()).length > 0) return;
  const live = await liveAccount({ amo, state }, account, rules);
  const tools: FollowTools = {
    leads: amo.leads,
    state,
    clock,
    runId,
    signal,
    hasher,
    ...live,
    fields: account.fields,
    note: async () => undefined,
    visitOf: visitIn(account),
  };
  const outcomes = nothingFollowed();
  const seen = await seeDeals(tools, followed, outcomes);
  for (const deal of seen) {
    const write = writeOf(tools, deal, () => true, outcomes);
    if (write !== null && isSent(write)) outcomes.updated += 1;
  }
  counts.followed(outcomes);
}
