import { expect, test } from 'vitest';
import { firstSource } from '../../../src/contact/model/patient-key.ts';
import { confirmPrice } from '../../../src/sync/source/confirm-price.ts';
import type { LookKind } from '../../../src/sync/visits/pass/look.ts';
import type { ReceptionId } from '../../../src/visits/reception.ts';
import { TwoSources } from '../../support/two-sources.ts';
import { clinicWithVisits, rulesOfVisits, visitsIn, visitsStart } from './visits-world.ts';

const hour = 3_600_000;

type Clinic = Awaited<ReturnType<typeof clinicWithVisits>>;

const dealsRefused = (method: 'GET' | 'POST') => ({
  match: { method, path: '/api/v4/leads' },
  fault: { kind: 'status', status: 403, body: 'json' } as const,
  times: null,
});

const rest = ({ world }: Clinic) => world.state.meta.get('dealsRest');

const only = (reception: number) => ({
  visits: { kind: { reception: reception as ReceptionId } satisfies LookKind },
});

test('a dry run that amoCRM refuses tells so and changes nothing: the next pass goes on', async () => {
  await using c = await clinicWithVisits();
  c.book(101, '2026-05-06 10:00:00');
  await c.world.sync();
  c.stamp(101, 'PatientAppeared');
  c.world.sandbox.faults.add(dealsRefused('GET'));
  await expect(c.visitsOnly({ planOnly: true })).rejects.toMatchObject({ code: 'AMO_FORBIDDEN' });
  expect(await rest(c)).toBeUndefined();
  c.world.sandbox.faults.clear();
  expect((await c.world.sync()).counts).toMatchObject({ dealsMoved: 1 });
});

test('one visit that comes through does not end the rest of all others; a look at all of them does', async () => {
  await using c = await clinicWithVisits();
  for (const id of [101, 102]) c.book(id, `2026-05-06 1${id - 101}:00:00`);
  c.world.sandbox.faults.add(dealsRefused('POST'));
  await expect(c.world.sync()).rejects.toMatchObject({ code: 'VISITS_REFUSED' });
  const told = await rest(c);
  c.world.sandbox.faults.clear();
  expect((await c.visitsOnly(only(101))).counts).toMatchObject({ dealsCreated: 1 });
  expect(await rest(c)).toEqual(told);
  expect((await c.visitsOnly()).counts).toMatchObject({ dealsCreated: 1 });
  expect(await rest(c)).toBeUndefined();
});

test('what stopped a look at all deals is looked for whole again after an hour, and told of until then', async () => {
  await using c = await clinicWithVisits();
  c.book(101, '2026-05-06 10:00:00');
  await c.world.sync();
  c.world.sandbox.faults.add(dealsRefused('GET'));
  await expect(c.visitsOnly()).rejects.toMatchObject({ code: 'VISITS_REFUSED' });
  const told = await rest(c);
  c.world.clock.jump(hour + 1);
  // Nothing changed in IDENT: by what changed it would seem that all is well.
  await expect(c.world.sync()).rejects.toMatchObject({ code: 'VISITS_REFUSED' });
  expect(await rest(c)).toMatchObject({ since: told?.since, code: 'VISITS_REFUSED' });
  c.world.sandbox.faults.clear();
  c.world.clock.jump(hour + 1);
  await c.world.sync();
  expect(await rest(c)).toBeUndefined();
});

test('many bills that IDENT corrects at once are a mass: no price is written before a person lets them through', async () => {
  await using c = await clinicWithVisits({ perHour: 1000 });
  const count = 20;
  for (let at = 1; at <= count; at += 1) {
    c.book(100 + at, `2026-05-${10 + (at % 15)} ${10 + (at % 9)}:00:00`, (at % 3) + 1);
    c.world.sql(
      `insert into Orders (ID, ID_Receptions, DateTimeOrder, DateTimeBillFormed)
       values (?, ?, '2026-05-04 09:00:00', '2026-05-04 09:30:00')`,
      ...[at, 100 + at],
    );
    c.world.sql(
      'insert into OrderServiceRelation (ID, ID_Orders, ID_ServicePrices, CountService) values (?, ?, 10, 1)',
      ...[at, at],
    );
  }
  const ident = await c.world.ident();
  const { isConfirmed } = await confirmPrice({ ...c.world, ident }, firstSource);
  await ident.close();
  expect(isConfirmed).toBe(true);
  await c.world.sync({ allowMassChange: count });
  const prices = () => c.deals().map(({ price }) => price);
  const before = prices();
  expect(before).toHaveLength(count);
  expect(Math.min(...before)).toBeGreaterThan(0);
  c.world.sql('update OrderServiceRelation set CountService = 3');
  for (let at = 1; at <= count; at += 1) c.stamp(100 + at, 'PatientAppeared');
  await expect(c.world.sync()).rejects.toMatchObject({
    ...{ code: 'DEALS_MASS_CHANGE', exit: 6 },
    message: expect.stringContaining('prices of deals of visits change: 20'),
  });
  expect(prices()).toEqual(before);
  await c.visitsOnly({ allowMassChange: count });
  expect(prices()).toEqual(before.map((price) => price * 3));
});

test('a deal that no answer named and no list tells of is waited for once, not by every pass, and not made again', async () => {
  await using c = await clinicWithVisits();
  c.book(101, '2026-05-06 10:00:00');
  await c.world.sync();
  c.world.sandbox.faults.add({
    match: { method: 'POST', path: '/api/v4/leads' },
    fault: { kind: 'drop', when: 'after' },
  });
  c.book(102, '2026-05-07 10:00:00');
  await c.world.sync().catch(() => undefined);
  // A list in no order shows whatever it likes.
  c.world.sandbox.manners.idOrder = 'ascending';
  c.world.sandbox.deals.create({ name: 'Продажа' });
  for (const lead of c.deals('102')) c.world.sandbox.deals.delete(lead.id);
  const took = async () => {
    const begun = c.world.clock.monotonic();
    await c.world.sync();
    return c.world.clock.monotonic() - begun;
  };
  expect(await took()).toBeGreaterThanOrEqual(76_000);
  const mark = c.world.mark();
  for (let pass = 1; pass <= 3; pass += 1) expect(await took()).toBeLessThan(16_000);
  expect(c.world.requestsSince(mark)).toEqual([]);
  expect((await c.world.state.visitIntents.all()).map(({ leadId }) => leadId)).toEqual([null]);
  // An hour later it is looked for again, and whoever sent it is gone for long.
  c.world.clock.jump(hour);
  expect(await took()).toBeLessThan(60_000);
  c.world.sandbox.manners.idOrder = 'asked';
  await c.visitsOnly();
  expect(await c.world.state.visitIntents.all()).toEqual([]);
});

test('a database that is away keeps the rest of all deals: theirs may be what was stopped, and all are looked at again once an hour', async () => {
  await using two = await TwoSources.open({
    patients: 3,
    start: visitsStart,
    sync: { visits: rulesOfVisits },
  });
  const { world } = two;
  const c = await visitsIn(world, rulesOfVisits);
  for (const table of ['OrderServiceRelation', 'Orders', 'Receptions']) {
    two.second(`delete from ${table}`);
  }
  c.book(101, '2026-05-06 10:00:00');
  await two.sync();
  world.sandbox.faults.add(dealsRefused('GET'));
  await expect(two.sync({ mode: 'visits' })).rejects.toMatchObject({ code: 'VISITS_REFUSED' });
  const since = (await world.state.meta.get('dealsRest'))?.since;
  world.sandbox.faults.clear();
  world.clock.jump(hour + 1);
  two.away(2);
  const mark = world.mark();
  const looks = () => world.requestsSince(mark).filter((one) => one.includes('/api/v4/leads'));
  await two.sync();
  expect(await world.state.meta.get('dealsRest')).toMatchObject({ since, by: 'whole' });
  const whole = looks().length;
  expect(whole).toBeGreaterThan(0);
  for (let pass = 1; pass <= 3; pass += 1) await two.sync();
  expect(looks()).toHaveLength(whole);
  two.back();
  world.clock.jump(hour + 1);
  await two.sync();
  expect(await world.state.meta.get('dealsRest')).toBeUndefined();
});
