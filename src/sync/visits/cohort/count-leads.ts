import type { LeadsClient } from '../../../amocrm/leads/leads-client.ts';
import type { LeadId } from '../../../amocrm/model/lead.ts';
import type { ContactId } from '../../../amocrm/model/model.ts';
import { chunks } from '../../../chunks.ts';
import { instantOf } from '../../../contact/value/dates.ts';
import type { State } from '../../../state/open-state.ts';
import type { LeadsCount } from '../../../visits/cohort/cohort-report.ts';
import { hasReached } from '../../../visits/cohort/reached.ts';
import { isVisitName } from '../../../visits/deal/deal.ts';
import type { VisitWindow } from '../../../visits/window.ts';
import { readNewestLeads } from '../newest-leads.ts';

/** As many as 20,000 deals take, half a minute at 7 requests a second; of older ones nothing is asked. */
const mostRequests = 160;

interface Counting {
  readonly leads: Pick<LeadsClient, 'page'>;
  readonly state: Pick<State, 'meta' | 'links' | 'visitDeals' | 'visitIntents'>;
  readonly period: VisitWindow;
  readonly timeZone: string;
  readonly signal?: AbortSignal | undefined;
  /** How many requests are sent at most. */
  readonly most?: number;
}

/**
 * How many deals were created in a period, and of how many the main contact is a patient's now. Those that visits were
 * given by us are none; a deal of people that a visit took over is one. By pages of 250 from the newest one down, since a
 * filter by time is a paid option; each page but the last is asked for twice, so that none slips through between two.
 */
export async function countLeads(counting: Counting): Promise<LeadsCount> {
  const { state, period, timeZone } = counting;
  const [from, to] = [period.from, period.to].map((at) => instantOf(at, timeZone));
  const { created, isWhole } = await createdIn(counting, from ?? 0, to ?? 0);
  const own = await ownOf(state, created);
  const people = created.filter(({ id }) => !own.has(id));
  const contacts = people.flatMap(({ main }) => main ?? []);
  const linked = new Set<ContactId>();
  for (const some of chunks([...new Set(contacts)], 500)) {
    for (const link of (await state.links.ofContacts(some)).values())
      if (link.status === 'linked') linked.add(link.contactId);
  }
  const patients = people.filter(({ main }) => main !== null && linked.has(main)).length;
  return { total: people.length, patients, isWhole };
}

/** What is kept of a deal. */
interface Created {
  readonly id: LeadId;
  readonly main: ContactId | null;
  /** It carries a visit, or carried one: closed and emptied, it has our name still, in the pipeline of visits. */
  readonly isVisits: boolean;
}

async function createdIn(
  { leads, state, signal, most = mostRequests }: Counting,
  from: number,
  to: number,
): Promise<{ readonly created: readonly Created[]; readonly isWhole: boolean }> {
  const { fields, pipeline } = (await state.meta.get('visitsSetup')) ?? {};
  const keyField = fields?.['visit_key'];
  const created = new Map<LeadId, Created>();
  const times = new Map<LeadId, number>();
  let isOlder = false;
  const end = await readNewestLeads({
    leads,
    signal,
    mostRequests: most,
    see: (some) => {
      // One deal may be brought in with a time of long ago; a whole page of them is older.
      isOlder = some.every(({ createdAt }) => createdAt < from);
      for (const lead of some) {
        times.set(lead.id, lead.createdAt);
        if (lead.createdAt < from || lead.createdAt >= to) continue;
        created.set(lead.id, {
          id: lead.id,
          main: lead.contacts?.find(({ isMain }) => isMain)?.id ?? null,
          isVisits:
            (lead.pipelineId === pipeline?.id && isVisitName(lead.name)) ||
            lead.fields.some(({ fieldId, values }) => fieldId === keyField && values.length > 0),
        });
      }
    },
    enough: () => isOlder,
  });
  const byId = [...times].toSorted(([a], [b]) => b - a).map(([, time]) => time);
  const isWhole = end === 'all' || (end === 'enough' && hasReached(byId, from));
  return { created: [...created.values()], isWhole };
}

/** Those that we made: all that carry a visit, but for those that one took over: their names are people's. */
async function ownOf(
  { visitDeals, visitIntents }: Counting['state'],
  created: readonly Created[],
): Promise<ReadonlySet<LeadId>> {
  const own = new Set(created.filter(({ isVisits }) => isVisits).map(({ id }) => id));
  const { named, unnamed } = await visitDeals.namesOf(created.map(({ id }) => id));
  for (const id of named) own.add(id);
  for (const id of unnamed) own.delete(id);
  for (const { leadId, sent } of await visitIntents.all()) {
    if (leadId !== null && sent.has('name')) own.add(leadId);
  }
  return own;
}
