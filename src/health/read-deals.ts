import type { StateReads } from '../state/open-state.ts';
import type { DealsFacts, HealthFacts, WaitingRows } from './facts.ts';
import { lastGoodPassAt } from './last-good-pass.ts';

/** How deals of visits stand; null: they are off, or no pass has looked at them yet. */
export async function readDeals(
  { meta, visitDeals, visitLooks, visitRejected }: StateReads,
  { now, intervalMs }: Pick<HealthFacts, 'now' | 'intervalMs'>,
): Promise<DealsFacts | null> {
  const known = await meta.read(
    'dealsLookedAt',
    'dealsAuditedAt',
    'lastIncrementalAt',
    'lastDeepAt',
  );
  const lookedAt = known.get('dealsLookedAt');
  if (lookedAt === undefined) return null;
  const lastGood = lastGoodPassAt({
    lastIncrementalAt: known.get('lastIncrementalAt') ?? null,
    lastDeepAt: known.get('lastDeepAt') ?? null,
  });
  // A pass that ended an interval behind its time began when it was due.
  const due = Math.min(now - 2 * intervalMs, (lastGood ?? 0) - intervalMs);
  const rejected = await visitRejected.all();
  return {
    ...(await visitDeals.counts()),
    waiting: Object.fromEntries(await visitLooks.counts()),
    late: await visitLooks.late(due),
    rejected: {
      count: rejected.length,
      oldestAt: rejected.reduce<number | null>(
        (oldest, { firstAt }) => Math.min(oldest ?? firstAt, firstAt),
        null,
      ),
    },
    foreign: await foreignDeals(meta),
    lookedAt,
    auditedAt: known.get('dealsAuditedAt') ?? null,
  };
}

/** Each source counts all of them; while there are any, no deal is made in it. */
export async function foreignDeals(meta: StateReads['meta']): Promise<WaitingRows> {
  const odd = [...(await meta.ofSources('visitsSurveyed')).values()].filter(
    ({ foreign }) => foreign > 0,
  );
  if (odd.length === 0) return { count: 0, oldestAt: null };
  return {
    count: Math.max(...odd.map(({ foreign }) => foreign)),
    oldestAt: Math.min(...odd.map(({ at }) => at)),
  };
}
