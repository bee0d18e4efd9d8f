import { expect, test } from 'vitest';
import type { Clock } from '../../../src/clock.ts';
import { World } from '../../support/world.ts';
import { listening } from './listening.ts';

const minute = 60_000;
const feedsSince = (world: World, mark: number): number =>
  world.requestsSince(mark).filter((request) => request.includes('/events')).length;

test('without events in the settings no pass asks for them', async () => {
  await using world = await World.open({ patients: 3 });
  await world.sync();
  await world.sync();
  expect(feedsSince(world, 0)).toBe(0);
});

test('a first load and a deep pass do not ask; the feed is asked as seldom as the setting says', async () => {
  await using world = await World.open({ patients: 3, sync: { eventsMs: 5 * minute } });
  await world.sync();
  await world.deep();
  expect(feedsSince(world, 0)).toBe(0);
  for (let pass = 0; pass < 6; pass += 1) {
    await world.sync();
    world.clock.jump(2 * minute);
  }
  expect(feedsSince(world, 0)).toBe(2);
});

test.each([402, 403, 404] as const)(
  'a feed that is refused with %i is left alone for hours, and everything else goes on',
  async (eventsRefused) => {
    await using world = await listening({ sandbox: { manners: { eventsRefused } } });
    const mark = world.mark();
    for (let pass = 0; pass < 5; pass += 1) {
      world.clock.jump(2 * minute);
      world.editPerson(1, { City: `Город ${pass}` });
      expect(await world.sync()).toMatchObject({ mode: 'incremental', outcome: 'ok' });
    }
    expect(world.contactOf(1).fields['Город']).toBe('Город 4');
    expect(feedsSince(world, mark)).toBe(0);
    expect(await world.state.meta.get('eventsTrouble')).toMatchObject({
      code: expect.stringMatching(/^AMO_/),
    });
    world.sandbox.manners.eventsRefused = 0;
    world.clock.jump(6 * 60 * minute);
    await world.sync();
    expect(await world.state.meta.get('eventsTrouble')).toBeUndefined();
  },
);

test('a feed that fails ends no pass, and is asked again ten minutes later', async () => {
  await using world = await listening();
  world.sandbox.faults.add({
    match: { path: /events/ },
    times: null,
    fault: { kind: 'status', status: 500 },
  });
  world.editPerson(1, { City: 'Тула' });
  expect(await world.sync()).toMatchObject({ counts: { updated: 1 } });
  world.sandbox.faults.clear();
  const mark = world.mark();
  world.clock.jump(9 * minute);
  await world.sync();
  expect(feedsSince(world, mark)).toBe(0);
  world.clock.jump(2 * minute);
  await world.sync();
  expect(feedsSince(world, mark)).toBe(1);
});

test('more events than twenty pages are a gap: the next pass is an audit, and the feed goes on behind it', async () => {
  await using world = await listening();
  for (let n = 0; n < 2_001; n += 1) world.sandbox.crm.create({ name: `Лид ${n}` });
  world.sandbox.crm.edit(world.contactOf(1).id, { fields: { Город: 'Чужой' } });
  world.clock.jump(2 * minute);
  const mark = world.mark();
  const gap = await world.sync();
  expect(gap.findings).toMatchObject([{ kind: 'events-gap' }]);
  expect(feedsSince(world, mark)).toBe(20);
  expect(await world.sync()).toMatchObject({
    ...{ mode: 'deep', reason: 'events-gap' },
    counts: { repaired: 1 },
  });
  world.clock.jump(2 * minute);
  const after = world.mark();
  expect(await world.sync()).toMatchObject({ mode: 'incremental' });
  expect(feedsSince(world, after)).toBe(1);
});

test('more contacts than are looked at at once are the audit’s, too', async () => {
  await using world = await listening({ patients: 260 });
  for (const { id } of world.contacts()) {
    world.sandbox.crm.edit(id, { fields: { 'ID пациента IDENT': null } });
  }
  world.clock.jump(2 * minute);
  expect((await world.sync()).findings).toMatchObject([{ kind: 'events-gap' }]);
  expect(await world.sync()).toMatchObject({ mode: 'deep', counts: { repaired: 260 } });
});

test.each([true, false])(
  'many contacts are read at once where the account has the filter (%s), and one by one where it ignores it',
  async (apiFilter) => {
    await using world = await listening({ patients: 60, sandbox: { manners: { apiFilter } } });
    for (const { id } of world.contacts().slice(0, 40)) {
      world.sandbox.crm.edit(id, { fields: { 'ID пациента IDENT': null } });
    }
    world.clock.jump(2 * minute);
    const { requests, counts } = await world.sync();
    expect(counts).toMatchObject({ repaired: 40 });
    if (apiFilter) expect(requests).toBeLessThanOrEqual(6);
  },
);

/** amoCRM hides the newest event of a kind until it is let go. */
function hiding(world: World, type: string): { letGo: () => void } {
  let isHidden = true;
  world.amo = world.client(async (input, init) => {
    const answer = await fetch(input, init);
    if (!isHidden || !String(input).includes('/events') || answer.status !== 200) return answer;
    // As the sandbox answers.
    const body = (await answer.json()) as { _embedded: { events: { type: string }[] } };
    const events = body._embedded.events.filter((event) => event.type !== type);
    return Response.json({ ...body, _embedded: { events } });
  });
  return {
    letGo: () => {
      isHidden = false;
    },
  };
}

test('a hundred events that are known end a reading; what is late behind them is found within five minutes', async () => {
  await using world = await listening();
  world.sandbox.crm.edit(world.contactOf(1).id, { fields: { Город: 'Чужой' } });
  const late = hiding(world, 'custom_field_value_changed');
  for (let n = 0; n < 150; n += 1) world.sandbox.crm.create({ name: `Лид ${n}` });
  const pass = async () => {
    const mark = world.mark();
    world.clock.jump(2 * minute);
    const { counts } = await world.sync();
    return { feeds: feedsSince(world, mark), repaired: counts['repaired'] };
  };
  expect(await pass()).toEqual({ feeds: 2, repaired: 0 });
  late.letGo();
  expect(await pass()).toEqual({ feeds: 1, repaired: 0 });
  expect(await pass()).toEqual({ feeds: 1, repaired: 0 });
  expect(await pass()).toEqual({ feeds: 2, repaired: 1 });
});

test.each([-3, 3])(
  'our clock may be %i hours off: the feed is asked by amoCRM’s',
  async (hours) => {
    await using world = await World.open({ patients: 12, sync: { eventsMs: 0 } });
    const clock: Clock = {
      now: () => world.clock.now() + hours * 60 * minute,
      monotonic: () => world.clock.monotonic(),
      sleep: (ms, signal) => world.clock.sleep(ms, signal),
    };
    const pass = () => world.sync({}, { clock });
    for (let n = 0; n < 2; n += 1) await pass();
    world.clock.jump(2 * minute);
    world.sandbox.crm.edit(world.contactOf(1).id, { fields: { Город: 'Чужой' } });
    world.clock.jump(2 * minute);
    expect((await pass()).counts).toMatchObject({ repaired: 1 });
  },
);

test.each([
  ['turns up', { phones: ['8 926 777-88-99'] }, false],
  ['comes with a lead, of which nothing is asked', { phones: ['8 926 777-88-99'] }, true],
  ['is given it later', {}, false],
])(
  'a refused patient is tried again when a contact with its phone %s, and takes it over',
  async (_, made, isOfLead) => {
    await using world = await listening();
    world.sandbox.faults.add({
      match: { method: 'POST' },
      times: null,
      fault: { kind: 'reject', rows: [0] },
    });
    world.addPatient(901, { Name: 'Анна', Surname: 'Белова', MobilePhone: '+79267778899' });
    expect((await world.sync()).counts).toMatchObject({ rejected: 1 });
    world.sandbox.faults.clear();
    const lead = world.sandbox.crm.create({ name: 'Анна Белова', ...made });
    if (isOfLead) world.sandbox.deals.arrive({ contacts: [lead] });
    if (!('phones' in made)) {
      world.clock.jump(2 * minute);
      expect((await world.sync()).counts).toMatchObject({ adopted: 0, created: 0 });
      world.sandbox.crm.edit(lead, { phones: ['8 926 777-88-99'] });
    }
    world.clock.jump(2 * minute);
    const mark = world.mark();
    expect((await world.sync()).counts).toMatchObject({ adopted: 1, created: 0 });
    expect(world.contactOf(901).id).toBe(lead);
    expect(world.requestsSince(mark).filter((one) => one.includes('/leads'))).toEqual([]);
  },
);

test('others’ phones are no storm, however many change while a refused patient waits', async () => {
  await using world = await listening();
  const { crm, faults } = world.sandbox;
  const others = Array.from({ length: 260 }, (_, at) => crm.create({ name: `Лид ${at}` }));
  for (const _ of ['the storm of so many new ones', 'its audit']) {
    world.clock.jump(2 * minute);
    await world.sync();
  }
  faults.add({ match: { method: 'POST' }, times: null, fault: { kind: 'reject', rows: [0] } });
  world.addPatient(901, { Name: 'Анна', Surname: 'Белова', MobilePhone: '+79267778899' });
  expect((await world.sync()).counts).toMatchObject({ rejected: 1 });
  // Beyond what the feed is asked for again.
  world.clock.jump(60 * minute);
  await world.sync();
  for (const [at, id] of others.entries()) crm.edit(id, { phones: [`8 926 555-1${100 + at}`] });
  world.clock.jump(2 * minute);
  expect((await world.sync()).findings).toEqual([]);
  expect(await world.state.meta.get('deepDue')).toBeUndefined();
});

test('a refused patient takes over the contact that is given its phone, however many contacts get a tag in the same minute', async () => {
  await using world = await listening({
    patients: 260,
    sandbox: { manners: { apiFilter: true } },
  });
  const { crm, faults } = world.sandbox;
  const lead = crm.create({ name: 'Анна Белова' });
  faults.add({ match: { method: 'POST' }, times: null, fault: { kind: 'reject', rows: [0] } });
  world.addPatient(901, { Name: 'Анна', Surname: 'Белова', MobilePhone: '+79267778899' });
  world.clock.jump(2 * minute);
  expect((await world.sync()).counts).toMatchObject({ rejected: 1 });
  faults.clear();
  const tagged = world.contacts().filter(({ id }) => id !== lead);
  for (const { id } of tagged.slice(0, 130)) crm.edit(id, { tags: ['IDENT', 'акция'] });
  crm.edit(lead, { phones: ['8 926 777-88-99'] });
  for (const { id } of tagged.slice(130)) crm.edit(id, { tags: ['IDENT', 'акция'] });
  world.clock.jump(2 * minute);
  expect((await world.sync()).counts).toMatchObject({ adopted: 1, created: 0 });
  expect(world.contactOf(901).id).toBe(lead);
});

test('a feed that never tells of our own writes is said to be silent, until it tells of something', async () => {
  await using world = await listening({ sandbox: { manners: { eventsEmpty: true } } });
  const trouble = async (minutes: number) => {
    world.clock.jump(minutes * minute);
    await world.sync();
    return await world.state.meta.get('eventsTrouble');
  };
  expect(await trouble(60)).toBeUndefined();
  world.editPerson(1, { City: 'Тула' });
  expect(await trouble(2)).toBeUndefined();
  expect(await trouble(29)).toBeUndefined();
  expect(await trouble(2)).toMatchObject({ code: 'EVENTS_SILENT' });
  expect(await trouble(2)).toMatchObject({ code: 'EVENTS_SILENT' });
  world.sandbox.manners.eventsEmpty = false;
  world.sandbox.crm.create({ name: 'Лид' });
  expect(await trouble(2)).toBeUndefined();
});

test('a storm that does not end makes one audit due in an hour, and is told of', async () => {
  await using world = await listening({ patients: 260 });
  const modes: string[] = [];
  for (let pass = 0; pass < 12; pass += 1) {
    world.clock.jump(8 * minute);
    for (const { id } of world.contacts()) world.sandbox.crm.edit(id, { name: `Робот ${pass}` });
    modes.push((await world.sync()).mode);
  }
  expect(modes.filter((mode) => mode === 'deep').length).toBeLessThanOrEqual(2);
  expect(await world.state.meta.get('eventsTrouble')).toMatchObject({ code: 'EVENTS_STORM' });
  world.clock.jump(2 * minute);
  await world.sync();
  expect(await world.state.meta.get('eventsTrouble')).toBeUndefined();
});
