import { expect, test } from 'vitest';
import { World } from '../../../support/world.ts';

const loaded = () => World.loaded({ patients: 3 });

test('a name that a person edited is reported at each deep pass, and not restored', async () => {
  await using world = await loaded();
  const { id } = world.contactOf(1);
  world.sandbox.crm.edit(id, { name: 'Иванов (строгий)', firstName: 'Ваня', lastName: '' });
  for (let pass = 1; pass <= 2; pass += 1) {
    const deep = await world.deep();
    expect(deep.findings).toEqual([
      { kind: 'name-edited', patientId: 1, contactId: id, subject: 'name' },
    ]);
    expect(deep.counts).toMatchObject({ updated: 0 });
  }
  expect(world.contactOf(1).name).toBe('Иванов (строгий)');
});

test('a whole name that a person edited counts too, though first and last name stayed', async () => {
  await using world = await loaded();
  const { id } = world.contactOf(1);
  world.sandbox.crm.edit(id, { name: 'Мамочка Ани' });
  expect((await world.deep()).findings).toEqual([
    { kind: 'name-edited', patientId: 1, contactId: id, subject: 'name' },
  ]);
  world.options = { ...world.options, policies: { names: 'repair' } };
  expect((await world.deep()).findings).toMatchObject([{ kind: 'name-restored' }]);
  expect(world.contactOf(1).name).toBe('Иванов Иван Иванович');
});

test('other changes of a patient do not touch a name that a person edited', async () => {
  await using world = await loaded();
  world.sandbox.crm.edit(world.contactOf(1).id, { name: 'Иванов (строгий)' });
  world.editPerson(1, { City: 'Тула' });
  await world.sync();
  await world.deep();
  expect(world.contactOf(1)).toMatchObject({ name: 'Иванов (строгий)', fields: { Город: 'Тула' } });
});

test("a name that a person edited is written when IDENT's changes", async () => {
  await using world = await loaded();
  world.sandbox.crm.edit(world.contactOf(1).id, { name: 'Иванов (строгий)' });
  world.editPerson(1, { Surname: 'Петров' });
  await world.sync();
  expect(world.contactOf(1).name).toBe('Петров Иван Иванович');
  expect((await world.deep()).findings).toEqual([]);
});

test('first and last name in their places are the same name, however amoCRM composes the whole', async () => {
  await using world = await loaded();
  world.sandbox.crm.edit(world.contactOf(1).id, { name: 'Иван Иванов' });
  const deep = await world.deep();
  expect(deep.findings).toEqual([]);
  expect(deep.counts).toMatchObject({ updated: 0 });
});

test('a nameless patient is named by card or number, and a person may name it better', async () => {
  await using world = await loaded();
  world.addPatient(901, {}, { CardNumber: 'A-17' });
  world.addPatient(902, {});
  await world.sync();
  expect(world.contactOf(901).name).toBe('Пациент, карта A-17');
  expect(world.contactOf(902).name).toBe('Пациент 902');
  world.sandbox.crm.edit(world.contactOf(902).id, { name: 'Ольга' });
  const deep = await world.deep();
  expect(world.contactOf(902).name).toBe('Ольга');
  expect(deep.findings).toMatchObject([{ kind: 'name-edited', patientId: 902 }]);
});

test('a surname column that is not there any more renames nobody', async () => {
  await using world = await loaded();
  const before = world.contactOf(1).name;
  world.sql('alter table Persons drop column Surname');
  world.editPerson(1, { City: 'Тула' });
  await expect(world.sync()).rejects.toMatchObject({ code: 'IDENT_FIELDS_GONE' });
  await world.sync();
  await world.deep();
  expect(world.contactOf(1)).toMatchObject({ name: before, fields: { Город: 'Тула' } });
});
