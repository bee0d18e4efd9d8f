import { describe, expect, test } from 'vitest';
import { findingMeaning } from '../../../src/sync/run/findings/finding-kinds.ts';
import { World } from '../../support/world.ts';

const other = {
  name: 'Пётр Кузнецов',
  phones: ['+79161112233'],
  fields: { IDENT_PATIENT_ID: '1', 'Дата рождения': '1961-05-06T12:00:00+03:00' },
};

async function loaded(): Promise<World> {
  const world = await World.open({ patients: 5 });
  world.sql(`update Persons set Surname = 'Фамилия' || ID, Name = 'Имя' || ID, Patronymic = null,
    Birthday = '1980-01-02', Phone = null, MobilePhone = '+7926000' || (1000 + ID), Email = null, INN = null, SNILS = null`);
  await world.sync();
  return world;
}

const doubles = (findings: readonly { readonly kind: string; readonly contactId: unknown }[]) =>
  findings
    .filter(({ kind }) => kind.startsWith('duplicate'))
    .map(({ kind, contactId }) => [kind, contactId]);

const tagged = (world: World) =>
  world
    .contacts()
    .filter(({ tags }) => tags.includes('IDENT-дубль'))
    .map(({ id }) => id);

describe('a second contact with a patient’s id', () => {
  test('that shows another person is told as that, not to be merged, and is not tagged', async () => {
    await using world = await loaded();
    const stranger = world.sandbox.crm.create(other);
    const before = world.sandbox.crm.contact(stranger);
    for (const _ of ['once', 'and again']) {
      expect(doubles((await world.deep()).findings)).toEqual([['duplicate-other', stranger]]);
    }
    expect(tagged(world)).toEqual([]);
    expect(world.sandbox.crm.contact(stranger)).toEqual(before);
    const meaning = findingMeaning('duplicate-other');
    expect(meaning?.ru.advice).toMatch(/^Не объединяйте/);
    expect(meaning?.en.advice).toMatch(/^Do not merge/);
  });

  test('of a child on a parent’s phone is another person’s, too', async () => {
    await using world = await loaded();
    const child = world.sandbox.crm.create({
      ...other,
      name: 'Маша Фамилия1',
      phones: ['+79260001001'],
    });
    expect(doubles((await world.deep()).findings)).toEqual([['duplicate-other', child]]);
    expect(tagged(world)).toEqual([]);
  });

  test.each([
    ['the same person', { name: 'Имя1 Фамилия1', phones: ['+79260001001'] }],
    ['a nickname and nothing else', { name: 'Копия' }],
    ['nothing at all', { name: '' }],
  ])(
    'that shows %s is to be compared with the first, and both are tagged',
    async (_words, copy) => {
      await using world = await loaded();
      const { id } = world.contactOf(1);
      const double = world.sandbox.crm.create({ ...copy, fields: { IDENT_PATIENT_ID: '1' } });
      expect(doubles((await world.deep()).findings)).toEqual([
        ['duplicate', id],
        ['duplicate', double],
      ]);
      expect(tagged(world)).toEqual([id, double]);
    },
  );

  test('is told apart from a third one: those of one person are duplicates, the other person’s is not', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    const stranger = world.sandbox.crm.create(other);
    const double = world.sandbox.crm.create({
      ...{ name: 'Имя1 Фамилия1', phones: ['+79260001001'] },
      fields: { IDENT_PATIENT_ID: '1' },
    });
    expect(doubles((await world.deep()).findings)).toEqual([
      ['duplicate', id],
      ['duplicate-other', stranger],
      ['duplicate', double],
    ]);
    expect(tagged(world)).toEqual([id, double]);
  });

  test('while the patient is held: nobody is told to merge anything', async () => {
    await using world = await loaded();
    await world.installation('anew');
    const { id } = world.contactOf(1);
    const { crm } = world.sandbox;
    crm.edit(id, { name: other.name, fields: { 'Дата рождения': other.fields['Дата рождения'] } });
    crm.edit(id, { phones: other.phones });
    const second = crm.create({ ...other, name: 'Сидор Сидоров' });
    const deep = await world.sync();
    expect(deep.counts).toMatchObject({ rejected: 1 });
    expect(doubles(deep.findings)).toEqual([
      ['duplicate-other', id],
      ['duplicate-other', second],
    ]);
    expect(tagged(world)).toEqual([]);
  });
});
