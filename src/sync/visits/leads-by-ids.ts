import type { AmoLead, LeadId } from '../../amocrm/model/lead.ts';
import { chunks } from '../../chunks.ts';
import type { DealTools } from './deal-tools.ts';

/** Rows of a page. */
const most = 250;

/** Those of these deals that are there, with their contacts; one that is not was deleted, or is not shown yet. */
export async function leadsByIds(
  { leads }: Pick<DealTools, 'leads'>,
  ids: readonly LeadId[],
): Promise<ReadonlyMap<LeadId, AmoLead>> {
  const found = new Map<LeadId, AmoLead>();
  for (const some of chunks([...new Set(ids)], most)) {
    const wanted = new Set(some);
    // A filter may be ignored: then everything is answered, and what was asked for need not be on the page.
    for (const lead of (await leads.page({ ids: some })).leads) {
      if (wanted.has(lead.id)) found.set(lead.id, lead);
    }
    for (const id of some) {
      const lead = found.has(id) ? null : await leads.one(id);
      if (lead !== null) found.set(id, lead);
    }
  }
  return found;
}
