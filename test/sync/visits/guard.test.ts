import { expect, test } from 'vitest';
import { readFacts } from '../../../src/health/read-facts.ts';
import { incidents } from '../../../src/health/rules.ts';
import { incidentWords } from '../../../src/health/words/words.ts';
import { pauseReasonOf } from '../../../src/service/pauses/pause-rules.ts';
import { askingIn, neededFor } from '../../../src/sync/guard/asking/asked.ts';
import { clinicWithVisits } from './visits-world.ts';

type Clinic = Awaited<ReturnType<typeof clinicWithVisits>>;

/** So many visits with deals, and what IDENT says of them. */
async function booked(c: Clinic, count: number) {
  for (let at = 1; at <= count; at += 1) {
    const day = String(5 + (at % 20)).padStart(2, '0');
    c.book(100 + at, `2026-05-${day} ${10 + (at % 8)}:${10 + (at % 50)}:00`, (at % 3) + 1);
  }
  await c.visitsOnly({ allowMassChange: count });
  return (mark: string, upTo: number, from = 1) => {
    for (let at = from; at <= upTo; at += 1) c.stamp(100 + at, mark);
  };
}

const standing = (c: Clinic) => {
  const stages: Record<string, number> = {};
  for (const { status_id: status } of c.deals()) stages[status] = (stages[status] ?? 0) + 1;
  return stages;
};

/** What the judge of all views says of deals and of passes that failed or were stopped. */
async function saidOf({ world: { state, clock } }: Clinic) {
  const facts = await readFacts({
    ...{ state, passLock: state.passLock },
    ...{ now: clock.now(), intervalMs: 3_600_000, sources: [] },
    process: {
      ...{ startedAt: null, running: null, waitsFor: null, access: null },
      ...{ nextIncrementalAt: null, nextDeepAt: null, restUntil: null },
    },
  });
  return incidents(facts)
    .filter(({ code }) => ['deals', 'stopped', 'failing'].includes(code))
    .map((one) => {
      const { advice } = incidentWords(one, { language: 'en', timeZone: 'Europe/Moscow' });
      return { code: one.code, cause: one.cause, since: one.since, advice };
    });
}

test('a first load goes in portions by the hour, however often a process begins anew, until a person allows more', async () => {
  await using c = await clinicWithVisits({ perHour: 4 });
  for (let id = 101; id <= 115; id += 1) c.book(id, `2026-05-06 10:${id - 90}:00`, (id % 3) + 1);
  expect((await c.world.sync()).counts).toMatchObject({ dealsCreated: 4, dealsPortion: 11 });
  await c.world.restart();
  const mark = c.world.mark();
  await c.world.sync();
  expect(c.world.requestsSince(mark)).toEqual([]);
  c.world.clock.jump(3_600_000);
  expect((await c.world.sync()).counts).toMatchObject({ dealsCreated: 4, dealsPortion: 7 });
  expect((await c.visitsOnly({ allowMassChange: 20 })).counts).toMatchObject({ dealsCreated: 7 });
  expect(c.deals()).toHaveLength(15);
  expect(Object.values(c.carried()).every((count) => count === 1)).toBe(true);
});

test('what a person allows beside an hour’s portion is not counted in it, and what is made beyond that is', async () => {
  await using c = await clinicWithVisits({ perHour: 4 });
  for (let id = 101; id <= 115; id += 1) c.book(id, `2026-05-06 10:${id - 90}:00`, (id % 3) + 1);
  expect((await c.visitsOnly({ allowMassChange: 1 })).counts).toMatchObject({ dealsCreated: 4 });
  expect((await c.world.sync()).counts).toMatchObject({ dealsCreated: 1, dealsPortion: 10 });
  for (let again = 0; again < 3; again += 1) await c.world.sync();
  expect(c.deals()).toHaveLength(5);
});

test('more closings, or new deals, than a day has stop a pass before any of them is written; contacts are carried over, and a person lets them through', async () => {
  await using c = await clinicWithVisits({ perHour: 1000 });
  const says = await booked(c, 60);
  const before = standing(c);
  says('CheckIssued', 55);
  c.world.addPatient(77, { SurName: 'Новикова', Name: 'Ольга' }, { CardNumber: '77' });
  const error = await c.world.sync().catch((one: unknown) => one);
  expect(error).toMatchObject({
    ...{ code: 'DEALS_MASS_CHANGE', exit: 6 },
    message: expect.stringMatching(/deals of visits are closed: 55; the limit is 50 of 60 deals/),
  });
  expect(standing(c)).toEqual(before);
  expect(c.world.contactsOf(77)).toHaveLength(1);
  // Of three patients: what has to be allowed are deals.
  expect(neededFor(await askingIn(c.world.state))).toBe(55);
  expect(pauseReasonOf(error)).toBe(null);
  c.world.addPatient(78, { SurName: 'Новикова', Name: 'Анна' }, { CardNumber: '78' });
  const mark = c.world.mark();
  expect(await c.world.sync()).toMatchObject({
    ...{ outcome: 'rows-rejected', counts: { created: 1, dealsResting: 1 } },
  });
  expect(c.world.requestsSince(mark).filter((one) => one.includes('/leads'))).toEqual([]);
  expect(c.world.contactsOf(78)).toHaveLength(1);
  // That contacts come through is no answer about deals.
  expect(neededFor(await askingIn(c.world.state))).toBe(55);
  const allowed = await c.world.sync({ allowMassChange: 55 });
  expect(allowed.counts).toMatchObject({ dealsClosed: 55 });
  expect(await askingIn(c.world.state)).toEqual([]);
  for (let id = 301; id <= 355; id += 1) c.book(id, '2026-05-20 10:00:00', (id % 3) + 1);
  await expect(c.world.sync()).rejects.toMatchObject({ code: 'DEALS_MASS_CHANGE' });
  expect(c.deals()).toHaveLength(60);
});

test('what only the day makes too much waits, and all else goes on; it is carried out when the day has room', async () => {
  await using c = await clinicWithVisits({ perHour: 1000 });
  const says = await booked(c, 60);
  says('CheckIssued', 45);
  expect((await c.world.sync()).counts).toMatchObject({ dealsClosed: 45 });
  says('CheckIssued', 55, 46);
  says('PatientAppeared', 60, 56);
  expect((await c.world.sync()).counts).toMatchObject({ dealsMoved: 5, dealsPostponed: 10 });
  expect(standing(c)[142]).toBe(45);
  c.world.clock.jump(25 * 3_600_000);
  expect((await c.world.sync()).counts).toMatchObject({ dealsClosed: 10 });
});

test('deals that rest are told of until they are let through, however many passes of contacts go well in between', async () => {
  await using c = await clinicWithVisits({ perHour: 1000 });
  const says = await booked(c, 60);
  says('CheckIssued', 55);
  expect(await saidOf(c)).toEqual([]);
  const since = c.world.clock.now();
  await expect(c.world.sync()).rejects.toMatchObject({ code: 'DEALS_MASS_CHANGE' });
  const told = await saidOf(c);
  expect(told).toEqual([
    {
      ...{ code: 'deals', cause: 'DEALS_MASS_CHANGE', since: expect.any(Number) },
      advice: expect.stringContaining('visits sync --allow-mass-change N'),
    },
  ]);
  expect(told[0]?.since).toBeGreaterThanOrEqual(since);
  expect((await c.world.sync()).counts).toMatchObject({ dealsResting: 1 });
  expect(await saidOf(c)).toEqual(told);
  // It was stopped once more, and is the same trouble.
  c.world.clock.jump(3_600_001);
  await expect(c.world.sync()).rejects.toMatchObject({ code: 'DEALS_MASS_CHANGE' });
  expect(await saidOf(c)).toEqual(told);
  await c.visitsOnly({ allowMassChange: 55 });
  expect(await saidOf(c)).toEqual([]);
});

test('deals that are switched off while they rest are told of no more', async () => {
  await using c = await clinicWithVisits({ perHour: 1000 });
  const says = await booked(c, 60);
  says('CheckIssued', 55);
  await expect(c.world.sync()).rejects.toMatchObject({ code: 'DEALS_MASS_CHANGE' });
  const { visits: _, ...others } = c.world.options;
  c.world.options = others;
  await c.world.sync();
  expect(await saidOf(c)).toEqual([]);
});

const kinds = [
  ['ReceptionEnded', 'go back to a former stage'],
  ['ReceptionCanceled', 'are opened again'],
] as const;

test.each(kinds)(
  'deals whose %s IDENT takes back at once are a mass: they %s',
  async (mark, words) => {
    await using c = await clinicWithVisits({ perHour: 1000, cancelDelayMs: 0 });
    const says = await booked(c, 20);
    says(mark, 20);
    await c.world.sync({ allowMassChange: 20 });
    const before = standing(c);
    for (let at = 1; at <= 12; at += 1)
      c.world.sql(
        `update Receptions set ${mark} = null, DateTimeChanged = strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime') where ID = ?`,
        100 + at,
      );
    await expect(c.world.sync()).rejects.toMatchObject({
      ...{ code: 'DEALS_MASS_CHANGE', message: expect.stringContaining(words) },
    });
    expect(standing(c)).toEqual(before);
  },
);

test('a visit that waited for its hour and is gone from IDENT is waited for no more: new deals are counted from then on', async () => {
  await using c = await clinicWithVisits({ perHour: 1 });
  c.book(101, '2026-05-06 10:00:00');
  c.book(102, '2026-05-07 10:00:00');
  expect((await c.world.sync()).counts).toMatchObject({ dealsCreated: 1, dealsPortion: 1 });
  c.world.sql('delete from Receptions where ID = 102');
  c.world.clock.jump(3_600_000);
  await c.world.sync();
  expect(await c.world.state.visitLooks.counts()).toEqual(new Map());
  expect(await c.world.state.meta.get('visitsLoaded')).toBe(true);
});

test('what a person does to a deal while others are made is not written over', async () => {
  await using c = await clinicWithVisits();
  c.book(101, '2026-05-06 10:00:00');
  await c.world.sync();
  c.stamp(101, 'PatientAppeared');
  c.book(102, '2026-05-07 10:00:00');
  const [lead] = c.deals('101');
  const { amo } = c.world;
  c.world.sandbox.faults.add({
    match: { method: 'POST', path: '/api/v4/leads' },
    fault: { kind: 'slow', ms: 5_000 },
  });
  c.world.amo = c.world.client(globalThis.fetch, (fetch) => async (input, init) => {
    if (init?.method === 'POST' && String(input).includes('/leads')) {
      c.world.sandbox.deals.edit(lead?.id ?? 0, { statusId: 143, name: 'Мама Пети' });
    }
    return await fetch(input, init);
  });
  await c.world.sync();
  c.world.amo = amo;
  expect(c.carried()).toEqual({ 101: 1, 102: 1 });
  expect(c.deals('101')[0]).toMatchObject({ status_id: 143, name: 'Мама Пети' });
});

test('new deals that fail keep no other deal from following its visit', async () => {
  await using c = await clinicWithVisits();
  c.book(101, '2026-05-06 10:00:00');
  await c.world.sync();
  c.stamp(101, 'PatientAppeared');
  c.book(102, '2026-05-07 10:00:00');
  c.world.sandbox.faults.add({
    match: { method: 'POST', path: '/api/v4/leads' },
    fault: { kind: 'status', status: 403, body: 'json' },
    times: null,
  });
  const error = await c.world.sync().catch((one: unknown) => one);
  expect(error).toMatchObject({ code: 'VISITS_REFUSED' });
  expect(pauseReasonOf(error)).toBe(null);
  expect(c.stageOf('101')).toBe('Пациент пришёл');
  const refused = [{ code: 'deals', cause: 'VISITS_REFUSED' }];
  expect(await saidOf(c)).toMatchObject(refused);
  c.world.sandbox.faults.clear();
  await c.world.sync();
  expect(await saidOf(c)).toMatchObject(refused);
  await c.visitsOnly();
  expect(await saidOf(c)).toEqual([]);
  expect(c.carried()).toEqual({ 101: 1, 102: 1 });
});
