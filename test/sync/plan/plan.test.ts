import { expect, test } from 'vitest';
import { type Explanation, explainPlan } from '../../../src/sync/command/explain.ts';
import { World } from '../../support/world.ts';

/** Everything that a plan can hold at once. */
async function busy(): Promise<World> {
  const world = await World.open({ patients: 12 });
  await world.sync();
  world.editPerson(1, { City: 'Тула', Email: null });
  world.editPatient(2, { Debt: '77.70' });
  world.editPerson(3, {
    Surname: 'Чужой',
    Birthday: '1999-09-09',
    MobilePhone: '+79990001122',
    Phone: null,
  });
  world.sql('delete from Patients where ID_Persons = 12');
  world.sandbox.crm.create({ name: 'Анна', phones: ['+79267001122'] });
  world.addPatient(901, { Name: 'Анна', Surname: 'Белова', MobilePhone: '8 926 700-11-22' });
  world.addPatient(902, { Name: 'Пётр' });
  return world;
}

test('a plan says what a pass then does, and writes nothing', async () => {
  await using world = await busy();
  const writes = world.writes().length;
  const before = world.contacts();
  const plan = await world.deep({ planOnly: true });
  expect(world.writes()).toHaveLength(writes);
  expect(world.contacts()).toEqual(before);
  expect(plan.planned).toEqual({
    create: 1,
    adopt: 1,
    update: 2,
    acknowledge: 0,
    remove: 1,
    'identity-changed': 1,
  });
  const pass = await world.deep();
  expect(pass.planned).toEqual(plan.planned);
  expect(pass.counts).toMatchObject({
    created: 1,
    adopted: 1,
    updated: 2,
    removed: 1,
    rejected: 1,
  });
});

test('the explanation names for each patient what would change, before and after', async () => {
  await using world = await busy();
  let explained: readonly Explanation[] = [];
  await world.deep({
    planOnly: true,
    onPlan: async (pass, book) => {
      explained = await explainPlan(pass, book, 100);
    },
  });
  const of = (id: number) => explained.find(({ patientId }) => patientId === id);
  expect(explained.map(({ patientId, action }) => [patientId, action])).toEqual([
    [1, 'update'],
    [2, 'update'],
    [3, 'identity-changed'],
    [12, 'remove'],
    [901, 'adopt'],
    [902, 'create'],
  ]);
  expect(of(1)).toMatchObject({ contactId: world.contactOf(1).id });
  expect(of(1)?.items.map(({ item, amo, ident }) => [item, amo, ident])).toEqual([
    ['emails', 'ivanov@email.com', null],
    ['city', 'Москва', 'Тула'],
    ['changed_at', expect.any(String), expect.any(String)],
  ]);
  expect(of(902)?.items.find(({ item }) => item === 'name')).toMatchObject({
    ident: 'Пётр',
    amo: null,
  });
});

test('an incremental plan is like an incremental pass', async () => {
  await using world = await busy();
  const plan = await world.sync({ planOnly: true });
  expect(plan).toMatchObject({
    mode: 'incremental',
    planned: { create: 1, adopt: 1, update: 2, remove: 0, 'identity-changed': 1 },
  });
  expect((await world.sync()).planned).toEqual(plan.planned);
});

test('with a limit so many patients are written, and the rest in later passes', async () => {
  await using world = await World.open({ patients: 12 });
  expect((await world.sync({ limit: 5 })).counts).toMatchObject({ created: 5, deferred: 7 });
  expect((await world.sync({ limit: 5 })).counts).toMatchObject({ created: 5, deferred: 2 });
  expect((await world.sync()).counts).toMatchObject({ created: 2, deferred: 0 });
  expect(world.notOnce()).toEqual([]);
  expect(await world.sync()).toMatchObject({ mode: 'incremental', requests: 0 });
});
