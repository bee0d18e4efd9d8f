import { expect, test } from 'vitest';
import { World } from '../../support/world.ts';

const minute = 60_000;
const hour = 60 * minute;

async function listening(): Promise<World> {
  const world = await World.open({ patients: 12, sync: { eventsMs: 0 } });
  await world.sync();
  await world.sync();
  world.clock.jump(2 * minute);
  return world;
}

/** What another installation makes: a contact with a patient's id. */
function others(world: World, ...patients: number[]): void {
  for (const id of patients) {
    world.sandbox.crm.create({ name: 'Копия', fields: { 'ID пациента IDENT': String(id) } });
  }
}

const pass = (world: World) => {
  world.clock.jump(2 * minute);
  return world.sync();
};

test('two contacts of another’s making within a day stop creates, and nothing else', async () => {
  await using world = await listening();
  others(world, 1);
  world.addPatient(901, { Name: 'Анна', Surname: 'Белова' });
  expect((await pass(world)).counts).toMatchObject({ created: 1 });
  others(world, 2);
  world.addPatient(902, { Name: 'Вера', Surname: 'Кузина' });
  world.editPerson(3, { City: 'Тула' });
  const stopped = await pass(world);
  expect(stopped.counts).toMatchObject({ created: 0, deferred: 1, updated: 1 });
  expect(stopped.findings).toContainEqual(expect.objectContaining({ kind: 'other-writer' }));
  expect((await pass(world)).counts).toMatchObject({ created: 0, deferred: 1 });
  // The audit sees that somebody has been at work just now.
  expect((await world.deep()).counts).toMatchObject({ created: 0 });
  world.clock.jump(6 * hour);
  expect((await world.deep()).counts).toMatchObject({ created: 1 });
  world.addPatient(903, { Name: 'Инна', Surname: 'Новая' });
  expect((await pass(world)).counts).toMatchObject({ created: 1 });
});

test('a person’s word lets creates go on at once', async () => {
  await using world = await listening();
  others(world, 1, 2);
  await pass(world);
  world.addPatient(901, { Name: 'Анна', Surname: 'Белова' });
  expect((await pass(world)).counts).toMatchObject({ created: 0 });
  expect((await world.deep({ allowMassChange: 1 })).counts).toMatchObject({ created: 1 });
});

test('a day between two of them is no second installation', async () => {
  await using world = await listening();
  for (const patient of [1, 2]) {
    others(world, patient);
    await pass(world);
    world.clock.jump(25 * hour);
  }
  world.addPatient(901, { Name: 'Анна', Surname: 'Белова' });
  expect((await pass(world)).counts).toMatchObject({ created: 1 });
});

test('creates of our own whose answers were lost are no other’s', async () => {
  await using world = await listening();
  world.addPatient(901, { Name: 'Анна', Surname: 'Белова' });
  world.addPatient(902, { Name: 'Вера', Surname: 'Кузина' });
  world.sandbox.faults.add({
    match: { method: 'POST' },
    times: 1,
    fault: { kind: 'drop', when: 'after' },
  });
  await world.sync().catch(() => undefined);
  await pass(world);
  await pass(world);
  expect(await world.state.meta.get('otherWriter')).toBeUndefined();
  expect(world.notOnce()).toEqual([]);
});

test('contacts of leads, without our id, are no other’s', async () => {
  await using world = await listening();
  for (let n = 0; n < 5; n += 1) world.sandbox.crm.create({ name: `Лид ${n}` });
  await pass(world);
  expect(await world.state.meta.get('otherWriter')).toBeUndefined();
});

test('while creates wait, passes go on as ever: an audit ends, and none is due for the other’s contacts', async () => {
  await using world = await listening();
  world.addPatient(901, { Name: 'Анна', Surname: 'Белова' });
  world.addPatient(902, { Name: 'Вера', Surname: 'Кузина' });
  others(world, 901, 902);
  const { meta } = world.state;
  const carriedAt = await meta.get('carriedAt');
  for (let n = 0; n < 3; n += 1) {
    const { mode, counts } = await pass(world);
    expect([mode, counts['created']]).toEqual(['incremental', 0]);
  }
  // Not everything that came into IDENT is carried over: its age goes on.
  expect(await meta.get('carriedAt')).toBe(carriedAt);
  expect(await world.deep()).toMatchObject({ counts: { created: 0 } });
  expect(await world.state.meta.get('deepDue')).toBeUndefined();
  expect(await world.state.meta.get('lastDeepAt')).toBe(world.clock.now());
  expect(await pass(world)).toMatchObject({ mode: 'incremental', counts: { created: 0 } });
  expect(world.contactsOf(901)).toHaveLength(1);
});

test('a patient whose create waits takes over the lead that came with the phone meanwhile, once creates go on', async () => {
  await using world = await listening();
  others(world, 1, 2);
  world.addPatient(901, { Name: 'Анна', Surname: 'Белова', MobilePhone: '+79267778899' });
  expect((await pass(world)).counts).toMatchObject({ created: 0, adopted: 0, deferred: 1 });
  const lead = world.sandbox.crm.create({ name: 'Анна Белова', phones: ['8 926 777-88-99'] });
  expect((await pass(world)).counts).toMatchObject({ created: 0, adopted: 0 });
  expect((await world.deep({ allowMassChange: 1 })).counts).toMatchObject({ adopted: 1 });
  expect(world.contactOf(901).id).toBe(lead);
});
