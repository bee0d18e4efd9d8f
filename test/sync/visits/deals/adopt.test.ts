import { expect, test } from 'vitest';
import {
  type AdoptTools,
  adoptDeals,
  type DealCandidate,
  placeText,
} from '../../../../src/sync/visits/adopt/adopt.ts';
import type { NewDeal } from '../../../../src/sync/visits/make/new-deal.ts';
import { visitKeyText } from '../../../../src/visits/visit-key.ts';
import { clinicWithDeals, followDeals } from './deal-world.ts';

/** Three patients who come for the first time, a stage of sales, and the first one of visits. */
async function clinic() {
  const c = await clinicWithDeals();
  const { sandbox } = c.world;
  const [sales] = sandbox.funnel.pipelines();
  const booking = sales?.statuses[2]?.id ?? 0;
  const bookedAt = Math.floor(c.world.clock.now() / 1000);
  const before = bookedAt - 3600;
  const tools = (): AdoptTools => ({
    ...{ ...c.tools(), mostDays: 30, pipeline: c.pipeline.id },
    stages: new Set([
      placeText(sales?.id ?? 0, booking),
      placeText(c.pipeline.id, c.statuses.planned),
    ]),
  });
  const wish = (deal: NewDeal): DealCandidate => ({ deal, isFirst: true, bookedAt });
  const offer = (deal: NewDeal, more: object = {}): number =>
    sandbox.deals.create({
      ...{ name: 'Заявка с сайта', contacts: [deal.contactId], createdAt: before },
      ...{ pipelineId: sales?.id ?? 0, statusId: booking, ...more },
    });
  const adopt = (...deals: readonly NewDeal[]) => adoptDeals(tools(), deals.map(wish));
  const keyOf = (id: number) =>
    sandbox.deals.get(id)?.custom_fields_values?.[0]?.values[0]?.value ?? null;
  const follow = (deal: NewDeal) =>
    followDeals(c.followTools(), [
      {
        ...{
          visit: deal.visit,
          stage: 'appeared',
          quietUntil: 0,
          lossReason: null,
          fingerprint: '',
        },
        ...{
          name: 'Приём 12.11.2026 14:30',
          price: 900,
          fields: deal.lead.custom_fields_values ?? [],
        },
      },
    ]);
  return { ...c, deals: sandbox.deals, offer, adopt, keyOf, follow };
}

test('a first visit takes over the one deal of its patient that stands in a named stage: its place, its name and its price stay', async () => {
  await using c = await clinic();
  const [first, second, third, again] = c.wishes(4) as [NewDeal, NewDeal, NewDeal, NewDeal];
  const taken = c.offer(first, { price: 100 });
  for (const price of [1, 2]) c.offer(second, { price });
  const is = await c.adopt(first, second, third);
  expect(is.adopted).toEqual([first.visit]);
  expect(is.rest).toEqual([second, third]);
  expect(is.notAdopted).toEqual([second]);
  const before = c.deals.get(taken);
  expect([c.keyOf(taken), before?.name]).toEqual([visitKeyText(first.visit), 'Заявка с сайта']);
  await c.follow(first);
  expect(c.deals.get(taken)).toMatchObject({
    ...{ name: 'Заявка с сайта', price: 100, status_id: before?.status_id },
  });
  // It is the first one's, whoever comes next; and what is taken over is not made.
  expect(await c.adopt(again)).toMatchObject({ adopted: [], rest: [again], notAdopted: [] });
  // Nor does it take another one besides.
  c.offer(first);
  expect(await c.adopt(first)).toMatchObject({ adopted: [], notAdopted: [] });
  await c.make([first]);
  expect(c.deals.all()).toHaveLength(4);
});

test('a deal that is taken over in the pipeline of visits moves on from there, with a price where there was none', async () => {
  await using c = await clinic();
  const [first] = c.wishes(1) as [NewDeal];
  const at = { pipelineId: c.pipeline.id, statusId: c.statuses.planned };
  const taken = c.offer(first, at);
  await c.adopt(first);
  await c.follow(first);
  expect(c.deals.get(taken)).toMatchObject({
    ...{ status_id: c.statuses.appeared, name: 'Заявка с сайта', price: 900 },
  });
});

test('taking over whose answer was lost ends with one deal that carries the visit, whatever became of it', async () => {
  const faults = [
    { kind: 'drop', when: 'after' },
    { kind: 'drop', when: 'before' },
    { kind: 'late-commit', ms: 30_000 },
    { kind: 'status', status: 504, when: 'after' },
  ] as const;
  for (const fault of faults) {
    await using c = await clinic();
    const [first] = c.wishes(1) as [NewDeal];
    const taken = c.offer(first);
    c.world.sandbox.faults.add({ match: { method: 'PATCH', path: '/api/v4/leads' }, fault });
    await c.adopt(first).catch(() => undefined);
    // A pass that makes deals meanwhile makes none of it.
    await c.make([first]);
    const { rest } = await c.adopt(first);
    await c.make(rest);
    expect(
      c.deals.all().map(({ id }) => [id, c.keyOf(id)]),
      fault.kind,
    ).toEqual([[taken, visitKeyText(first.visit)]]);
    const rows = await c.world.state.visitDeals.ofVisits([first.visit]);
    expect(rows.get(first.visit)).toMatchObject({ leadId: taken, put: null });
    expect(await c.world.state.visitIntents.all()).toEqual([]);
  }
});

test('a deal that amoCRM lets nobody change is not taken over: its visit gets one of its own, and the others go on', async () => {
  await using c = await clinic();
  const wishes = c.wishes(3);
  const taken = wishes.map((deal) => c.offer(deal));
  c.world.sandbox.faults.add({
    match: { method: 'PATCH', path: '/api/v4/leads' },
    fault: { kind: 'reject', rows: [1] },
  });
  const is = await c.adopt(...wishes);
  expect(is.adopted).toEqual([wishes[0]?.visit, wishes[2]?.visit]);
  expect(is.notAdopted).toEqual([wishes[1]]);
  expect(is.rest).toEqual([wishes[1]]);
  expect(await c.world.state.visitIntents.all()).toEqual([]);
  await c.make(is.rest);
  expect(taken.map(c.keyOf).map((key) => key !== null)).toEqual([true, false, true]);
  expect(c.deals.all()).toHaveLength(4);
});
