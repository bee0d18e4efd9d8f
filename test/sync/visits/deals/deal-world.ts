import type { AmoStatus, LeadWrite, StatusId } from '../../../../src/amocrm/model/lead.ts';
import { firstSource } from '../../../../src/contact/model/patient-key.ts';
import { Hasher } from '../../../../src/contact/value/hasher.ts';
import type { State } from '../../../../src/state/open-state.ts';
import { hashesOf } from '../../../../src/sync/visits/deal/deal-items.ts';
import type { DealTools } from '../../../../src/sync/visits/deal/deal-tools.ts';
import type {
  FollowedVisit,
  FollowTools,
} from '../../../../src/sync/visits/follow/follow-tools.ts';
import { seeDeals } from '../../../../src/sync/visits/follow/see-deals.ts';
import { sendWrites } from '../../../../src/sync/visits/follow/send-writes.ts';
import { writeOf } from '../../../../src/sync/visits/follow/write-of.ts';
import { makeDeals } from '../../../../src/sync/visits/make/make-deals.ts';
import type { NewDeal } from '../../../../src/sync/visits/make/new-deal.ts';
import { resolveDeals } from '../../../../src/sync/visits/make/resolve-deals.ts';
import { VisitCounts } from '../../../../src/sync/visits/pass/visit-counts.ts';
import type { ReceptionId } from '../../../../src/visits/reception.ts';
import { type VisitStage, visitStages } from '../../../../src/visits/stage.ts';
import { parseVisitKey, visitKey, visitKeyText } from '../../../../src/visits/visit-key.ts';
import { World } from '../../../support/world.ts';

const stageNames = ['Запланирован', 'Пациент пришёл', 'В процессе', 'Завершён'];

/** A clinic whose patients have contacts, a pipeline of visits, and a field for their key. */
export async function clinicWithDeals() {
  const world = await World.open({ patients: 3 });
  await world.sync();
  const pipeline = await world.amo.leads.createPipeline({
    ...{ name: 'Визиты IDENT', sort: 20, is_main: false, is_unsorted_on: false },
    _embedded: { statuses: stageNames.map((name) => ({ name })) },
  });
  const stages = pipeline.statuses.filter(({ kind }) => kind === 'stage').map(({ id }) => id);
  const [stage] = stages;
  const [field] = await world.amo.leads.createFields([
    { name: 'ID записи IDENT', type: 'text', is_api_only: true },
  ]);
  if (stage === undefined || field === undefined) throw new Error('nothing was made');
  const contacts: Pick<NewDeal, 'patientId' | 'contactId'>[] = [];
  for await (const page of world.state.links.pages(10)) contacts.push(...page);
  const hasher = new Hasher(world.state.key);
  let next = 1;
  /** Visits that nobody has seen before. */
  const wishes = (count: number): readonly NewDeal[] =>
    Array.from({ length: count }, (_, at): NewDeal => {
      const visit = visitKey(firstSource, next as ReceptionId);
      next += 1;
      const contact = contacts[at % contacts.length];
      if (contact === undefined) throw new Error('nobody has a contact');
      const lead: LeadWrite = {
        ...{ name: 'Приём', pipeline_id: pipeline.id, status_id: stage },
        custom_fields_values: [{ field_id: field.id, values: [{ value: visitKeyText(visit) }] }],
      };
      const put = { pipeline: pipeline.id, status: stage, as: 'planned' } as const;
      return {
        visit,
        members: [visit],
        ...contact,
        lead,
        put,
        sent: hashesOf(hasher, { name: 'Приём', price: 0 }),
      };
    });
  const tools = (state: State = world.state): DealTools => ({
    ...{ leads: world.amo.leads, state, clock: world.clock, runId: 1 },
    ...{ fields: new Map([['visit_key', field.id]]), note: async () => undefined },
    visitOf: ({ fields }) => {
      const value = fields.find(({ fieldId }) => fieldId === field.id)?.values[0]?.value;
      return typeof value === 'string' ? parseVisitKey(value) : null;
    },
  });
  const make = async (deals: readonly NewDeal[], state?: State) => {
    const [before, now] = [new VisitCounts(), new VisitCounts()];
    await resolveDeals(tools(state), before);
    await makeDeals(tools(state), deals, now);
    return { before: before.toJSON(), now: now.toJSON() };
  };
  /** How many deals carry each of these visits, each with its own contact. */
  const carried = (deals: readonly NewDeal[]) =>
    deals.map(
      ({ visit, contactId }) =>
        world.sandbox.deals.all().filter((lead) => {
          const key = lead.custom_fields_values?.[0]?.values[0]?.value;
          const contact = lead._embedded.contacts?.[0]?.id;
          return key === visitKeyText(visit) && contact === contactId;
        }).length,
    );
  const statuses: Readonly<Record<VisitStage, number>> = {
    ...{ planned: stages[0] ?? 0, open: stages[0] ?? 0, appeared: stages[1] ?? 0 },
    ...{ started: stages[2] ?? 0, ended: stages[3] ?? 0, billed: 142, cancelled: 143 },
  };
  const places = visitStages.map((one) => [one, { pipeline: pipeline.id, status: statuses[one] }]);
  /** With the third stage to be kept. */
  const followTools = (): FollowTools => ({
    ...{ ...tools(), hasher, self: world.sandbox.account.admin.id, lossReasons: new Set() },
    pipeline: {
      // A place for each stage.
      places: Object.fromEntries(places) as FollowTools['pipeline']['places'],
      unsorted: new Set(pipeline.statuses.filter(({ kind }) => kind === 'unsorted').map(idOf)),
      protected: new Set(stages.slice(2, 3)),
    },
  });
  return {
    ...{ followTools, statuses, contacts },
    ...{ world, wishes, make, carried, tools, pipeline, stages, field, hasher },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

const idOf = ({ id }: AmoStatus): StatusId => id;

/** Lets deals follow their visits, whatever a guard would say. */
export async function followDeals(tools: FollowTools, visits: readonly FollowedVisit[]) {
  const counts = new VisitCounts();
  const seen = await seeDeals(tools, visits, counts);
  const writes = seen.flatMap((deal) => writeOf(tools, deal, () => true, counts).write ?? []);
  await sendWrites(tools, writes, counts);
  return counts.toJSON();
}
