import type { AmoLead } from '../../../amocrm/model/lead.ts';
import type { PutPlace, VisitDealRow } from '../../../state/visits/visit-deals.ts';
import { finalAfterMs } from '../../creates/absence/timing.ts';
import { standsAt, stillThere } from '../deal/deal-items.ts';
import { leadsByIds } from '../leads-by-ids.ts';
import type { VisitCounts } from '../pass/visit-counts.ts';
import type { FollowedVisit, FollowTools, SeenDeal } from './follow-tools.ts';

/** Reads the deals of visits, and decides first what updates without an answer have come to. */
export async function seeDeals(
  tools: FollowTools,
  visits: readonly FollowedVisit[],
  counts: VisitCounts,
): Promise<readonly SeenDeal[]> {
  const { state, clock } = tools;
  const pending = await state.visitUpdates.all();
  // An old request may yet arrive.
  if (pending.length > 0) await clock.sleep(finalAfterMs, tools.signal);
  const rows = await state.visitDeals.ofVisits([
    ...visits.map(({ visit }) => visit),
    ...pending.map(({ visit }) => visit),
  ]);
  const linked = [...rows.values()].filter(({ status }) => status === 'linked');
  const leads = await leadsByIds(
    tools,
    linked.map(({ leadId }) => leadId),
  );
  const known = new Map(linked.map((row) => [row.visit, row]));
  for (const update of pending) {
    const row = known.get(update.visit);
    const lead = row && leads.get(row.leadId);
    const now = row && lead ? arrived(tools, row, lead, update) : row;
    await state.transaction(async (tx) => {
      if (now) await tx.visitDeals.save(now);
      await tx.visitUpdates.remove(update.visit);
    });
    if (now) known.set(now.visit, now);
  }
  return visits.flatMap((visit) => {
    const row = known.get(visit.visit);
    if (row === undefined) return [];
    const lead = leads.get(row.leadId);
    // One that carries another key, or none, is left as it is known, too.
    const isThere = lead !== undefined && tools.visitOf(lead) === visit.visit;
    if (!isThere) counts.add('dealsGone', 1);
    return isThere ? [{ visit, row, lead }] : [];
  });
}

/** What an update without an answer has come to, by what is there. */
function arrived(
  { hasher }: FollowTools,
  row: VisitDealRow,
  lead: AmoLead,
  { put, sent }: { readonly put: PutPlace | null; readonly sent: ReadonlyMap<string, string> },
): VisitDealRow {
  return {
    ...row,
    put: standsAt(lead, put) ? put : row.put,
    acknowledged: new Map([...row.acknowledged, ...stillThere(hasher, sent, lead)]),
    // What of it is there is seen anew.
    fingerprint: '',
  };
}
