import type { AmoLead, LeadId } from '../../../amocrm/model/lead.ts';
import { WholeReading } from '../../creates/absence/whole-reading.ts';
import type { DealTools } from '../deal/deal-tools.ts';

/** New deals on more pages than are asked for with so many requests: of the older ones doubles are not looked for. */
const mostRequests = 80;

/** What a list that is not in the order that was asked for ends the reading with. */
class ListOrder extends Error {}

/** The deals from the newest down to one, as far as they can be read at once. */
export async function newestLeads(
  { leads: crm, signal }: Pick<DealTools, 'leads' | 'signal'>,
  downTo: LeadId,
): Promise<ReadonlyMap<LeadId, AmoLead>> {
  const found = new Map<LeadId, AmoLead>();
  let asked = 0;
  const reading = new WholeReading<AmoLead>({
    order: 'id-desc',
    list: 'GET /leads',
    ask: async (page) => {
      signal?.throwIfAborted();
      asked += 1;
      const { leads: contacts, hasNext } = await crm.page({ page, order: 'id-desc' });
      return { contacts, hasNext };
    },
    see: async (some) => {
      for (const lead of some) found.set(lead.id, lead);
    },
    enough: (id) => id <= downTo || asked >= mostRequests,
    outOfOrder: () => Promise.reject(new ListOrder()),
  });
  try {
    await reading.finish();
  } catch (error) {
    // What such a list shows is there all the same.
    if (!(error instanceof ListOrder)) throw error;
  }
  return found;
}
