import { describe, expect, test } from 'vitest';
import { contactFields } from '../../../src/contact/model/fields.ts';
import { createFields } from '../../../src/sync/account/fields.ts';
import { bare, byHand, choices, line, setup } from './by-hand.ts';

describe('a field that is there already', () => {
  test('five fields of other types block nothing: what travels alike is used, ours stand beside the others', async () => {
    await using world = await bare();
    await byHand(world, { name: 'Дата рождения', type: 'birthday' });
    await byHand(world, { name: 'Пол', type: 'radiobutton', enums: choices('Мужской', 'Женский') });
    await byHand(world, { name: 'Адрес', type: 'smart_address' });
    await byHand(world, { name: 'Источник', type: 'select', enums: choices('Звонок', 'Сайт') });
    await byHand(world, { name: 'Возраст', type: 'text' });
    const made = await createFields(setup(world));
    expect(made.lines.map(({ status }) => status)).toEqual(contactFields.map(() => 'ok'));
    expect(made.completed).toEqual(['sex']);
    const told = made.lines.filter(({ found, field }) => found?.name !== field.name);
    expect(told.map(({ found }) => [found?.name, found?.type])).toEqual([
      ['Возраст (IDENT)', 'numeric'],
      ['Адрес (IDENT)', 'text'],
      ['Источник (IDENT)', 'text'],
    ]);
    world.addPatient(
      901,
      { Surname: 'Белова', Name: 'Анна', Sex: 2, Birthday: '1961-03-08', Address: 'Тверь, 1' },
      {},
    );
    await world.sync();
    expect(world.contactOf(901).fields).toMatchObject({
      Пол: 'Женский',
      'Дата рождения': expect.any(Number),
      'Возраст (IDENT)': expect.anything(),
    });
    expect(world.contactOf(901).fields).not.toHaveProperty('Возраст');
    const before = world.writes().length;
    expect((await world.deep()).findings).toEqual([]);
    expect(world.writes()).toHaveLength(before);
  });

  test.each([
    ['Город', { type: 'url' }],
    ['SMS отказ', { type: 'select', enums: choices('Да', 'Нет') }],
    ['Скидка', { type: 'text' }],
    ['Дата первого визита', { type: 'date_time' }],
    ['Статус пациента', { type: 'multiselect', enums: choices('VIP') }],
  ])('«%s» of a type that cannot carry ours is left as it is', async (name, made) => {
    await using world = await bare();
    await byHand(world, { name, ...made });
    const lead = world.sandbox.crm.create({
      name: 'Анна',
      fields: {
        [name]: 'enums' in made ? (made.enums[0]?.value ?? '') : (sampleOf[made.type] ?? ''),
      },
    });
    const before = world.contacts().find(({ id }) => id === lead)?.fields;
    await createFields(setup(world));
    await world.sync();
    expect(world.contacts().find(({ id }) => id === lead)?.fields).toEqual(before);
    expect(Object.keys(world.contactOf(1).fields)).not.toContain(name);
    await world.deep();
    expect(world.notOnce()).toEqual([]);
  });

  test.each([
    [['Муж.', 'Жен.', 'Не указано'], 'Муж.'],
    [['М', 'Ж', 'Неизвестно'], 'М'],
    [['мужчина', 'женщина', 'нет данных'], 'мужчина'],
  ])('choices that people call %j are ours under their names', async (values, man) => {
    await using world = await bare();
    await byHand(world, { name: 'Пол', type: 'radiobutton', enums: choices(...values) });
    const made = await createFields(setup(world));
    expect(made.completed).toEqual([]);
    world.editPerson(1, { Sex: 1 });
    await world.sync();
    expect(world.contactOf(1).fields).toMatchObject({ Пол: man });
  });

  test('a name that differs in case, ё and blanks is the same name', async () => {
    await using world = await bare();
    await byHand(world, { name: ' дата  РОЖДЕНИЯ ', type: 'date' });
    const made = await createFields(setup(world));
    expect(made.created).not.toContain('birthday');
    expect((await line(world, 'birthday'))?.adopted).toBe(true);
  });

  test('of two of a name the one that carries our values is used, whichever came first', async () => {
    await using world = await bare();
    await byHand(world, { name: 'Дата рождения', type: 'text' });
    await byHand(world, { name: 'Дата рождения', type: 'birthday' });
    await createFields(setup(world));
    expect(await line(world, 'birthday')).toMatchObject({ found: { type: 'birthday' } });
  });

  test('what another integration keeps to itself is not ours to write', async () => {
    await using world = await bare();
    await byHand(world, { name: 'Город', type: 'text', is_api_only: true, code: 'THEIRS' });
    await createFields(setup(world));
    expect(await line(world, 'city')).toMatchObject({ found: { name: 'Город (IDENT)' } });
  });

  test('a code that somebody else’s field has is done without', async () => {
    await using world = await bare();
    await byHand(world, { name: 'Населённый пункт', type: 'url', code: 'IDENT_CITY' });
    const made = await createFields(setup(world));
    expect(made.created).toContain('city');
    expect(await line(world, 'city')).toMatchObject({
      status: 'ok',
      found: { name: 'Город', code: null },
    });
  });

  test('the id stands beside a number of that name, and is found again when the state is lost', async () => {
    await using world = await bare();
    await byHand(world, { name: 'ID пациента IDENT', type: 'numeric' });
    await createFields(setup(world));
    expect(await line(world, 'patient_id')).toMatchObject({
      found: { name: 'ID пациента IDENT (IDENT)', type: 'text' },
      occupied: { type: 'numeric' },
    });
    await world.sync();
    const contacts = world.contacts().length;
    await world.installation('another');
    await createFields(setup(world));
    await world.sync();
    expect(world.contacts()).toHaveLength(contacts);
  });
});

const sampleOf: Readonly<Record<string, string | number>> = {
  url: 'https://example.ru',
  text: 'десять',
  date_time: 1_700_000_000,
};
