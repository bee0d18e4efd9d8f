import { expect, test } from 'vitest';
import { itemWords } from '../../../src/report/item-names.ts';
import { World } from '../../support/world.ts';

const hour = 3_600_000;

/** A robot that puts its value into the same field of one contact whenever it finds another one there. */
async function fighting(patientId = 1) {
  const world = await World.open({ patients: 12, sync: { eventsMs: 0 } });
  await world.sync();
  await world.sync();
  const { id } = world.contactOf(patientId);
  const ours = world.contactOf(patientId).fields['Город'];
  const robs = () => world.sandbox.crm.edit(id, { fields: { Город: 'Робот' } });
  const city = () => world.contactOf(patientId).fields['Город'];
  const pass = async (how: 'sync' | 'deep' = 'sync') => {
    world.clock.jump(120_000);
    return await world[how]();
  };
  return {
    world,
    ours,
    robs,
    city,
    pass,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

test('the feed has the same item put right twice within a day, then it is the audit’s', async () => {
  await using fight = await fighting();
  const { robs, city, pass, ours, world } = fight;
  const repaired: unknown[] = [];
  for (let n = 0; n < 4; n += 1) {
    robs();
    repaired.push((await pass()).counts['repaired']);
  }
  expect(repaired).toEqual([1, 1, 0, 0]);
  expect(city()).toBe('Робот');
  expect((await pass('deep')).counts).toMatchObject({ repaired: 1 });
  expect(city()).toBe(ours);
  robs();
  world.clock.jump(25 * hour);
  robs();
  world.sandbox.crm.edit(world.contactOf(1).id, { fields: { Город: 'Робот снова' } });
  expect((await pass()).counts).toMatchObject({ repaired: 1 });
});

test('other items of the contact, and other contacts, are put right all the same', async () => {
  await using fight = await fighting();
  const { robs, pass, world } = fight;
  for (let n = 0; n < 3; n += 1) {
    robs();
    await pass();
  }
  const before = world.contactOf(2).fields['Город'];
  world.sandbox.crm.edit(world.contactOf(1).id, { fields: { 'ID пациента IDENT': null } });
  world.sandbox.crm.edit(world.contactOf(2).id, { fields: { Город: 'Чужой' } });
  expect((await pass()).counts).toMatchObject({ repaired: 2 });
  expect(world.contactOf(2).fields['Город']).toBe(before);
});

test('after three days in a row the audit leaves a field to its robot too, and says which; a week later it tries again', async () => {
  await using fight = await fighting();
  const { robs, city, pass, world } = fight;
  const days: (readonly [unknown, boolean])[] = [];
  for (let day = 0; day < 12; day += 1) {
    robs();
    const { counts, findings } = await pass('deep');
    days.push([counts['repaired'], findings.some(({ kind }) => kind === 'fought')]);
    world.clock.jump(24 * hour - 120_000);
  }
  const fights = [1, false] as const;
  const yields = [0, true] as const;
  expect(days).toEqual([
    ...Array<typeof fights>(3).fill(fights),
    ...Array<typeof yields>(7).fill(yields),
    ...Array<typeof fights>(2).fill(fights),
  ]);
  world.editPerson(1, { City: 'Тула' });
  await pass();
  expect(city()).toBe('Тула');
});

test.each(['general', 'by-field'] as const)(
  'who changes a field again and again is told of by number, and by no name (%s)',
  async (fieldEvents) => {
    await using fight = await fighting();
    const { robs, pass, world } = fight;
    Object.assign(world.sandbox.manners, { fieldEvents });
    const found: unknown[] = [];
    for (let day = 0; day < 4; day += 1) {
      robs();
      const { findings } = await pass('deep');
      found.push(...findings.filter(({ kind }) => kind === 'fought-by'));
      world.clock.jump(24 * hour - 120_000);
    }
    const { id, name } = world.sandbox.account.manager;
    expect(found).toEqual([
      expect.objectContaining({
        patientId: 1,
        contactId: world.contactOf(1).id,
        subject: `user:${id}`,
      }),
    ]);
    expect(itemWords(`user:${id}`).ru).toBe(`пользователь ${id}`);
    expect(itemWords('user:0').ru).toBe('робот самой amoCRM');
    expect(world.logged.join('')).not.toContain(name);
  },
);

test('a robot that has ended is forgotten by the audit that sees ours standing', async () => {
  await using fight = await fighting();
  const { robs, city, pass, world } = fight;
  for (let day = 0; day < 4; day += 1) {
    robs();
    await pass('deep');
    world.clock.jump(24 * hour - 120_000);
  }
  expect(city()).toBe('Робот');
  world.editPerson(1, { City: 'Тула' });
  await pass();
  expect((await pass('deep')).findings).toEqual([]);
  robs();
  expect((await pass('deep')).counts).toMatchObject({ repaired: 1 });
  expect(city()).toBe('Тула');
});
