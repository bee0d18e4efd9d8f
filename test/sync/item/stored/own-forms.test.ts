import { describe, expect, test } from 'vitest';
import type { SandboxOptions } from '../../../../src/sandbox/sandbox-options.ts';
import { World } from '../../../support/world.ts';
import type { WorldOptions } from '../../../support/world-options.ts';

type Forms = NonNullable<SandboxOptions['manners']>;

async function loaded(
  person: Parameters<World['addPatient']>[1],
  manners: Forms,
  sync: WorldOptions['sync'] = {},
): Promise<World> {
  const world = await World.open({ patients: 3, sandbox: { manners }, sync });
  world.addPatient(901, { Surname: 'Белова', Name: 'Анна', ...person });
  await world.sync();
  return world;
}

/** Writes as some widget of the account changes them on their way in. */
const changed = (world: World, from: string, to: string) =>
  world.client(async (input, init) =>
    fetch(input, init?.body ? { ...init, body: String(init.body).replaceAll(from, to) } : init),
  );

describe('a phone that amoCRM keeps in a form of its own', () => {
  const phones = { MobilePhone: '+375 29 123-45-67', Phone: '8 495 765-43-21 доб. 12' };

  test('is the same by its digits: five deep passes append nothing, write nothing and tell nothing', async () => {
    await using world = await loaded(phones, { phoneForm: 'digits' });
    expect(world.contactOf(901).phones).toEqual(['375291234567', '7495765432112']);
    const before = world.writes().length;
    for (let pass = 1; pass <= 5; pass += 1) expect((await world.deep()).findings).toEqual([]);
    expect(world.writes()).toHaveLength(before);
    expect(world.contactOf(901).phones).toHaveLength(2);
  });

  test('goes when IDENT has another one, and a colleague’s stays', async () => {
    await using world = await loaded(phones, { phoneForm: 'digits' });
    await world.deep();
    world.sandbox.crm.edit(world.contactOf(901).id, { addPhones: ['+7 916 000-00-01'] });
    world.editPerson(901, { MobilePhone: '+375 29 765-43-21' });
    await world.sync();
    const held = world.contactOf(901).phones.map((phone) => phone.replaceAll(/\D/g, ''));
    expect(held).toEqual(['7495765432112', '79160000001', '375297654321']);
  });

  test('whatever the form, what came back after two writes in a row is not written a third time', async () => {
    await using world = await World.open({ patients: 3 });
    world.amo = changed(world, ' доб. 12', '');
    world.addPatient(901, { Surname: 'Белова', Name: 'Анна', ...phones });
    await world.sync();
    for (let pass = 1; pass <= 5; pass += 1) await world.deep();
    expect(world.contactOf(901).phones.length).toBeLessThanOrEqual(3);
    const before = world.writes().length;
    expect((await world.deep()).findings).toEqual([]);
    expect(world.writes()).toHaveLength(before);
  });

  test('what a person puts in its place while it is repaired is a person’s entry: ours comes back', async () => {
    await using world = await loaded({ MobilePhone: '+79261112233' }, {});
    const { id } = world.contactOf(901);
    world.sandbox.crm.edit(id, { phones: ['+79160000001'] });
    world.amo = world.client(async (input, init) => {
      const answer = await fetch(input, init);
      if (init?.method === 'PATCH') world.sandbox.crm.edit(id, { phones: ['+79160000001'] });
      return answer;
    });
    await world.deep();
    world.sandbox.crm.edit(id, { phones: ['+79160000002'] });
    world.amo = world.client();
    await world.deep();
    expect(world.contactOf(901).phones).toEqual(['+79160000002', '+79261112233']);
  });
});

describe('a name that amoCRM keeps in a form of its own', () => {
  test.each(['report', 'repair'] as const)(
    'is the same by its words: nothing is said of it, and nothing written (POLICY_NAMES=%s)',
    async (names) => {
      const person = { Surname: 'БЕЛОВА-семёнова', Name: 'анна', Patronymic: 'ИГОРЕВНА' };
      const sync = { policies: { names } };
      await using world = await loaded(person, { nameForm: 'titled' }, sync);
      expect(world.contactOf(901).name).toBe('Белова-Семёнова Анна Игоревна');
      const before = world.writes().length;
      for (let pass = 1; pass <= 3; pass += 1) expect((await world.deep()).findings).toEqual([]);
      expect(world.writes()).toHaveLength(before);
    },
  );

  test('in another order it is the same too, and with a word more it is an edit', async () => {
    await using world = await loaded({ Patronymic: 'Игоревна' }, {});
    const { id } = world.contactOf(901);
    world.sandbox.crm.edit(id, { name: 'анна  игоревна БЕЛОВА' });
    expect((await world.deep()).findings).toEqual([]);
    world.sandbox.crm.edit(id, { name: 'Белова Анна Игоревна (мама Пети)' });
    expect((await world.deep()).findings).toMatchObject([{ kind: 'name-edited' }]);
    expect(world.contactOf(901).name).toBe('Белова Анна Игоревна (мама Пети)');
  });

  test('a change of IDENT’s goes over, though only its case changed', async () => {
    await using world = await loaded({ Surname: 'БЕЛОВА' }, {});
    world.editPerson(901, { Surname: 'Белова' });
    await world.sync();
    expect(world.contactOf(901).name).toBe('Белова Анна');
  });
});

test('a text that comes back in yet another way after the repair is somebody’s entry, and repaired again', async () => {
  await using world = await loaded({ City: 'Тверь' }, {});
  const { id } = world.contactOf(901);
  world.sandbox.crm.edit(id, { fields: { Город: 'Клин' } });
  world.amo = world.client(async (input, init) => {
    const answer = await fetch(input, init);
    if (init?.method === 'PATCH') world.sandbox.crm.edit(id, { fields: { Город: 'Рига' } });
    return answer;
  });
  await world.deep();
  world.amo = world.client();
  expect((await world.deep()).counts).toMatchObject({ repaired: 1 });
  expect(world.contactOf(901).fields).toMatchObject({ Город: 'Тверь' });
});
