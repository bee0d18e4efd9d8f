import type { LeadId } from '../../../amocrm/model/lead.ts';
import type { WriteAnswer } from '../../../amocrm/model/model.ts';
import { chunks } from '../../../chunks.ts';
import { visitKeyText } from '../../../visits/visit-key.ts';
import { isFar } from '../../creates/absence/marks.ts';
import { noted } from '../../write/noted.ts';
import { type DealOutcomes, type DealTools, nothingYet } from '../deal/deal-tools.ts';
import { sourceOfVisit } from '../pass/look.ts';
import { isRefusal } from '../refusals.ts';
import { madeSince, othersAmong } from './made-since.ts';
import type { NewDeal } from './new-deal.ts';
import { readBack } from './read-back.ts';
import { RefusedDeals } from './refused-deals.ts';

/** Rows of a request. */
const atOnce = 50;

/**
 * Makes deals, each at most once, when what was sent before is decided: a durable intent goes before each request, and a
 * deal counts when it was read back. Rows that amoCRM rejects are set aside, the others go on; any other failure ends it,
 * and what became of it the next one finds out.
 */
export async function makeDeals(
  tools: DealTools,
  deals: readonly NewDeal[],
): Promise<DealOutcomes> {
  const now = nothingYet();
  const free = await withoutDeal(tools, deals);
  if (free.length === 0) return now;
  const { highest: mark, isForeign } = await newest(tools);
  // Somebody else makes deals of these visits: all are read by their keys before another one is made.
  if (isForeign) {
    await tools.state.meta.clearOfSources('visitsSurveyed');
    now.held = free.length;
    return now;
  }
  const refused = new RefusedDeals(tools, now);
  let highest = mark;
  try {
    for (let parts = [...chunks(free, atOnce)]; parts.length > 0; ) {
      const [batch = [], ...others] = parts;
      tools.signal?.throwIfAborted();
      const mark = highest;
      const { departure } = await noted(tools, () => declare(tools, batch, mark));
      try {
        const answer = await tools.leads.create(batch.map(toLead), departure);
        refused.judged(batch.length);
        highest = await nameAll(tools, batch, answer, highest);
        parts = others;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        parts = [...(await refused.judge(batch, error)), ...others];
      }
    }
    await refused.conclude();
  } catch (error) {
    // What was answered before counts all the same; what is left undecided the next one decides.
    if (tools.signal?.aborted !== true) await readBack(tools, now).catch(() => undefined);
    throw error;
  }
  const made = await madeSince(tools, { above: mark, count: free.length });
  await readBack(tools, now, made);
  // At the same moment as we: what each of us looked at before showed nothing of the other.
  now.others = await othersAmong(tools, made.values());
  if (now.others > 0) await tools.state.meta.clearOfSources('visitsSurveyed');
  const left = await tools.state.visitIntents.all();
  now.undecided = left.filter(({ leadId }) => leadId === null).length;
  return now;
}

/** Those that have none, and of which none is under way; each once. */
async function withoutDeal(
  { state }: DealTools,
  deals: readonly NewDeal[],
): Promise<readonly NewDeal[]> {
  const known = await state.visitDeals.ofVisits(deals.map(({ visit }) => visit));
  const taken = new Set((await state.visitIntents.all()).map(({ visit }) => visit));
  return deals.filter(({ visit }) => {
    if (known.has(visit) || taken.has(visit)) return false;
    taken.add(visit);
    return true;
  });
}

/**
 * The highest id of the first page: what is made from now on lies above it. Where the order is not what was asked for it is
 * too low, which costs requests and hides nothing. And whether a deal with a key is there that this state knows nothing of.
 */
async function newest({ leads, state, visitOf }: DealTools) {
  const page = (await leads.page({ order: 'id-desc' })).leads;
  const surveyed = await state.meta.ofSources('visitsSurveyed');
  const newestRead = Math.max(0, ...surveyed.values().map((one) => one.upTo));
  // Each source by its own reading: one that was away knows nothing of what came since.
  const carrying = page.filter((lead) => {
    const visit = visitOf(lead);
    return visit !== null && lead.id > (surveyed.get(sourceOfVisit(visit))?.upTo ?? newestRead);
  });
  const known = await state.visitDeals.amongLeads(carrying.map(({ id }) => id));
  const intended = new Set((await state.visitIntents.all()).map(({ visit }) => visit));
  return {
    // 0: there is no deal at all.
    highest: page.reduce((most, { id }) => (id > most ? id : most), 0 as LeadId),
    isForeign: carrying.some((lead) => {
      const visit = visitOf(lead);
      return !known.has(lead.id) && visit !== null && !intended.has(visit);
    }),
  };
}

async function declare(
  { state, clock, runId, note }: DealTools,
  batch: readonly NewDeal[],
  highestLeadId: LeadId,
): Promise<void> {
  const shared = { runId, highestLeadId, createdAt: clock.now(), leadId: null };
  await state.transaction(async (tx) => {
    await tx.visitIntents.declare(
      batch.map(({ visit, patientId, contactId, put, sent }) => ({
        visit,
        patientId,
        contactId,
        put,
        sent,
        ...shared,
      })),
    );
    for (const { visit, patientId, members } of batch) {
      await tx.visitMembers.note({ visit, patientId }, members);
    }
    await note(
      tx,
      batch.map(({ visit }) => ({ kind: 'deal-created', visit })),
    );
  });
}

const toLead = ({ visit, contactId, lead }: NewDeal) => ({
  ...lead,
  request_id: visitKeyText(visit),
  _embedded: { contacts: [{ id: contactId, is_main: true }] },
});

/** An id that was known before, or that two rows got, names none of them: they are looked for. */
async function nameAll(
  { state }: DealTools,
  batch: readonly NewDeal[],
  { acknowledged }: WriteAnswer<LeadId>,
  highest: LeadId,
): Promise<LeadId> {
  const ids = Map.groupBy(acknowledged.values(), (id) => id);
  let next = highest;
  await state.transaction(async (tx) => {
    for (const { visit } of batch) {
      const id = acknowledged.get(visitKeyText(visit));
      if (id === undefined || id <= highest || ids.get(id)?.length !== 1) continue;
      await tx.visitIntents.name(visit, id);
      if (!isFar(id, next) && id > next) next = id;
    }
  });
  return next;
}
