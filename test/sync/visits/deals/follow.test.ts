import { expect, test } from 'vitest';
import type { LossReasonId } from '../../../../src/amocrm/model/lead.ts';
import type {
  FollowedVisit,
  FollowTools,
} from '../../../../src/sync/visits/follow/follow-tools.ts';
import type { VisitStage } from '../../../../src/visits/stage.ts';
import { type VisitKey, visitKeyText } from '../../../../src/visits/visit-key.ts';
import { clinicWithDeals, followDeals } from './deal-world.ts';

/** Deals that were just made, and what IDENT comes to say of their visits. */
async function clinic(count: number) {
  const c = await clinicWithDeals();
  const { world, pipeline, stages, field } = c;
  const wishes = c.wishes(count);
  await c.make(wishes);
  const reasons = await world.amo.leads.lossReasons();
  const statuses: Readonly<Record<VisitStage, number>> = {
    ...{ planned: stages[0] ?? 0, open: stages[0] ?? 0, appeared: stages[1] ?? 0 },
    ...{ started: stages[2] ?? 0, ended: stages[3] ?? 0, billed: 142, cancelled: 143 },
  };
  const placed = Object.entries(statuses).map(([stage, status]) => [
    stage,
    { pipeline: pipeline.id, status },
  ]);
  const unsorted = (await world.amo.leads.pipelines()).flatMap((one) =>
    one.statuses.filter(({ kind }) => kind === 'unsorted'),
  );
  const tools = (): FollowTools => ({
    ...c.tools(),
    ...{ hasher: c.hasher, self: world.sandbox.account.admin.id },
    lossReasons: new Set(reasons.map(({ id }) => id)),
    pipeline: {
      // A place for each stage.
      places: Object.fromEntries(placed) as FollowTools['pipeline']['places'],
      unsorted: new Set(unsorted.map(({ id }) => id)),
      protected: new Set(stages.slice(2, 3)),
    },
  });
  const says = (
    visit: VisitKey,
    stage: VisitStage,
    more: Partial<FollowedVisit> = {},
  ): FollowedVisit => ({
    ...{ visit, stage, quietUntil: 0, lossReason: null, name: 'Приём', price: 0 },
    fingerprint: '',
    fields: [{ field_id: field.id, values: [{ value: visitKeyText(visit) }] }],
    ...more,
  });
  const follow = (...visits: readonly FollowedVisit[]) => followDeals(tools(), visits);
  const lead = (visit: VisitKey) => {
    const found = world.sandbox.deals
      .all()
      .find(
        ({ custom_fields_values: fields }) => fields?.[0]?.values[0]?.value === visitKeyText(visit),
      );
    if (found === undefined) throw new Error('the deal is gone');
    return found;
  };
  const reason = reasons[0]?.id ?? (0 as LossReasonId);
  const visits = wishes.map(({ visit }) => visit);
  return { ...c, visits, statuses, says, follow, lead, reason };
}

test('a deal follows its visit to its end, with its name and its price, and then nothing is written', async () => {
  await using c = await clinic(1);
  const [visit = 0 as VisitKey] = c.visits;
  const moved = { name: 'Приём 12.11.2026 14:30' };
  const waits = c.says(visit, 'appeared', { quietUntil: Number.POSITIVE_INFINITY, ...moved });
  expect(await c.follow(waits)).toMatchObject({ dealsQuiet: 1, dealsUpdated: 1 });
  expect(c.lead(visit)).toMatchObject({ status_id: c.statuses.planned, ...moved });
  await c.follow(c.says(visit, 'appeared', moved));
  expect(c.lead(visit)).toMatchObject({ status_id: c.statuses.appeared });
  const cancelled = c.says(visit, 'cancelled', { lossReason: c.reason, ...moved });
  expect(await c.follow(cancelled)).toMatchObject({ dealsClosed: 1 });
  expect(c.lead(visit)).toMatchObject({ status_id: 143, loss_reason_id: c.reason });
  expect(await c.follow(c.says(visit, 'planned', moved))).toMatchObject({ dealsReopened: 1 });
  expect(c.lead(visit)).toMatchObject({ status_id: c.statuses.planned, loss_reason_id: null });
  const billed = c.says(visit, 'billed', { price: 5000, ...moved });
  await c.follow(billed);
  expect(c.lead(visit)).toMatchObject({ status_id: 142, price: 5000 });
  const fell = c.says(visit, 'billed', { price: 4000, ...moved });
  expect(await c.follow(fell)).toEqual({ dealsUpdated: 1 });
  const writes = c.world.writes().length;
  await c.follow(fell);
  expect(c.world.writes()).toHaveLength(writes);
  expect(c.lead(visit)).toMatchObject({ status_id: 142, price: 4000 });
});

test('what people did to a deal stays: where they dragged, closed or protect it, its name and its price; one that is gone is not made anew', async () => {
  await using c = await clinic(7);
  const [dragged, won, kept, named, priced, back, erased] = c.visits as [
    ...[VisitKey, VisitKey, VisitKey, VisitKey, VisitKey, VisitKey, VisitKey],
  ];
  const { deals } = c.world.sandbox;
  const edit = (visit: VisitKey, input: Parameters<typeof deals.edit>[1]) =>
    deals.edit(c.lead(visit).id, input);
  edit(dragged, { statusId: c.statuses.ended });
  edit(won, { statusId: 142 });
  edit(kept, { statusId: c.statuses.started });
  edit(named, { name: 'Мама Пети' });
  edit(priced, { price: 70 });
  await c.follow(c.says(back, 'ended'));
  edit(back, { responsibleUserId: c.world.sandbox.account.manager.id });
  deals.delete(c.lead(erased).id);
  const renamed = { name: 'Приём 12.11.2026 14:30', price: 900 };
  const follow = () =>
    c.follow(
      ...[dragged, won, kept, named, priced].map((visit) => c.says(visit, 'appeared', renamed)),
      ...[c.says(back, 'appeared', renamed), c.says(erased, 'appeared')],
    );
  const told = await follow();
  // The last four stand where a person led, closed or protects them, or touched them.
  expect(told).toEqual({ dealsGone: 1, dealsUpdated: 6, dealsMoved: 2, dealsLeft: 4 });
  await follow();
  expect(c.lead(dragged)).toMatchObject({ status_id: c.statuses.ended, ...renamed });
  expect(c.lead(won)).toMatchObject({ status_id: 142, ...renamed });
  expect(c.lead(kept)).toMatchObject({ status_id: c.statuses.started });
  expect(c.lead(named)).toMatchObject({ status_id: c.statuses.appeared, name: 'Мама Пети' });
  expect(c.lead(priced)).toMatchObject({ status_id: c.statuses.appeared, price: 70 });
  expect(c.lead(back)).toMatchObject({ status_id: c.statuses.ended });
  expect(c.world.sandbox.deals.all()).toHaveLength(6);
});

test('a move of ours whose answer was lost is no person’s: the deal goes on from there', async () => {
  await using c = await clinic(1);
  const [visit = 0 as VisitKey] = c.visits;
  const patch = { method: 'PATCH', path: '/api/v4/leads' } as const;
  const faults = [
    ['appeared', { kind: 'drop', when: 'after' }],
    ['ended', { kind: 'late-commit', ms: 30_000 }],
    ['billed', { kind: 'status', status: 504, when: 'after' }],
  ] as const;
  for (const [at, [stage, fault]] of faults.entries()) {
    c.world.sandbox.faults.add({ match: patch, fault });
    const said = c.says(visit, stage, { price: 100 * (at + 1) });
    await c.follow(said).catch(() => undefined);
    expect(await c.follow(said), stage).not.toHaveProperty('dealsLeft');
    expect(c.lead(visit)).toMatchObject({
      ...{ status_id: c.statuses[stage], price: 100 * (at + 1) },
    });
  }
});
