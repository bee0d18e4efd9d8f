import { expect, test } from 'vitest';
import { listening } from './listening.ts';

const minute = 60_000;

test('an idle pass that reads the feed costs amoCRM that one request', async () => {
  await using world = await listening();
  for (let pass = 0; pass < 3; pass += 1) {
    world.clock.jump(2 * minute);
    const mark = world.mark();
    expect(await world.sync()).toMatchObject({ mode: 'incremental', requests: 1 });
    expect(world.requestsSince(mark)).toEqual([expect.stringContaining('GET /api/v4/events?')]);
  }
});

test('what a pass wrote itself comes back in the feed and is no reason to look', async () => {
  await using world = await listening();
  world.editPerson(1, { City: 'Тула', Surname: 'Новая', MobilePhone: '+79261112233' });
  world.editPerson(2, { Email: 'new@example.com', Birthday: '1990-02-03' });
  world.addPatient(901, { Name: 'Анна', Surname: 'Белова' });
  expect((await world.sync()).counts).toMatchObject({ updated: 2, created: 1 });
  world.clock.jump(2 * minute);
  expect(await world.sync()).toMatchObject({ mode: 'incremental', requests: 1 });
});

test.each([
  ['a city', { fields: { Город: 'Чужой' } }],
  ['a phone that is taken away', { phones: [] }],
  ['a date', { fields: { 'Дата рождения': 86_400 } }],
  ['an id that is emptied', { fields: { 'ID пациента IDENT': null } }],
] as const)('%s that somebody changes is put right by the next pass', async (_, edit) => {
  await using world = await listening();
  const { id } = world.contactOf(1);
  const before = world.contacts();
  world.sandbox.crm.edit(id, edit);
  expect(world.contacts()).not.toEqual(before);
  world.clock.jump(2 * minute);
  expect(await world.sync()).toMatchObject({ mode: 'incremental', counts: { repaired: 1 } });
  expect(world.contacts()).toEqual(before);
  world.clock.jump(2 * minute);
  expect(await world.sync()).toMatchObject({ counts: { repaired: 0 }, requests: 1 });
});

test('what is nobody’s but theirs is no reason to look: a field of their own, a phone beside ours', async () => {
  await using world = await listening();
  const { id } = world.contactOf(1);
  world.sandbox.crm.edit(id, { addPhones: ['+79990001122'], fields: { POSITION: 'врач' } });
  world.clock.jump(2 * minute);
  expect(await world.sync()).toMatchObject({ requests: 1, counts: { repaired: 0 } });
  expect(world.contactOf(1)).toMatchObject({
    phones: expect.arrayContaining(['+79990001122']),
  });
});

test('our values tell whose an event is: what we wrote before is another’s by now, and ours typed back is nothing to put right', async () => {
  await using world = await listening();
  const { id, fields } = world.contactOf(1);
  const typed = (city: string) => world.sandbox.crm.edit(id, { fields: { Город: city } });
  const pass = async (minutes = 2) => {
    world.clock.jump(minutes * minute);
    const { counts, findings } = await world.sync();
    return [world.contactOf(1).fields['Город'], counts['repaired'], findings.length];
  };
  const before = fields['Город'];
  world.editPerson(1, { City: 'Тула' });
  expect(await pass()).toEqual(['Тула', 0, 0]);
  typed('Рига');
  typed('Тула');
  expect(await pass()).toEqual(['Тула', 0, 0]);
  // A robot that puts back what we wrote an hour ago, or before that, within a minute of our own write.
  world.editPerson(1, { City: 'Тверь' });
  expect(await pass(60)).toEqual(['Тверь', 0, 0]);
  typed('Тула');
  expect(await pass(1)).toEqual(['Тверь', 1, expect.any(Number)]);
  world.editPerson(1, { City: 'Орёл' });
  expect(await pass(60)).toEqual(['Орёл', 0, 0]);
  typed(String(before));
  expect(await pass(1)).toEqual(['Орёл', 1, expect.any(Number)]);
});

test('an event of our own that is told when we have written another value is looked at, and nothing follows', async () => {
  await using world = await listening({ sandbox: { manners: { eventLagMs: 3 * minute } } });
  for (const City of ['Тула', 'Тверь']) {
    world.editPerson(1, { City });
    await world.sync();
  }
  world.clock.jump(4 * minute);
  expect(await world.sync()).toMatchObject({
    counts: { repaired: 0, updated: 0 },
    findings: [],
  });
  expect(world.contactOf(1).fields['Город']).toBe('Тверь');
});

test('a contact that is deleted is reported by the next pass, and linked again once it is restored', async () => {
  await using world = await listening();
  const { id } = world.contactOf(3);
  world.sandbox.crm.delete(id);
  world.clock.jump(2 * minute);
  const gone = await world.sync();
  expect(gone).toMatchObject({ mode: 'incremental', counts: { missing: 1, created: 0 } });
  expect(gone.findings).toMatchObject([{ kind: 'missing', patientId: 3, contactId: id }]);
  world.sandbox.crm.restore(id);
  world.sandbox.crm.edit(id, { fields: { Город: 'Чужой' } });
  world.clock.jump(2 * minute);
  const back = await world.sync();
  expect(back.findings).toContainEqual(expect.objectContaining({ kind: 'relinked', patientId: 3 }));
  expect(world.contactOf(3).fields['Город']).not.toBe('Чужой');
  expect((await world.deep()).counts).toMatchObject({ updated: 0, created: 0 });
});

test.each(['survivor', 'loser', 'both'] as const)(
  'a merge that is told at the %s is followed by the next pass',
  async (mergeEvents) => {
    await using world = await listening({ sandbox: { manners: { mergeEvents } } });
    const { id } = world.contactOf(4);
    const lead = world.sandbox.crm.create({ name: 'Лид' });
    world.sandbox.crm.merge(lead, id);
    world.clock.jump(2 * minute);
    const followed = await world.sync();
    expect(followed).toMatchObject({ mode: 'incremental', counts: { created: 0 } });
    expect(followed.findings).toContainEqual(
      expect.objectContaining({ kind: 'merged', patientId: 4, contactId: lead }),
    );
    expect(world.contactOf(4).id).toBe(lead);
    expect((await world.deep()).counts).toMatchObject({ created: 0, relinked: 0 });
  },
);

test('with POLICY_MISSING=repair the feed makes nobody anew: the audit does', async () => {
  await using world = await listening({ sync: { policies: { missing: 'repair' } } });
  world.sandbox.crm.delete(world.contactOf(3).id);
  world.clock.jump(2 * minute);
  expect((await world.sync()).counts).toMatchObject({ missing: 1, created: 0 });
  expect((await world.deep()).counts).toMatchObject({ created: 1 });
  expect(world.notOnce()).toEqual([]);
});

test('an event that is late, doubled or asked for again is carried out once', async () => {
  await using world = await listening({
    sandbox: { manners: { eventLagMs: 3 * minute, eventsDoubled: 'own-id' } },
  });
  world.sandbox.crm.edit(world.contactOf(1).id, { fields: { Город: 'Чужой' } });
  const repairs: unknown[] = [];
  for (let pass = 0; pass < 4; pass += 1) {
    world.clock.jump(2 * minute);
    repairs.push((await world.sync()).counts['repaired']);
  }
  expect(repairs).toEqual([0, 1, 0, 0]);
});

test('events by the field’s own name are understood, too', async () => {
  await using world = await listening({ sandbox: { manners: { fieldEvents: 'by-field' } } });
  world.sandbox.crm.edit(world.contactOf(1).id, { fields: { Город: 'Чужой' } });
  world.clock.jump(2 * minute);
  expect((await world.sync()).counts).toMatchObject({ repaired: 1 });
});

test('a pass that fails leaves the feed where it was: the next one carries out what it told', async () => {
  await using world = await listening();
  world.sandbox.crm.edit(world.contactOf(1).id, { fields: { Город: 'Чужой' } });
  world.clock.jump(2 * minute);
  world.sandbox.faults.add({
    match: { method: 'PATCH' },
    times: null,
    fault: { kind: 'status', status: 402 },
  });
  await expect(world.sync()).rejects.toMatchObject({ code: expect.any(String) });
  world.sandbox.faults.clear();
  expect((await world.sync()).counts).toMatchObject({ repaired: 1 });
});

test('values of events are neither logged nor kept', async () => {
  await using world = await listening();
  const { id } = world.contactOf(1);
  world.sandbox.crm.edit(id, { name: 'Тайнова Секрета', fields: { Город: 'Секретоград' } });
  world.clock.jump(2 * minute);
  await world.sync();
  const kept = JSON.stringify([
    await world.state.meta.get('events'),
    await world.state.db.selectFrom('findings').selectAll().execute(),
    await world.state.db.selectFrom('links').selectAll().execute(),
  ]);
  for (const text of [kept, world.logged.join('\n')]) expect(text).not.toMatch(/Секрет|Тайнов/);
});
