import { expect, test } from 'vitest';
import { World } from '../support/world.ts';

test('a column that was there and is gone stops one pass, clears nothing, and the next goes on without it', async () => {
  await using world = await World.open({ patients: 12 });
  await world.sync();
  const cities = () => world.contacts().map(({ fields }) => fields['Город']);
  const before = cities();
  world.sql('alter table Persons drop column City');
  const writes = world.writes().length;
  await expect(world.deep()).rejects.toMatchObject({ code: 'IDENT_FIELDS_GONE' });
  expect(world.writes()).toHaveLength(writes);
  const next = await world.deep();
  expect(next.outcome).toBe('ok');
  expect(cities()).toEqual(before);
  expect(world.writes()).toHaveLength(writes);
});

test.each(['Surname', 'ParentSNP', 'MobilePhone'])(
  '%s, which is no field of its own, stops one pass too',
  async (column) => {
    await using world = await World.open({ patients: 12 });
    await world.sync();
    const before = world.contacts();
    world.sql(
      `alter table ${column === 'ParentSNP' ? 'Patients' : 'Persons'} drop column ${column}`,
    );
    await expect(world.deep()).rejects.toMatchObject({ code: 'IDENT_FIELDS_GONE' });
    await world.deep();
    expect(world.contacts()).toEqual(before);
  },
);

test('a column that comes back is compared again', async () => {
  await using world = await World.open({ patients: 12 });
  await world.sync();
  world.sql('alter table Persons rename column City to Town');
  await expect(world.sync()).rejects.toMatchObject({ code: 'IDENT_FIELDS_GONE' });
  await world.sync();
  world.sql('alter table Persons rename column Town to City');
  world.editPerson(1, { City: 'Тверь' });
  await world.sync();
  expect(world.contactsOf(1)[0]?.fields['Город']).toBe('Тверь');
});
