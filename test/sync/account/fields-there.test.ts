import { describe, expect, test } from 'vitest';
import { contactFields } from '../../../src/contact/model/fields.ts';
import type { FieldKey } from '../../../src/contact/model/table.ts';
import { checkFields, createFields } from '../../../src/sync/account/fields.ts';
import { World } from '../../support/world.ts';

const none: ReadonlySet<FieldKey> = new Set();
const setup = ({ amo, state }: World) => ({ amo, state, excluded: none });

const bare = () => World.open({ fields: false, patients: 3 });

/** Makes a field by hand, past our catalogue; `as` another integration. */
async function byHand(world: World, made: object): Promise<void> {
  const answer = await fetch(`${world.sandbox.url}/api/v4/contacts/custom_fields`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${world.sandbox.oauth.longLivedToken()}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify([made]),
  });
  expect(answer.status).toBe(201);
}

const line = async (world: World, key: FieldKey) => {
  const lines = await checkFields(setup(world));
  return lines.find((one) => one.field.key === key);
};

const choices = (...values: readonly string[]) =>
  values.map((value, at) => ({ value, sort: at + 1 }));

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

describe('numbers that an earlier script left in a field of the id’s name', () => {
  const anna = { Surname: 'Белова', Name: 'Анна', Birthday: '1961-03-08' };

  async function withFormer(): Promise<World> {
    const world = await bare();
    await byHand(world, { name: 'ID пациента IDENT', type: 'numeric' });
    await byHand(world, { name: 'Дата рождения', type: 'birthday' });
    await createFields(setup(world));
    world.addPatient(901, anna);
    return world;
  }
  const former = (world: World, contact: object) =>
    world.sandbox.crm.create({ fields: { 'ID пациента IDENT': 901 }, ...contact });

  test('lead to the contact of the person who agrees; that field is read and never written', async () => {
    await using world = await withFormer();
    const made = former(world, { name: 'Белова Анна' });
    const result = await world.sync();
    expect(result.counts).toMatchObject({ adopted: 1, created: 3 });
    const contact = world.contacts().find(({ id }) => id === made);
    expect(contact?.fields).toMatchObject({
      'ID пациента IDENT': '901',
      'ID пациента IDENT (IDENT)': '901',
    });
    expect((await world.deep()).findings).toEqual([]);
  });

  test.each([
    ['of another person', { name: 'Кузнецов Пётр' }],
    ['of whom nothing is known', { name: 'Новый контакт' }],
  ])('lead to no contact %s: the patient gets its own', async (_whose, contact) => {
    await using world = await withFormer();
    const made = former(world, contact);
    const result = await world.sync();
    expect(result.counts).toMatchObject({ adopted: 0, created: 4 });
    expect(world.contacts().find(({ id }) => id === made)).toMatchObject({
      ...contact,
      fields: { 'ID пациента IDENT': '901' },
    });
  });

  test('in two contacts of one person: the older is used, and people are told of the other', async () => {
    await using world = await withFormer();
    const [older, other] = [
      former(world, { name: 'Белова Анна' }),
      former(world, { name: 'Анна Белова' }),
    ];
    const result = await world.sync();
    expect(result.findings).toMatchObject([
      { kind: 'possible-double', patientId: 901, contactId: other },
      { kind: 'adopted', patientId: 901, contactId: older },
    ]);
  });
});

describe('a field that amoCRM refuses to make', () => {
  const refuse = (world: World, times: number | null = null) =>
    world.sandbox.faults.add({
      match: { method: 'POST', path: '/api/v4/contacts/custom_fields' },
      times,
      fault: { kind: 'status', status: 400, body: 'json' },
    });

  test('is off with a finding, and the others go on', async () => {
    await using world = await bare();
    world.amo = world.client(refusing((row) => row.name === 'Паспорт'));
    const made = await createFields(setup(world));
    expect(made.created).toHaveLength(contactFields.length - 1);
    expect(made.lines.filter(({ status }) => status === 'refused')).toMatchObject([
      { field: { key: 'passport' }, found: null },
    ]);
    world.amo = world.client();
    await world.sync();
    expect(world.notOnce()).toEqual([]);
    expect((await world.deep()).findings).toEqual([
      { kind: 'field-refused', patientId: null, contactId: null, subject: 'passport' },
    ]);
    // There is room now.
    expect((await createFields(setup(world))).created).toEqual(['passport']);
    await world.deep();
    expect((await world.deep()).findings).toEqual([]);
  });

  test.each([
    ['code', (row: Row) => row.code === 'IDENT_CITY'],
    ['group', (row: Row) => row.group_id !== undefined],
    ['code and group', (row: Row) => row.group_id !== undefined || row.code !== undefined],
  ])('is made without its %s when that is what is refused', async (_what, refused) => {
    await using world = await bare();
    world.amo = world.client(refusing(refused));
    const made = await createFields(setup(world));
    expect(made.created).toHaveLength(contactFields.length);
    expect(made.lines.map(({ status }) => status)).toEqual(contactFields.map(() => 'ok'));
    await world.sync();
    expect(world.notOnce()).toEqual([]);
  });

  test('when it is the id, nothing is bound: without it no contact could be told to be a patient’s', async () => {
    await using world = await bare();
    refuse(world);
    await expect(createFields(setup(world))).rejects.toMatchObject({ code: 'FIELD_REFUSED' });
    expect(await world.state.fields.all()).toEqual([]);
  });

  test('though amoCRM made it all the same, it is not made twice', async () => {
    await using world = await bare();
    let first = true;
    world.amo = world.client(async (input, init) => {
      const answer = await fetch(input, init);
      if (!first || init?.method !== 'POST' || !String(input).endsWith('/custom_fields'))
        return answer;
      first = false;
      return Response.json({ title: 'Bad Request', status: 400 }, { status: 400 });
    });
    await createFields(setup(world));
    const names = world.sandbox.crm.fields().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('options that a list does not take are no use: ours stands beside it', async () => {
    await using world = await bare();
    await byHand(world, { name: 'Пол', type: 'select', enums: choices('Альфа', 'Бета') });
    world.amo = world.client(async (input, init) =>
      init?.method === 'PATCH'
        ? Response.json({ title: 'Bad Request', status: 400 }, { status: 400 })
        : await fetch(input, init),
    );
    await createFields(setup(world));
    expect(await line(world, 'sex')).toMatchObject({
      status: 'ok',
      found: { name: 'Пол (IDENT)' },
    });
  });
});

test('a field of ours that has become another type stops the pass, and gets a new one beside it', async () => {
  await using world = await World.open({ patients: 3 });
  await world.sync();
  world.sandbox.crm.deleteField('IDENT_CITY');
  await byHand(world, { name: 'Город', type: 'url', code: 'IDENT_CITY' });
  world.editPerson(1, { City: 'Тула' });
  await expect(world.sync()).rejects.toMatchObject({ code: 'FIELDS_CHANGED' });
  await createFields(setup(world));
  await world.sync();
  expect(world.contactOf(1).fields).toMatchObject({ 'Город (IDENT)': 'Тула' });
});

const sampleOf: Readonly<Record<string, string | number>> = {
  url: 'https://example.ru',
  text: 'десять',
  date_time: 1_700_000_000,
};

interface Row {
  readonly name?: string;
  readonly code?: string;
  readonly group_id?: string;
}

/** amoCRM that says no to a whole request in which one field is such. */
const refusing =
  (refuses: (row: Row) => boolean): typeof fetch =>
  async (input, init) => {
    const isMaking = init?.method === 'POST' && String(input).endsWith('/custom_fields');
    const rows = isMaking ? (JSON.parse(String(init.body)) as readonly Row[]) : [];
    return rows.some(refuses)
      ? Response.json({ title: 'Bad Request', status: 400 }, { status: 400 })
      : await fetch(input, init);
  };
