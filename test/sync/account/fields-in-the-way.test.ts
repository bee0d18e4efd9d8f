import { describe, expect, test } from 'vitest';
import { contactFields } from '../../../src/contact/model/fields.ts';
import { createFields } from '../../../src/sync/account/fields.ts';
import { World } from '../../support/world.ts';
import { bare, byHand, choices, line, setup } from './by-hand.ts';

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
