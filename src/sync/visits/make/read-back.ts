import type { AmoLead, LeadId } from '../../../amocrm/model/lead.ts';
import type { ContactId } from '../../../amocrm/model/model.ts';
import { chunks } from '../../../chunks.ts';
import type { VisitDealStatus } from '../../../state/visits/visit-deals.ts';
import type { VisitIntent } from '../../../state/visits/visit-intents.ts';
import { shownAfterMs } from '../../creates/absence/timing.ts';
import type { DealTools } from '../deal/deal-tools.ts';
import { wholeItem } from '../deal/deal-write.ts';
import { isAdoption } from '../intents.ts';
import { leadsByIds } from '../leads-by-ids.ts';
import type { VisitCounts } from '../pass/visit-counts.ts';

type Named = VisitIntent & { readonly leadId: LeadId };

/** Deals of people that are taken over are decided apart. */
const isNamed = (intent: VisitIntent): intent is Named =>
  intent.leadId !== null && !isAdoption(intent);

/** What there is of a named deal; `odd`: it is there without its key or its contact. */
type Sight = 'whole' | 'gone' | 'odd' | 'of-another';

/**
 * Deals that an answer, or a look, has named: each counts when it is read back with its visit and its contact. What is not
 * to be seen so is looked at once more, when it must be shown.
 *
 * @param listed those that were read already, since they were made.
 */
export async function readBack(
  tools: DealTools,
  counts: VisitCounts,
  listed: ReadonlyMap<LeadId, AmoLead> = new Map(),
): Promise<void> {
  const named = (await tools.state.visitIntents.all()).filter(isNamed);
  const first = await sightsOf(tools, named, listed);
  const open = named.filter((_, at) => first[at] !== 'whole');
  for (const intent of named) if (!open.includes(intent)) await record(tools, intent, 'linked');
  counts.add('dealsCreated', named.length - open.length);
  if (open.length === 0) return;
  await tools.clock.sleep(shownAfterMs, tools.signal);
  const second = await sightsOf(tools, open);
  for (const [at, intent] of open.entries()) {
    await judge(tools, intent, second[at] ?? 'gone', counts);
  }
}

async function judge(
  tools: DealTools,
  intent: Named,
  sight: Sight,
  counts: VisitCounts,
): Promise<void> {
  switch (sight) {
    case 'whole':
      await record(tools, intent, 'linked');
      counts.add('dealsCreated', 1);
      break;
    case 'gone':
      await record(tools, intent, 'deleted');
      counts.add('dealsGone', 1);
      break;
    case 'of-another':
      // The answer was wrong: it is looked for by its key.
      await tools.state.visitIntents.name(intent.visit, null);
      break;
    default:
      // It is there, and so nothing is made anew.
      counts.add('dealsWithoutContact', 1);
  }
}

/** In the order of the intents. */
async function sightsOf(
  tools: DealTools,
  named: readonly Named[],
  listed: ReadonlyMap<LeadId, AmoLead> = new Map(),
): Promise<readonly Sight[]> {
  const others = named.map(({ leadId }) => leadId).filter((id) => !listed.has(id));
  const leads = new Map([...listed, ...(await leadsByIds(tools, others))]);
  const wanted = new Set(named.map(({ leadId }) => leadId));
  const unsaid = [...leads.values()].filter(
    ({ id, contacts }) => contacts === null && wanted.has(id),
  );
  const contacts = new Map([...leads.values()].map((lead) => [lead.id, lead.contacts ?? []]));
  for (const some of chunks(unsaid, 50)) {
    const found = await tools.leads.contactsOf(some.map(({ id }) => id));
    for (const [id, ofLead] of found) contacts.set(id, ofLead);
  }
  const links = await tools.state.links.ofPatients(named.map(({ patientId }) => patientId));
  return named.map(({ visit, leadId, contactId, patientId }) => {
    const lead = leads.get(leadId);
    if (lead === undefined) return 'gone';
    const carried = tools.visitOf(lead);
    if (carried === null) return 'odd';
    if (carried !== visit) return 'of-another';
    // It may have been merged into another one since.
    const isTheirs = (id: ContactId) => id === contactId || id === links.get(patientId)?.contactId;
    return contacts.get(leadId)?.some(({ id }) => isTheirs(id)) ? 'whole' : 'odd';
  });
}

async function record(
  { state }: DealTools,
  { visit, patientId, leadId, put, sent }: Named,
  status: VisitDealStatus,
): Promise<void> {
  await state.transaction(async (tx) => {
    await tx.visitDeals.save({
      visit,
      patientId,
      leadId,
      status,
      put,
      acknowledged: sent,
      isTouched: false,
      fingerprint: sent.get(wholeItem) ?? '',
    });
    await tx.visitRejected.remove([visit]);
    await tx.visitIntents.remove(visit);
  });
}
