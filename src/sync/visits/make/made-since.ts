import type { AmoLead, LeadId } from '../../../amocrm/model/lead.ts';
import type { DealTools } from '../deal/deal-tools.ts';

/** Rows of a page. */
const most = 250;

/**
 * The deals above one that was known, the newest first: so many of ours as were made, and whatever others made meanwhile.
 * A list proves of none that it is not there; those that it does not show are asked for by their ids.
 */
export async function madeSince(
  { leads, signal }: DealTools,
  { above, count }: { readonly above: number; readonly count: number },
): Promise<ReadonlyMap<LeadId, AmoLead>> {
  const found = new Map<LeadId, AmoLead>();
  // Others' deals among ours take a page more.
  const pages = Math.ceil(count / most) + 1;
  for (let page = 1; page <= pages; page += 1) {
    signal?.throwIfAborted();
    const { leads: rows, hasNext } = await leads.page({ page, order: 'id-desc' });
    for (const lead of rows) if (lead.id > above) found.set(lead.id, lead);
    if (!hasNext || rows.some(({ id }) => id <= above)) break;
  }
  return found;
}

/** How many of these carry a visit and are not known to this state: another installation makes deals, too. */
export async function othersAmong(
  { state, visitOf }: DealTools,
  leads: Iterable<AmoLead>,
): Promise<number> {
  const carrying = [...leads].filter((lead) => visitOf(lead) !== null);
  const known = await state.visitDeals.amongLeads(carrying.map(({ id }) => id));
  const intents = await state.visitIntents.all();
  const named = new Set(intents.map(({ leadId }) => leadId));
  // Of what was sent without an answer each may be the one that was meant.
  const unnamed = new Set(intents.filter(({ leadId }) => leadId === null).map((one) => one.visit));
  return carrying.filter((lead) => {
    const visit = visitOf(lead);
    return !known.has(lead.id) && !named.has(lead.id) && visit !== null && !unnamed.has(visit);
  }).length;
}
