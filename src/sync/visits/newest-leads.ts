import type { LeadsClient } from '../../amocrm/leads/leads-client.ts';
import type { AmoLead, LeadId } from '../../amocrm/model/lead.ts';
import { WholeReading } from '../creates/absence/whole-reading.ts';

interface Reading {
  readonly leads: Pick<LeadsClient, 'page'>;
  readonly signal?: AbortSignal | undefined;
  /** So many requests are sent at most. */
  readonly mostRequests: number;
  /** Takes what a page showed; pages that were asked for again come again. */
  readonly see: (leads: readonly AmoLead[]) => void;
  /** Whether all from the newest deal down to this one is enough. */
  readonly enough: (id: number) => boolean;
}

/**
 * How the reading ended: with the last deal, with `enough` of them, with requests left for no more, or with a list in
 * which something may have slipped through.
 */
type End = 'all' | 'enough' | 'too-many' | 'unsure';

/** What a list that is not in the order that was asked for ends the reading with. */
class ListOrder extends Error {}

/** Reads deals from the newest down, by the law of contacts: what moved between two pages hides nothing. */
export async function readNewestLeads(reading: Reading): Promise<End> {
  const { leads, signal, mostRequests, see, enough } = reading;
  let asked = 0;
  let end: End = 'all';
  const whole = new WholeReading<AmoLead>({
    order: 'id-desc',
    list: 'GET /leads',
    ask: async (page) => {
      signal?.throwIfAborted();
      asked += 1;
      const { leads: contacts, hasNext } = await leads.page({ page, order: 'id-desc' });
      return { contacts, hasNext };
    },
    see: async (some) => see(some),
    // Asked only while there is a page left.
    enough: (id) => {
      if (enough(id)) end = 'enough';
      else if (asked >= mostRequests) end = 'too-many';
      return end !== 'all';
    },
    outOfOrder: () => Promise.reject(new ListOrder()),
  });
  try {
    return (await whole.finish()) ? end : 'unsure';
  } catch (error) {
    // What such a list shows is there all the same; what it does not show may be there as well.
    if (error instanceof ListOrder) return 'unsure';
    throw error;
  }
}

/** New deals on more pages than are asked for with so many requests: of older ones it is not known whether they are there. */
const mostRequests = 80;

interface NewestLeads {
  readonly leads: ReadonlyMap<LeadId, AmoLead>;
  /** Whether every deal above the id is among them. */
  readonly areAll: boolean;
}

/** The deals above an id, with some that stand on the same page. */
export async function newestLeads(
  { leads, signal }: Pick<Reading, 'leads' | 'signal'>,
  above: number,
): Promise<NewestLeads> {
  const found = new Map<LeadId, AmoLead>();
  const end = await readNewestLeads({
    leads,
    signal,
    mostRequests,
    see: (some) => {
      for (const lead of some) found.set(lead.id, lead);
    },
    enough: (id) => id <= above,
  });
  return { leads: found, areAll: end === 'all' || end === 'enough' };
}
