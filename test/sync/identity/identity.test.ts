import { expect, test } from 'vitest';
import { World } from '../../support/world.ts';

const other = {
  Surname: 'Чужой',
  Birthday: '1999-09-09',
  MobilePhone: '+79990001122',
  Phone: null,
};

const loaded = () => World.loaded({ patients: 3 });

test('another name, birthday and phone under an old id are queued for a person, and not written', async () => {
  await using world = await loaded();
  const before = world.contactOf(1);
  const writes = world.writes().length;
  world.editPerson(1, other);
  const result = await world.sync();
  expect(result).toMatchObject({ outcome: 'rows-rejected', counts: { rejected: 1, updated: 0 } });
  expect(await world.state.rejected.all()).toMatchObject([
    { patientId: 1, code: 'identity-changed', attempts: 1 },
  ]);
  expect((await world.sync()).counts).toMatchObject({ waiting: 1 });
  expect((await world.deep()).counts).toMatchObject({ waiting: 1, rejected: 0 });
  expect(world.contactOf(1)).toEqual(before);
  expect(world.writes()).toHaveLength(writes);
});

test.each(['Surname', 'Birthday', 'MobilePhone'] as const)(
  'two of the three are an everyday change: the %s stays',
  async (same) => {
    await using world = await loaded();
    const { [same]: _unchanged, ...changes } = other;
    world.editPerson(1, changes);
    expect((await world.sync()).counts).toMatchObject({ updated: 1, rejected: 0 });
  },
);

test('a card that is only completed, or emptied, is no other person', async () => {
  await using world = await World.open({ patients: 3 });
  world.addPatient(901, { Name: 'Анна' });
  await world.sync();
  world.editPerson(901, other);
  expect((await world.sync()).counts).toMatchObject({ updated: 1, rejected: 0 });
  world.editPerson(901, { Surname: 'Третий', Birthday: null, MobilePhone: null });
  expect((await world.sync()).counts).toMatchObject({ updated: 1, rejected: 0 });
});

test('once a person confirms the other person, the new values are written', async () => {
  await using world = await loaded();
  world.editPerson(1, other);
  await world.sync();
  await world.state.rejected.retry();
  expect((await world.sync()).counts).toMatchObject({ updated: 1, waiting: 0 });
  expect(world.contactOf(1)).toMatchObject({
    name: 'Чужой Иван Иванович',
    phones: ['+79990001122'],
  });
  expect(await world.state.rejected.all()).toEqual([]);
});

test('a confirmation is for what was confirmed: a later other person is queued anew', async () => {
  await using world = await loaded();
  world.editPerson(1, other);
  await world.sync();
  await world.state.rejected.retry();
  await world.sync();
  world.editPerson(1, { Surname: 'Третий', Birthday: '1950-05-05', MobilePhone: '+79990003344' });
  expect((await world.sync()).counts).toMatchObject({ rejected: 1 });
});

test('put right in IDENT, it leaves the queue by itself', async () => {
  await using world = await loaded();
  const person = { Surname: 'Иванов', Birthday: '1985-05-15', MobilePhone: '+7 (925) 123-45-67' };
  world.sql('update Persons set DateTimeChanged = null where ID = 1');
  world.sql('update Patients set DateTimeChanged = null where ID_Persons = 1');
  await world.deep();
  world.sql(
    'update Persons set Surname = ?, Birthday = ?, MobilePhone = ?, Phone = ? where ID = 1',
    other.Surname,
    other.Birthday,
    other.MobilePhone,
    other.Phone,
  );
  await world.deep();
  expect(await world.state.rejected.all()).toHaveLength(1);
  world.sql(
    'update Persons set Surname = ?, Birthday = ?, MobilePhone = ?, Phone = ? where ID = 1',
    person.Surname,
    person.Birthday,
    person.MobilePhone,
    '8 (495) 765-43-21',
  );
  expect((await world.deep()).counts).toMatchObject({ unchanged: 3, waiting: 0 });
  expect(await world.state.rejected.all()).toHaveLength(0);
});

const stranger = {
  ...{ Surname: 'Сидоров', Name: 'Олег', Patronymic: 'Павлович', MobilePhone: '+79160001122' },
  Phone: null,
};

/** Whether IDENT knew a birthday of the patient before, and whether it knows one now. */
test.each([
  [true, true],
  [true, false],
  [false, true],
  [false, false],
])(
  'another name and phone are queued, with a birthday before: %s, and now: %s',
  async (before, now) => {
    await using world = await World.open({ patients: 3 });
    world.addPatient(901, {
      ...{ Surname: 'Иванова', Name: 'Анна', Patronymic: 'Сергеевна', MobilePhone: '+79251234567' },
      Birthday: before ? '1990-04-12' : null,
    });
    await world.sync();
    const contact = world.contactOf(901);
    world.editPerson(901, { ...stranger, Birthday: now ? '1961-11-30' : null });
    expect((await world.sync()).counts).toMatchObject({ rejected: 1, updated: 0 });
    expect(world.contactOf(901)).toEqual(contact);
  },
);

test('a bride with a new phone and no birthday is the same person', async () => {
  await using world = await World.open({ patients: 3 });
  world.addPatient(901, {
    ...{ Surname: 'Иванова', Name: 'Анна', Patronymic: 'Сергеевна', MobilePhone: '+79251234567' },
  });
  await world.sync();
  world.editPerson(901, { Surname: 'Петрова', MobilePhone: '+79160001122' });
  expect((await world.sync()).counts).toMatchObject({ rejected: 0, updated: 1 });
});

test('a link that does not tell whom it carries is compared with what its contact shows', async () => {
  await using world = await World.open({ patients: 3 });
  world.addPatient(901, { Surname: 'Иванова', Name: 'Анна', MobilePhone: '+79251234567' });
  world.addPatient(902, { Surname: 'Орлова', Name: 'Вера', MobilePhone: '+79251234568' });
  await world.sync();
  // As a state of the version before.
  await world.state.db.deleteFrom('persons').execute();
  const contact = world.contactOf(901);
  world.editPerson(901, stranger);
  world.editPerson(902, { Surname: 'Соколова' });
  expect((await world.sync()).counts).toMatchObject({ rejected: 1, updated: 1 });
  expect(world.contactOf(901)).toEqual(contact);
});
