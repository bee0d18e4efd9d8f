import type { AmoClient } from '../../../amocrm/amo-client.ts';
import type { AmoLead, LeadId } from '../../../amocrm/model/lead.ts';
import type { VisitKey } from '../../../visits/visit-key.ts';
import { WholeReading } from '../../creates/absence/whole-reading.ts';
import { SyncError } from '../../errors.ts';
import { visitErrors } from '../errors.ts';
import type { Looking } from '../pass/look.ts';

/** What a survey goes by. */
export interface Surveying extends Looking {
  readonly amo: AmoClient;
  readonly self: number;
  readonly visitOf: (lead: AmoLead) => VisitKey | null;
  readonly signal?: AbortSignal | undefined;
}

/** A deal with a key of ours, as the survey keeps it: without what people wrote into it. */
export type Carrier = Pick<
  AmoLead,
  'id' | 'name' | 'price' | 'pipelineId' | 'statusId' | 'contacts' | 'updatedBy' | 'createdBy'
> & { readonly isAsMade: boolean };

interface Carried {
  readonly carriers: ReadonlyMap<VisitKey, readonly Carrier[]>;
  /** The highest of all deals. */
  readonly upTo: number;
}

/** All deals that carry a key, by it; each with the oldest first. */
export async function carriersOf({ amo, visitOf, signal }: Surveying): Promise<Carried> {
  const found = new Map<LeadId, { readonly visit: VisitKey; readonly carrier: Carrier }>();
  let upTo = 0;
  const unsure = () => new SyncError(visitErrors.surveyUnsure());
  const reading = new WholeReading<AmoLead>({
    order: 'id-asc',
    list: 'GET /leads',
    ask: async (page) => {
      signal?.throwIfAborted();
      const { leads: contacts, hasNext } = await amo.leads.page({ page, order: 'id-asc' });
      return { contacts, hasNext };
    },
    see: async (leads) => {
      for (const lead of leads) {
        upTo = Math.max(upTo, lead.id);
        const visit = visitOf(lead);
        // A page that was asked for again may show that the key is gone.
        if (visit === null) found.delete(lead.id);
        else found.set(lead.id, { visit, carrier: carrierOf(lead) });
      }
    },
    outOfOrder: () => Promise.reject(unsure()),
  });
  if (!(await reading.finish())) throw unsure();
  const byVisit = new Map<VisitKey, Carrier[]>();
  for (const { visit, carrier } of [...found.values()].toSorted(
    (a, b) => a.carrier.id - b.carrier.id,
  )) {
    byVisit.set(visit, [...(byVisit.get(visit) ?? []), carrier]);
  }
  return { carriers: byVisit, upTo };
}

const carrierOf = (lead: AmoLead): Carrier => ({
  id: lead.id,
  name: lead.name,
  price: lead.price,
  contacts: lead.contacts,
  pipelineId: lead.pipelineId,
  statusId: lead.statusId,
  updatedBy: lead.updatedBy,
  createdBy: lead.createdBy,
  isAsMade: lead.createdAt === lead.updatedAt,
});
