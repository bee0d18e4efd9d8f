import { expect, test } from 'vitest';
import { firstSource, type PatientId } from '../../../../src/contact/model/patient-key.ts';
import type { ReceptionId } from '../../../../src/visits/reception.ts';
import { visitKey, visitKeyText } from '../../../../src/visits/visit-key.ts';
import { type Death, passThatDies } from '../../creates/mortal.ts';
import { clinicWithDeals as clinic } from './deal-world.ts';

const post = { method: 'POST', path: '/api/v4/leads' } as const;

test('deals are made in one request, read back in one, and once: nothing is sent for a visit that has one', async () => {
  await using c = await clinic();
  const wishes = c.wishes(7);
  const mark = c.world.mark();
  const { before, now } = await c.make(wishes);
  expect([before, now]).toEqual([{}, { dealsCreated: 7 }]);
  expect(c.world.requestsSince(mark)).toHaveLength(3);
  expect(c.carried(wishes)).toEqual(wishes.map(() => 1));
  const [first] = wishes;
  if (first === undefined) return;
  expect((await c.world.state.visitDeals.ofVisits([first.visit])).get(first.visit)).toMatchObject({
    ...{ status: 'linked', patientId: first.patientId, put: first.put, isTouched: false },
  });
  const quiet = c.world.mark();
  await c.make([...wishes, ...wishes]);
  expect(c.world.requestsSince(quiet)).toEqual([]);
});

test('wherever a process dies while it makes deals, each visit gets one, and none gets two', async () => {
  await using c = await clinic();
  for (const when of ['before', 'after'] as const) {
    for (const at of ['transaction', 'request'] as const) {
      for (let nth = 1, died = true; died; nth += 1) {
        const wishes = c.wishes(2);
        const death: Death = { at, nth, when };
        died = await passThatDies(c.world, death, (state) => c.make(wishes, state));
        await c.make(wishes);
        await c.make(wishes);
        expect(c.carried(wishes), `${when} ${at} ${nth}`).toEqual([1, 1]);
        expect(await c.world.state.visitIntents.all()).toEqual([]);
      }
    }
  }
});

const faults = [
  ['is lost after it was carried out', { kind: 'drop', when: 'after' }],
  ['is lost before anything was', { kind: 'drop', when: 'before' }],
  ['comes to nothing, and is carried out half a minute later', { kind: 'late-commit', ms: 30_000 }],
  ['is an error though it was carried out', { kind: 'status', status: 504, when: 'after' }],
  ['is no JSON', { kind: 'garbage', body: 'truncated' }],
  ['leaves a row out', { kind: 'omit', rows: [1] }],
  ['names other deals', { kind: 'answered-ids' }],
  ['names deals that are not there', { kind: 'answered-ids', ids: [900_001, 900_002, 900_003] }],
] as const;

test('whatever an answer to new deals says, or does not, each visit gets one', async () => {
  await using c = await clinic();
  for (const [what, fault] of faults) {
    const wishes = c.wishes(3);
    c.world.sandbox.faults.add({ match: post, fault });
    await c.make(wishes).catch(() => undefined);
    await c.make(wishes);
    await c.make(wishes);
    expect(c.carried(wishes), what).toEqual([1, 1, 1]);
  }
});

const leadsList = { method: 'GET', path: '/api/v4/leads' } as const;

/** A deal whose answer was lost, that stands under so many others, and that no contact leads to any more. */
async function lostDeal(c: Awaited<ReturnType<typeof clinic>>, newer: number, patient = 0) {
  const { deals, faults, crm } = c.world.sandbox;
  const wish = c.wishes(patient + 1)[patient];
  if (wish === undefined) throw new Error('there is no wish');
  faults.add({ match: post, fault: { kind: 'drop', when: 'after' } });
  await c.make([wish]).catch(() => undefined);
  const others = Array.from({ length: newer }, (_, at) => deals.create({ name: `Продажа ${at}` }));
  crm.delete(wish.contactId);
  const carrying = () =>
    deals.all().filter((lead) => {
      const [field] = lead.custom_fields_values ?? [];
      return field?.values[0]?.value === visitKeyText(wish.visit);
    }).length;
  return { wish, others, carrying };
}

test('a stranger’s deal that carried the visit before its own was sent is not taken for it: the visit gets one', async () => {
  await using c = await clinic();
  const { world } = c;
  const [wish] = c.wishes(1);
  if (wish === undefined) throw new Error('there is no wish');
  const copy = world.sandbox.deals.create({
    name: 'Копия',
    fields: { [c.field.id]: visitKeyText(wish.visit) },
  });
  // A reading of all deals has told of it, and a process died before it sent what it had written down.
  await world.state.meta.set('visitsSurveyed', {
    ...{ at: world.clock.now(), foreign: 1, doubled: 0 },
    upTo: copy,
  });
  const { visit, patientId, contactId, put, sent } = wish;
  const highestLeadId = (await world.amo.leads.page({ order: 'id-desc' })).leads[0]?.id;
  if (highestLeadId === undefined) throw new Error('there is a deal');
  await world.state.transaction((tx) =>
    tx.visitIntents.declare([
      {
        ...{ visit, patientId, contactId, put, sent, highestLeadId, leadId: null },
        ...{ runId: 1, createdAt: world.clock.now() },
      },
    ]),
  );
  expect((await c.make([wish])).before).toEqual({});
  expect(c.carried([wish])).toEqual([1]);
});

test('a list of deals that is not in the order that was asked for proves of none that it is not there', async () => {
  await using c = await clinic();
  const { deals, manners } = c.world.sandbox;
  deals.create({ name: 'Старая продажа' });
  const orders = [
    ['ascending', 'ascending'],
    ['asked', 'ascending'],
    ['asked', 'shuffled'],
  ] as const;
  for (const [patient, [whenSent, idOrder]] of orders.entries()) {
    manners.idOrder = whenSent;
    const { wish, carrying } = await lostDeal(c, 2, patient);
    manners.idOrder = idOrder;
    const { before } = await c.make([wish]);
    expect(before, idOrder).toEqual({ dealsUncertain: 1 });
    await c.make([wish]);
    expect(carrying(), idOrder).toBe(1);
    // In order again, it is found.
    manners.idOrder = 'asked';
    expect((await c.make([wish])).before, idOrder).toEqual({ dealsWithoutContact: 1 });
    expect(carrying(), idOrder).toBe(1);
    await c.world.state.visitIntents.remove(wish.visit);
    for (const { id, name } of deals.all()) if (name === 'Приём') deals.delete(id);
  }
});

test('a deal that slips onto the page before while the newest are read is found, and not made again', async () => {
  await using c = await clinic();
  const { deals, unrest } = c.world.sandbox;
  deals.create({ name: 'Старая продажа' });
  const { wish, others, carrying } = await lostDeal(c, 250);
  // It begins the second page, until one of the first is deleted.
  unrest.add({ match: leadsList, skip: 1, deals: others.slice(-1) });
  expect((await c.make([wish])).before).toEqual({ dealsWithoutContact: 1 });
  expect(carrying()).toBe(1);
});

test('a deal that lost its contact on the way does not count, and is not made again', async () => {
  await using c = await clinic();
  const wishes = c.wishes(3);
  c.world.sandbox.faults.add({ match: post, fault: { kind: 'unlinked', rows: [1] } });
  expect((await c.make(wishes)).now).toEqual({ dealsCreated: 2, dealsWithoutContact: 1 });
  expect((await c.make(wishes)).before).toEqual({ dealsWithoutContact: 1 });
  expect(c.world.sandbox.deals.all()).toHaveLength(3);
});

test('a deal that a person deletes before it was read back is remembered, and not made again', async () => {
  await using c = await clinic();
  const wishes = c.wishes(1);
  // The answer has named it, and nobody has looked.
  await passThatDies(c.world, { at: 'request', nth: 3, when: 'before' }, (state) =>
    c.make(wishes, state),
  );
  for (const { id } of c.world.sandbox.deals.all()) c.world.sandbox.deals.delete(id);
  expect((await c.make(wishes)).before).toEqual({ dealsGone: 1 });
  await c.make(wishes);
  expect(c.world.sandbox.deals.all()).toEqual([]);
});

test('every reception of a visit leads to its deal, and a patient who is forgotten takes all of it along', async () => {
  await using c = await clinic();
  const [wish] = c.wishes(1);
  if (wish === undefined) return;
  const second = visitKey(firstSource, 77 as ReceptionId);
  await c.make([{ ...wish, members: [wish.visit, second] }]);
  const { visitMembers, visitDeals, forgotten } = c.world.state;
  const seen = { visit: wish.visit, patientId: wish.patientId };
  expect(await visitMembers.among([second])).toEqual(new Map([[second, seen]]));
  await forgotten.erase(wish.patientId satisfies PatientId);
  expect(await visitMembers.among([second])).toEqual(new Map());
  expect(await visitDeals.ofVisits([wish.visit])).toEqual(new Map());
});
