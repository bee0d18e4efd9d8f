import { expect, test } from 'vitest';
import { contactFields } from '../../../../src/contact/model/fields.ts';
import type { FieldKey } from '../../../../src/contact/model/table.ts';
import { World } from '../../../support/world.ts';

const documents = ['inn', 'snils', 'passport', 'address'] as const;
const names = contactFields
  .filter(({ key }) => documents.some((one) => one === key))
  .map(({ name }) => name);

test('a field that is switched off is neither made, selected nor sent', async () => {
  await using world = await World.open({
    patients: 12,
    sync: { excluded: new Set<FieldKey>(documents) },
  });
  await world.sync();
  await world.deep();
  for (const { fields } of world.contacts()) {
    for (const name of names) expect(fields).not.toHaveProperty(name);
  }
  expect(world.sandbox.crm.fields().map(({ name }) => name)).not.toEqual(
    expect.arrayContaining([names[0]]),
  );
  const ident = await world.ident();
  for await (const page of ident.all()) {
    for (const { inn, snils, passport, address } of page) {
      expect([inn, snils, passport, address]).toEqual([undefined, undefined, undefined, undefined]);
    }
  }
  await ident.close();
});

test('what was sent before it was switched off stays, whatever IDENT and people do', async () => {
  await using world = await World.open({ patients: 3 });
  await world.sync();
  const { fields: before } = world.contactOf(1);
  world.options = { ...world.options, excluded: new Set<FieldKey>(documents) };
  world.sandbox.crm.edit(world.contactOf(1).id, { fields: { ИНН: '1' } });
  world.editPerson(1, { Passport: null, SNILS: 'другой', City: 'Тула' });
  await world.sync();
  expect((await world.deep()).findings).toEqual([]);
  expect(world.contactOf(1).fields).toEqual({
    ...before,
    ИНН: '1',
    Город: 'Тула',
    'Дата изменения': expect.any(Number),
  });
});

test('columns that are dropped stop one pass; then their fields stay as they stand', async () => {
  await using world = await World.open({ patients: 3 });
  await world.sync();
  const { fields: before } = world.contactOf(1);
  world.sql('alter table Persons drop column City');
  world.sql('alter table Persons drop column Birthday');
  world.sql('alter table Patients drop column Debt');
  world.editPerson(1, { INN: '500100732259 ' });
  const writes = world.writes().length;
  await expect(world.sync()).rejects.toMatchObject({ code: 'IDENT_FIELDS_GONE' });
  expect(world.writes()).toHaveLength(writes);
  expect(await world.sync()).toMatchObject({ outcome: 'ok' });
  expect((await world.deep()).findings).toEqual([]);
  expect(world.contactOf(1).fields).toEqual({ ...before, 'Дата изменения': expect.any(Number) });
});

test('a value that cannot be read leaves its field as it stands', async () => {
  await using world = await World.open({ patients: 3 });
  await world.sync();
  const { fields: before } = world.contactOf(1);
  world.editPerson(1, { Birthday: 'в мае' });
  world.sql("update Patients set Debt = 'много' where ID_Persons = 1");
  await world.sync();
  await world.deep();
  expect(world.contactOf(1).fields).toEqual({ ...before, 'Дата изменения': expect.any(Number) });
});
