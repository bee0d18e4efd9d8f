import { expect, test } from 'vitest';
import { firstSource } from '../../../../src/contact/model/patient-key.ts';
import {
  carryOutReassigned,
  judgeReassigned,
  type ReassignTools,
} from '../../../../src/sync/visits/reassigned.ts';
import { type KnownVisit, visitsOf } from '../../../../src/visits/visit.ts';
import { receptionOf, type VisitKey, visitKeyText } from '../../../../src/visits/visit-key.ts';
import { reception } from '../../../visits/reception.ts';
import { clinicWithDeals } from './deal-world.ts';

/** Visits with deals that all became another patient's, each of a single reception. */
async function clinic(count: number) {
  const c = await clinicWithDeals();
  const wishes = c.wishes(count);
  await c.make(wishes);
  const { state, sandbox } = c.world;
  const tools = (): ReassignTools => ({ ...c.followTools(), source: firstSource });
  const other = (patient: number | undefined) =>
    c.contacts.find(({ patientId }) => patientId !== patient);
  const look = async () => {
    const seen = await state.visitMembers.among(wishes.map(({ visit }) => visit));
    const rows = wishes.map(({ visit, patientId }) =>
      reception(receptionOf(visit), null, { patient: other(patientId)?.patientId ?? null }),
    );
    return visitsOf(rows, (id): KnownVisit | undefined => {
      const known = [...seen].find(([member]) => receptionOf(member) === id)?.[1];
      return known && { key: receptionOf(known.visit), patient: known.patientId };
    });
  };
  const carryOut = async () => {
    const judged = await judgeReassigned(tools(), await look());
    const free = await carryOutReassigned(tools(), judged);
    return { is: judged.map(({ is }) => is), free: free.map(({ visit }) => visit.key) };
  };
  const known = await state.visitDeals.ofVisits(wishes.map(({ visit }) => visit));
  const leadOf = (visit: VisitKey) => known.get(visit)?.leadId ?? 0;
  return {
    ...c,
    deals: sandbox.deals,
    visits: wishes.map(({ visit }) => visit),
    ...{ wishes, other, carryOut, leadOf },
  };
}

test('a visit that became another patient’s leaves the deal of the first one: closed and emptied where nobody touched it, alone where somebody did', async () => {
  await using c = await clinic(7);
  const { deals, world } = c;
  const [free, moved, named, priced, kept, gone, merged] = c.visits as [
    ...[VisitKey, VisitKey, VisitKey, VisitKey, VisitKey, VisitKey, VisitKey],
  ];
  deals.edit(c.leadOf(moved), { statusId: c.statuses.ended });
  deals.edit(c.leadOf(named), { name: 'Мама Пети' });
  deals.edit(c.leadOf(priced), { price: 70 });
  deals.edit(c.leadOf(kept), { statusId: c.statuses.started });
  deals.delete(c.leadOf(gone));
  const from = c.wishes.find(({ visit }) => visit === merged);
  const to = c.other(from?.patientId);
  deals.edit(c.leadOf(merged), { contacts: [to?.contactId ?? 0] });
  const before = deals.all();

  const first = await c.carryOut();
  expect(first.is).toEqual(['closed', 'left', 'left', 'left', 'left', 'left', 'follows']);
  expect(first.free).toEqual([receptionOf(free)]);
  expect(deals.get(c.leadOf(free))).toMatchObject({ status_id: 143, custom_fields_values: null });
  expect(deals.all().slice(1)).toEqual(before.slice(1));
  const rows = await world.state.visitDeals.ofVisits(c.visits);
  expect([rows.has(free), rows.get(merged)?.patientId]).toEqual([false, to?.patientId]);

  // What is free is made as any other, under the key that nobody has any more.
  const writes = world.writes().length;
  const again = await c.carryOut();
  expect(again.is).toEqual(['left', 'left', 'left', 'left', 'left']);
  expect(world.writes()).toHaveLength(writes);
  const [wish] = c.wishes;
  const others = c.other(wish?.patientId);
  if (wish === undefined || others === undefined) throw new Error('nobody is there');
  await c.make([{ ...wish, ...others }]);
  const carrying = deals
    .all()
    .filter((lead) => lead.custom_fields_values?.[0]?.values[0]?.value === visitKeyText(free));
  expect(carrying.map((lead) => lead._embedded.contacts?.[0]?.id)).toEqual([others.contactId]);
});

test('a closing whose answer was lost is found to be ours, and the visit is free all the same', async () => {
  const faults = [
    { kind: 'drop', when: 'after' },
    { kind: 'drop', when: 'before' },
    { kind: 'status', status: 504, when: 'after' },
  ] as const;
  for (const fault of faults) {
    await using c = await clinic(2);
    c.world.sandbox.faults.add({ match: { method: 'PATCH', path: '/api/v4/leads' }, fault });
    await c.carryOut().catch(() => undefined);
    expect(await c.world.state.visitUpdates.all()).toHaveLength(2);
    const { is, free } = await c.carryOut();
    expect(is, fault.kind).toEqual(['closed', 'closed']);
    expect(free).toEqual(c.visits.map(receptionOf));
    expect((await c.world.state.visitDeals.ofVisits(c.visits)).size).toBe(0);
    for (const visit of c.visits) {
      const lead = c.deals.get(c.leadOf(visit));
      expect(lead).toMatchObject({ status_id: 143, custom_fields_values: null });
    }
  }
});

test('a closing that amoCRM rejects is kept with its reason, and the others are closed', async () => {
  await using c = await clinic(3);
  c.world.sandbox.faults.add({
    match: { method: 'PATCH', path: '/api/v4/leads' },
    fault: { kind: 'reject', rows: [1] },
  });
  expect((await c.carryOut()).free).toEqual([c.visits[0], c.visits[2]].map((one) => Number(one)));
  const rejected = await c.world.state.visitRejected.all();
  expect(rejected.map(({ visit }) => visit)).toEqual([c.visits[1]]);
  expect((await c.carryOut()).free).toEqual([Number(c.visits[1])]);
  expect(await c.world.state.visitRejected.all()).toEqual([]);
});
