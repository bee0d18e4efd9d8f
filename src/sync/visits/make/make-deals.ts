import { ValidationError } from '../../../amocrm/errors/errors.ts';
import type { LeadId } from '../../../amocrm/model/lead.ts';
import type { WriteAnswer } from '../../../amocrm/model/model.ts';
import { visitKeyText } from '../../../visits/visit-key.ts';
import { isFar } from '../../creates/absence/marks.ts';
import { finalAfterMs, shownAfterMs } from '../../creates/absence/timing.ts';
import { noted } from '../../write/noted.ts';
import type { DealTools } from '../deal/deal-tools.ts';
import { wholeItem } from '../deal/deal-write.ts';
import { sourceOfVisit } from '../pass/look.ts';
import type { VisitCounts } from '../pass/visit-counts.ts';
import { keepRejected, type RequestRejected, rowByRow } from '../rejected-rows.ts';
import { madeSince, othersAmong } from './made-since.ts';
import type { NewDeal } from './new-deal.ts';
import { readBack } from './read-back.ts';
import { countUndecided, lookFor } from './resolve-deals.ts';

/**
 * Makes deals, each at most once, when what was sent before is decided: a durable intent goes before each request, and a
 * deal counts when it was read back. Rows that amoCRM rejects are set aside, the others go on; any other failure ends it,
 * and what became of it the next one finds out.
 *
 * @returns false: none was made, since another installation makes them, too.
 */
export async function makeDeals(
  tools: DealTools,
  deals: readonly NewDeal[],
  counts: VisitCounts,
): Promise<boolean> {
  const { state, signal } = tools;
  const free = await withoutDeal(tools, deals);
  if (free.length === 0) return true;
  const { highest: mark, isForeign } = await newest(tools);
  // Somebody else makes deals of these visits: all are read by their keys before another one is made.
  if (isForeign) {
    await state.meta.clearOfSources('visitsSurveyed');
    counts.add('dealsStopped', free.length);
    return false;
  }
  let highest = mark;
  try {
    await rowByRow(tools, free, {
      visitOf: ({ visit }) => visit,
      send: async (batch) => {
        const above = highest;
        const { departure } = await noted(tools, () => declare(tools, batch, above));
        const answer = await tools.leads.create(batch.map(toLead), departure);
        highest = await nameAll(tools, batch, answer, above);
      },
      undo: (batch, error) => absentOf(tools, batch, error),
      reject: async (some) => {
        await keepRejected(tools, some, ({ visit, patientId, sent }) => ({
          visit,
          patientId,
          fingerprint: sent.get(wholeItem) ?? '',
        }));
        counts.add('dealsRejected', some.length);
      },
      endsUnjudged: true,
    });
  } catch (error) {
    // What was answered before counts all the same; what is left undecided the next one decides.
    if (signal?.aborted !== true) await readBack(tools, counts).catch(() => undefined);
    throw error;
  }
  const made = await madeSince(tools, { above: mark, count: free.length });
  await readBack(tools, counts, made);
  // At the same moment as we: what each of us looked at before showed nothing of the other.
  const others = await othersAmong(tools, made.values());
  counts.add('dealsBeside', others);
  if (others > 0) await state.meta.clearOfSources('visitsSurveyed');
  await countUndecided(tools, counts);
  return true;
}

/** Of a refused request those that are certainly not there; whatever came of it is looked for before any row goes again. */
async function absentOf(
  tools: DealTools,
  batch: readonly NewDeal[],
  error: RequestRejected,
): Promise<readonly NewDeal[]> {
  const { state, clock, signal } = tools;
  // What names rows was amoCRM's own word, at once; anything else may come from a front that gave up on it.
  const isOwnWord = error instanceof ValidationError;
  await clock.sleep(isOwnWord ? shownAfterMs : finalAfterMs, signal);
  const own = new Set(batch.map(({ visit }) => visit));
  await lookFor(
    tools,
    (await state.visitIntents.all()).filter(({ visit }) => own.has(visit)),
  );
  const left = new Set((await state.visitIntents.all()).map(({ visit }) => visit));
  return batch.filter(({ visit }) => !left.has(visit));
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
