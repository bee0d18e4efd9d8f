import { describe, expect, test } from 'vitest';
import { longLivedTokens } from '../../../src/amocrm/auth/long-lived-tokens.ts';
import { createAmoClient } from '../../../src/amocrm/create-amo-client.ts';
import { createLimiter } from '../../../src/amocrm/limiter/limiter.ts';
import { memorySlotStore } from '../../../src/amocrm/limiter/memory-slot-store.ts';
import { systemClock } from '../../../src/clock.ts';
import { contactFields } from '../../../src/contact/model/fields.ts';
import type { FieldKey } from '../../../src/contact/model/table.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { checkFields, createFields, fieldNamed } from '../../../src/sync/account/fields.ts';
import { fieldTypes } from '../../support/expected/mirror.ts';
import { World } from '../../support/world.ts';

const none: ReadonlySet<FieldKey> = new Set();
const setup = ({ amo, state }: World, excluded = none) => ({ amo, state, excluded });

/** The account's field by its name. */
const field = (world: World, name: string) => {
  const found = world.sandbox.crm.fields().find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no field ${name}`);
  return found;
};

/** Makes a field by hand, past our catalogue. */
const byHand = (world: World, made: object) =>
  fetch(`${world.sandbox.url}/api/v4/contacts/custom_fields`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${world.sandbox.oauth.longLivedToken()}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify([made]),
  }).then((answer) => expect(answer.status).toBe(201));

describe('fields create', () => {
  test('makes the fields of the table in a group of their own, in its order', async () => {
    await using world = await World.open({ fields: false });
    const made = await createFields(setup(world));
    expect(made.created).toEqual(contactFields.map(({ key }) => key));
    expect(made.lines.map(({ status }) => status)).toEqual(contactFields.map(() => 'ok'));
    const ours = world.sandbox.crm.fields().filter(({ code }) => code?.startsWith('IDENT_'));
    expect(Object.fromEntries(ours.map(({ name, type }) => [name, type]))).toMatchObject(
      fieldTypes,
    );
    expect(new Set(ours.map(({ group_id }) => group_id)).size).toBe(1);
    expect(ours.filter(({ is_api_only }) => is_api_only).map(({ name }) => name)).toEqual([
      'ID пациента IDENT',
    ]);
    expect(ours.toSorted((a, b) => a.sort - b.sort).map(({ name }) => name)).toEqual(
      contactFields.map(({ name }) => name),
    );
    expect(field(world, 'Пол').enums?.map(({ value }) => value)).toEqual([
      'Мужской',
      'Женский',
      'Не указан',
    ]);
  });

  test('called again makes nothing', async () => {
    await using world = await World.open();
    const before = world.writes().length;
    expect(await createFields(setup(world))).toMatchObject({ created: [], completed: [] });
    expect(world.writes()).toHaveLength(before);
  });

  test('uses a field that somebody made by that name and type, and says so', async () => {
    await using world = await World.open({ fields: false });
    await byHand(world, { name: ' город ', type: 'text' });
    const { id } = field(world, ' город ');
    const made = await createFields(setup(world));
    expect(made.created).toHaveLength(contactFields.length - 1);
    const adopted = made.lines.filter((line) => line.adopted);
    expect(adopted.map((line) => [line.field.key, line.found?.id])).toEqual([['city', id]]);
    await world.sync();
    expect(world.contactOf(1).fields[' город ']).toBe('Москва');
  });

  test('finds a field by its code under any name', async () => {
    await using world = await World.open({ fields: false });
    await byHand(world, { name: 'Населённый пункт', type: 'text', code: 'IDENT_CITY' });
    const made = await createFields(setup(world));
    expect(made.created).not.toContain('city');
    expect(made.lines.filter((line) => line.adopted)).toEqual([]);
  });

  test('prefers the right one of two fields of a name', async () => {
    await using world = await World.open({ fields: false });
    await byHand(world, { name: 'Город', type: 'url' });
    await byHand(world, { name: 'Город', type: 'text' });
    const made = await createFields(setup(world));
    expect(made.lines.find((line) => line.field.key === 'city')).toMatchObject({
      status: 'ok',
      found: { type: 'text' },
    });
  });

  test('completes the options that a select lacks, and keeps the others with their ids and cards', async () => {
    await using world = await World.open({ fields: false });
    const enums = [
      { value: 'женский', sort: 1 },
      { value: 'Прочее', sort: 2 },
    ];
    await byHand(world, { name: 'Пол', type: 'select', enums });
    const before = field(world, 'Пол').enums;
    const lead = world.sandbox.crm.create({ name: 'Анна', fields: { Пол: 'Прочее' } });
    const made = await createFields(setup(world));
    expect(made.completed).toEqual(['sex']);
    const after = field(world, 'Пол').enums ?? [];
    expect(after.slice(0, 2)).toEqual(before);
    expect(after.slice(2).map(({ value }) => value)).toEqual(['Мужской', 'Не указан']);
    const held = world.contacts().find(({ id }) => id === lead);
    expect(held?.fields).toEqual({ Пол: 'Прочее' });
  });

  test('needs administrator rights, and learns that from the refused write', async () => {
    await using world = await World.open({ fields: false });
    world.sandbox.faults.add({
      match: { method: 'POST' },
      fault: { kind: 'status', status: 403, body: 'json' },
    });
    await expect(createFields(setup(world))).rejects.toMatchObject({ name: 'ForbiddenError' });
    expect(await world.state.fields.all()).toEqual([]);
  });

  test('leaves out what is switched off, and makes it when it is switched on', async () => {
    await using world = await World.open({ fields: false });
    const made = await createFields(setup(world, new Set<FieldKey>(['inn', 'passport'])));
    expect(made.created).toHaveLength(contactFields.length - 2);
    expect(made.lines.filter(({ status }) => status === 'off')).toHaveLength(2);
    expect((await createFields(setup(world))).created).toEqual(['inn', 'passport']);
  });
});

test('fields check says what is missing and changes nothing', async () => {
  await using world = await World.open({ fields: false });
  const lines = await checkFields(setup(world));
  expect(lines.map(({ status }) => status)).toEqual(contactFields.map(() => 'missing'));
  expect(world.writes()).toEqual([]);
  expect(await world.state.fields.all()).toEqual([]);
});

test('a field is named by its key, and a key that is none is answered with all of them', () => {
  expect(fieldNamed('city').name).toBe('Город');
  expect(() => fieldNamed('town')).toThrow('town');
});

test('a pass without fields says how to make them', async () => {
  await using world = await World.open({ fields: false });
  await expect(world.sync()).rejects.toMatchObject({ code: 'FIELDS_MISSING', exit: 2 });
});

describe('what people do to our fields', () => {
  const loaded = () => World.loaded({ patients: 3 });

  test('a renamed field stays bound', async () => {
    await using world = await loaded();
    world.sandbox.crm.changeField('IDENT_CITY', { name: 'Откуда' });
    world.editPerson(1, { City: 'Тула' });
    await world.sync();
    expect(world.contactOf(1).fields).toMatchObject({ Откуда: 'Тула' });
    expect((await world.deep()).findings).toEqual([]);
  });

  test('a renamed choice stays the same choice', async () => {
    await using world = await loaded();
    const enums = field(world, 'Пол').enums ?? [];
    world.sandbox.crm.changeField('IDENT_SEX', {
      enums: enums.map((one) => (one.value === 'Мужской' ? { ...one, value: 'М' } : one)),
    });
    expect((await world.deep()).findings).toEqual([]);
    world.editPerson(1, { Sex: 2 });
    await world.sync();
    world.editPerson(1, { Sex: 1 });
    await world.sync();
    expect(world.contactOf(1).fields).toMatchObject({ Пол: 'М' });
    expect(await createFields(setup(world))).toMatchObject({ created: [], completed: [] });
  });

  test('a deleted field stops the pass before it writes', async () => {
    await using world = await loaded();
    world.sandbox.crm.deleteField('IDENT_CITY');
    world.editPerson(1, { City: 'Тула', Name: 'Пётр' });
    const before = world.writes().length;
    await expect(world.sync()).rejects.toMatchObject({ code: 'FIELDS_CHANGED' });
    await expect(world.deep()).rejects.toMatchObject({ code: 'FIELDS_CHANGED' });
    expect(world.writes()).toHaveLength(before);
  });

  test('made anew it is filled for everybody by the next pass, and nothing else is written', async () => {
    await using world = await loaded();
    world.sandbox.crm.deleteField('IDENT_CITY');
    await createFields(setup(world));
    const result = await world.sync();
    expect(result.counts).toMatchObject({ created: 0, rejected: 0 });
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Москва' });
    const before = world.writes().length;
    expect((await world.deep()).findings).toEqual([]);
    expect(world.writes()).toHaveLength(before);
  });

  test('another account gets no fields, and the bindings stay', async () => {
    await using world = await loaded();
    const before = await world.state.fields.all();
    const other = await startSandbox({ accountId: 99_000_001, rate: null });
    const amo = createAmoClient({
      baseUrl: other.url,
      tokens: longLivedTokens(other.oauth.longLivedToken(), systemClock),
      limiter: createLimiter({ store: memorySlotStore(), clock: systemClock }),
      clock: systemClock,
      log: world.log,
    });
    try {
      await expect(createFields({ ...setup(world), amo })).rejects.toMatchObject({
        code: 'OTHER_ACCOUNT',
      });
      expect(other.log.entries.every(({ method }) => method === 'GET')).toBe(true);
      expect(await world.state.fields.all()).toEqual(before);
    } finally {
      await other.close();
    }
  });

  test('a deleted choice stops the pass, and comes back with fields create', async () => {
    await using world = await loaded();
    const enums = field(world, 'Пол').enums ?? [];
    world.sandbox.crm.changeField('IDENT_SEX', {
      enums: enums.filter(({ value }) => value !== 'Мужской'),
    });
    await expect(world.deep()).rejects.toMatchObject({ code: 'FIELDS_CHANGED' });
    await createFields(setup(world));
    await world.deep();
    expect(world.contactOf(1).fields).toMatchObject({ Пол: 'Мужской' });
  });
});
