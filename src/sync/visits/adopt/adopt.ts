import type { AmoLead, LeadId, PipelineId } from '../../../amocrm/model/lead.ts';
import type { ContactId } from '../../../amocrm/model/model.ts';
import type { VisitIntent } from '../../../state/visits/visit-intents.ts';
import { adoptionOf } from '../../../visits/deal/adoption.ts';
import { type VisitKey, visitKeyText } from '../../../visits/visit-key.ts';
import { finalAfterMs } from '../../creates/absence/timing.ts';
import { noted } from '../../write/noted.ts';
import type { DealTools } from '../deal/deal-tools.ts';
import { adoptionSent, dropIntents, isAdoption } from '../intents.ts';
import { leadsByIds } from '../leads-by-ids.ts';
import type { NewDeal } from '../make/new-deal.ts';
import { rowByRow } from '../rejected-rows.ts';

export interface AdoptTools extends DealTools {
  /** Stages whose deals are taken over, as {@link placeText} has them. */
  readonly stages: ReadonlySet<string>;
  readonly mostDays: number;
  /** The pipeline of visits: in every other one a deal stays where people put it. */
  readonly pipeline: PipelineId;
}

export const placeText = (pipeline: number, status: number): string => `${pipeline}:${status}`;

/** A visit that is to have a deal. */
export interface DealCandidate {
  readonly deal: NewDeal;
  /** Whether its patient never came before; null: that is not known. */
  readonly isFirst: boolean | null;
  /** When it was booked first, seconds since the epoch; null: IDENT does not tell. */
  readonly bookedAt: number | null;
}

interface AdoptOutcome {
  readonly adopted: readonly VisitKey[];
  /** Those that get a deal of their own. */
  readonly rest: readonly NewDeal[];
  /** Of them, those whose contact has a deal in such a stage all the same: it does not fit, or amoCRM rejects the change. */
  readonly notAdopted: readonly NewDeal[];
}

/**
 * Lets first visits take over deals of people, each by writing its key into one. What a person called a deal, and a price
 * that is not 0, is never ours. Only under the pass lock, before deals are made.
 */
export async function adoptDeals(
  tools: AdoptTools,
  candidates: readonly DealCandidate[],
): Promise<AdoptOutcome> {
  await recoverAdoptions(tools);
  const open = tools.stages.size === 0 ? [] : await withoutDeal(tools, candidates);
  const { leads, ofContact } = await contactDeals(tools, open);
  const taken = await takenOf(tools, [...leads.values()]);
  const adopting: { readonly deal: NewDeal; readonly lead: AmoLead }[] = [];
  const notAdopted: NewDeal[] = [];
  for (const { deal, isFirst, bookedAt } of open) {
    const own = (ofContact.get(deal.contactId) ?? []).flatMap((id) => leads.get(id) ?? []);
    const is = adoptionOf({
      isFirst,
      bookedAt,
      contact: deal.contactId,
      mostDays: tools.mostDays,
      deals: own.map((lead) => ({
        id: lead.id,
        createdAt: lead.createdAt,
        contacts: lead.contacts ?? [],
        isInStage: tools.stages.has(placeText(lead.pipelineId, lead.statusId)),
        isTaken: taken.has(lead.id),
      })),
    });
    const lead = own.find(({ id }) => id === is.adopts);
    if (lead !== undefined) {
      // One deal is taken by one visit.
      taken.add(lead.id);
      adopting.push({ deal, lead });
    } else if (is.adopts === null && is.why !== 'none') notAdopted.push(deal);
  }
  const written = new Set(adopting.map(({ deal }) => deal.visit));
  await rowByRow(tools, adopting, {
    visitOf: ({ deal }) => deal.visit,
    send: (batch) => write(tools, batch),
    undo: async (batch) => {
      await tools.state.transaction((tx) =>
        dropIntents(
          tx,
          batch.map(({ deal }) => deal.visit),
        ),
      );
      return batch;
    },
    reject: async (some) => {
      for (const { row } of some) {
        written.delete(row.deal.visit);
        notAdopted.push(row.deal);
      }
    },
    endsUnjudged: false,
  });
  return {
    adopted: [...written],
    rest: candidates.map(({ deal }) => deal).filter(({ visit }) => !written.has(visit)),
    notAdopted,
  };
}

/** First visits that have no deal, and of which none is under way. */
async function withoutDeal(
  { state }: AdoptTools,
  candidates: readonly DealCandidate[],
): Promise<readonly DealCandidate[]> {
  const first = candidates.filter(({ isFirst }) => isFirst === true);
  const known = await state.visitDeals.ofVisits(first.map(({ deal }) => deal.visit));
  const intended = new Set((await state.visitIntents.all()).map(({ visit }) => visit));
  return first.filter(({ deal: { visit } }) => !known.has(visit) && !intended.has(visit));
}

async function contactDeals(tools: AdoptTools, candidates: readonly DealCandidate[]) {
  const ofContact = new Map<ContactId, readonly LeadId[]>();
  for (const contactId of new Set(candidates.map(({ deal }) => deal.contactId))) {
    tools.signal?.throwIfAborted();
    ofContact.set(contactId, (await tools.leads.ofContact(contactId)) ?? []);
  }
  return { ofContact, leads: await leadsByIds(tools, [...ofContact.values()].flat()) };
}

/** Those that carry a visit, or are about to. */
async function takenOf(
  { state, visitOf }: AdoptTools,
  leads: readonly AmoLead[],
): Promise<Set<LeadId>> {
  const known = await state.visitDeals.amongLeads(leads.map(({ id }) => id));
  const intended = (await state.visitIntents.all()).flatMap(({ leadId }) => leadId ?? []);
  const carrying = leads.filter((lead) => visitOf(lead) !== null).map(({ id }) => id);
  return new Set([...known, ...intended, ...carrying]);
}

async function write(
  tools: AdoptTools,
  some: readonly { readonly deal: NewDeal; readonly lead: AmoLead }[],
): Promise<void> {
  const { state, clock, runId } = tools;
  const intents = some.map(
    ({ deal, lead }): VisitIntent => ({
      visit: deal.visit,
      patientId: deal.patientId,
      contactId: deal.contactId,
      runId,
      highestLeadId: lead.id,
      createdAt: clock.now(),
      leadId: lead.id,
      put: { pipeline: lead.pipelineId, status: lead.statusId, as: 'planned' },
      sent: adoptionSent,
    }),
  );
  const { departure } = await noted(tools, () =>
    state.transaction(async (tx) => {
      await tx.visitIntents.declare(intents);
      for (const { deal } of some) await tx.visitMembers.note(deal, deal.members);
    }),
  );
  const { acknowledged } = await tools.leads.update(
    some.map(({ deal, lead }) => ({
      id: lead.id,
      request_id: visitKeyText(deal.visit),
      ...(deal.lead.custom_fields_values && {
        custom_fields_values: deal.lead.custom_fields_values,
      }),
    })),
    departure,
  );
  for (const intent of intents) {
    if (acknowledged.has(visitKeyText(intent.visit))) await keep(tools, intent);
  }
}

/** What was written and not answered: the deal carries the visit by now, or never will. */
async function recoverAdoptions(tools: AdoptTools): Promise<void> {
  const open = (await tools.state.visitIntents.all()).filter(isAdoption);
  if (open.length === 0) return;
  await tools.clock.sleep(finalAfterMs, tools.signal);
  const leads = await leadsByIds(
    tools,
    open.flatMap(({ leadId }) => leadId ?? []),
  );
  for (const intent of open) {
    const lead = intent.leadId === null ? undefined : leads.get(intent.leadId);
    if (lead !== undefined && tools.visitOf(lead) === intent.visit) await keep(tools, intent);
    else await tools.state.transaction((tx) => dropIntents(tx, [intent.visit]));
  }
}

/** Nothing that a person entered counts as ours; the first move out of its stage does, where the pipeline is ours. */
async function keep(
  { state, pipeline }: AdoptTools,
  { visit, patientId, leadId, put }: VisitIntent,
): Promise<void> {
  if (leadId === null) return;
  await state.transaction(async (tx) => {
    await tx.visitDeals.save({
      visit,
      patientId,
      leadId,
      status: 'linked',
      acknowledged: new Map(),
      isTouched: true,
      fingerprint: '',
      put: put.pipeline === pipeline ? put : null,
    });
    await tx.visitIntents.remove(visit);
  });
}
