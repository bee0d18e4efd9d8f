import { expect, test } from 'vitest';
import { World } from '../../support/world.ts';

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

test.each([
  ['alter table OrderServiceRelation rename column DiscountSum to Discount', 'Сумма всех визитов'],
  ['alter table Orders rename to OrdersOfOld', 'Филиал'],
  ['alter table Receptions rename column CheckIssued to CheckGiven', 'Количество визитов'],
] as const)(
  '%s: one pass stops, and «%s» keeps what amoCRM has of it until the column is back',
  async (statement, name) => {
    await using world = await World.open({ patients: 40 });
    await world.sync();
    const values = () => world.contacts().map(({ fields }) => fields[name]);
    const before = values();
    const writes = world.writes().length;
    world.sql(statement);
    await expect(world.sync()).rejects.toMatchObject({ code: 'IDENT_FIELDS_GONE' });
    for (let pass = 0; pass < 2; pass += 1) expect((await world.deep()).outcome).toBe('ok');
    expect(values()).toEqual(before);
    expect(world.writes()).toHaveLength(writes);
  },
);

test('a value does not come from another column when its own is gone', async () => {
  await using world = await World.open({ patients: 12 });
  world.sql('alter table Patients add column FirstVisit datetime');
  world.sql("update Patients set FirstVisit = '1999-09-09 00:00:00'");
  await world.sync();
  const days = () => world.contacts().map(({ fields }) => fields['Дата первого визита']);
  const before = days();
  world.sql('alter table Receptions rename column ReceptionEnded to Ended');
  await expect(world.sync()).rejects.toMatchObject({ code: 'IDENT_FIELDS_GONE' });
  await world.deep();
  expect(days()).toEqual(before);
});

test('a stamp of changes that is gone stops one pass too, and the next compares everything', async () => {
  await using world = await World.open({ patients: 12 });
  await world.sync();
  world.sql('alter table Receptions rename column PatientAppeared to Appeared');
  await expect(world.sync()).rejects.toMatchObject({
    code: 'IDENT_FIELDS_GONE',
    message: expect.stringContaining('Receptions.PatientAppeared'),
  });
  expect(await world.sync()).toMatchObject({ mode: 'deep', reason: 'sources-changed' });
});
