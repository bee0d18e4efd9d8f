import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { separatePatient } from '../../../src/sync/identity/held/separate.ts';
import { World } from '../../support/world.ts';
import { passThatDies } from '../creates/mortal.ts';

const places = (['request', 'transaction'] as const).flatMap((at) =>
  (['before', 'after'] as const).map((when) => ({ at, when })),
);

/** Gives every patient but these the person of another clinic: the database is another's. */
function otherClinic(world: World, except: readonly number[] = []): void {
  const kept = except.length === 0 ? '0' : except.join(', ');
  world.sql(
    `update Persons set Surname = 'Чужой' || ID, Name = 'Некто' || ID, Patronymic = 'Ильич' || ID,
       Birthday = date('1950-01-03', ID || ' days'), MobilePhone = '+7999' || (7000000 + ID), Phone = null
     where ID not in (${kept})`,
  );
  world.sql(`update Patients set DateTimeChanged = null where ID_Persons not in (${kept})`);
  for (const column of ['Email', 'SNILS', 'INN']) clear(world, column, kept);
}

/** A column that this sample does not have is none to clear. */
function clear(world: World, column: string, kept: string): void {
  for (const [table, id] of [
    ['Persons', 'ID'],
    ['Patients', 'ID_Persons'],
  ] as const) {
    try {
      world.sql(`update ${table} set ${column} = null where ${id} not in (${kept})`);
    } catch {
      // No such column.
    }
  }
}

const loaded = (patients = 12) => World.loaded({ patients });

/** Everything of the account, for comparing. */
const account = (world: World) => world.contacts();

describe('a lost state and another clinic’s database', () => {
  test('stop the pass before anything is written, and name the patients', async () => {
    await using world = await loaded();
    otherClinic(world, [3]);
    await world.installation('lost');
    const before = account(world);
    const writes = world.writes().length;
    await expect(world.sync()).rejects.toMatchObject({ code: 'IDENTITY_DISAGREES', exit: 6 });
    await expect(world.sync({ planOnly: true })).rejects.toMatchObject({
      code: 'IDENTITY_DISAGREES',
    });
    expect(world.writes()).toHaveLength(writes);
    expect(account(world)).toEqual(before);
    expect(await world.state.links.count()).toBe(0);
  });

  test('with an allowance hold whoever disagrees, and go on with the others', async () => {
    await using world = await loaded();
    otherClinic(world, [3, 5]);
    world.addPatient(901, { Surname: 'Новый', Name: 'Глеб', MobilePhone: '+79161112233' });
    await world.installation('lost');
    const before = account(world);
    const result = await world.sync({ allowMassChange: 20 });
    expect(result).toMatchObject({ counts: { relinked: 2, created: 1, rejected: 10 } });
    expect(account(world).filter(({ fields }) => fields['ID пациента IDENT'] !== '901')).toEqual(
      before,
    );
    const held = await world.state.rejected.all();
    expect(new Set(held.map(({ code }) => code))).toEqual(new Set(['identity-disagrees']));
    // In no later pass either.
    expect((await world.deep()).counts).toMatchObject({ waiting: 10, created: 0, updated: 0 });
    world.editPerson(1, { Surname: 'Четвёртый' });
    expect((await world.sync()).counts).toMatchObject({ created: 0, updated: 0 });
    expect(account(world)).toHaveLength(before.length + 1);
  });
});

describe('a few that disagree', () => {
  async function withOneOther(patients = 12): Promise<World> {
    const world = await loaded(patients);
    otherClinic(
      world,
      Array.from({ length: patients - 1 }, (_, at) => at + 2),
    );
    await world.installation('lost');
    return world;
  }

  test('are held, and the others are linked', async () => {
    await using world = await withOneOther();
    const before = world.contactOf(1);
    expect((await world.sync()).counts).toMatchObject({ relinked: 11, rejected: 1, created: 0 });
    expect(world.contactOf(1)).toEqual(before);
    expect((await world.state.holds.ofPatients([1 as never])).get(1 as never)).toMatchObject({
      contactId: before.id,
      decision: null,
    });
  });

  test('are written once a person says that it is the same one', async () => {
    await using world = await withOneOther();
    await world.sync();
    await world.state.rejected.retry({ ids: [1 as never] });
    expect((await world.sync()).counts).toMatchObject({ relinked: 1, updated: 1, created: 0 });
    expect(world.contactOf(1).fields['Дата рождения']).toBeDefined();
    expect(await world.state.rejected.all()).toHaveLength(0);
    expect((await world.deep()).counts).toMatchObject({ rejected: 0, updated: 0 });
  });

  test('get a contact of their own once a person separates them, and the other keeps all but our id', async () => {
    await using world = await withOneOther();
    await world.sync();
    const before = world.contactOf(1);
    await world.state.holds.save({
      ...{ patientId: 1 as never, contactId: before.id as never, decision: 'separate' },
    });
    expect((await world.sync()).counts).toMatchObject({ created: 1, updated: 0 });
    const after = world.contacts().find(({ id }) => id === before.id);
    const { 'ID пациента IDENT': _id, ...rest } = before.fields;
    expect(after).toEqual({ ...before, fields: rest });
    expect(world.contactOf(1)).toMatchObject({ name: 'Чужой1 Некто1 Ильич1' });
    expect((await world.deep()).counts).toMatchObject({ rejected: 0, created: 0, updated: 0 });
    expect(world.notOnce()).toEqual([]);
  });

  test.each(places)(
    'are separated though the process dies $when any $at: nobody is doubled or lost, and the other keeps all but our id',
    async (place) => {
      let deaths = 0;
      for (let nth = 1; ; nth += 1) {
        await using world = await withOneOther(3);
        await world.sync();
        const before = world.contactOf(1);
        await separatePatient(world.state, 1 as PatientId);
        if (!(await passThatDies(world, { ...place, nth }))) break;
        deaths += 1;
        await world.sync();
        expect(world.notOnce(), `${nth}`).toEqual([]);
        const { 'ID пациента IDENT': _id, ...rest } = before.fields;
        const after = world.contacts().find(({ id }) => id === before.id);
        expect(after, `${nth}`).toEqual({ ...before, fields: rest });
        expect(world.contactOf(1).id, `${nth}`).not.toBe(before.id);
        expect(world.contacts(), `${nth}`).toHaveLength(4);
        expect((await world.deep()).counts, `${nth}`).toMatchObject({ created: 0, rejected: 0 });
        expect(await world.state.rejected.all(), `${nth}`).toHaveLength(0);
      }
      expect(deaths).toBeGreaterThan(3);
    },
  );

  test.for([
    ['repeated', 'AMO_ENDLESS_LIST'],
    ['empty', 'AMO_UNEXPECTED_ANSWER'],
  ] as const)(
    'are separated by the pass behind one whose search for their contacts never ended (%s pages): that one ends by an error and writes nothing',
    async ([pages, code]) => {
      await using world = await withOneOther();
      await world.sync();
      const before = account(world);
      await separatePatient(world.state, 1 as PatientId);
      world.sandbox.manners.endlessPages = pages;
      await expect(world.sync()).rejects.toMatchObject({ code });
      expect(account(world)).toEqual(before);
      world.sandbox.manners.endlessPages = 'no';
      expect((await world.sync()).counts).toMatchObject({ created: 1 });
      expect(world.notOnce()).toEqual([]);
    },
  );

  test('leave the queue by themselves when IDENT says again what the contact shows', async () => {
    await using world = await withOneOther();
    await world.sync();
    world.editPerson(1, { Surname: 'Иванов', Name: 'Иван', Patronymic: 'Иванович' });
    world.editPerson(1, { Birthday: null, MobilePhone: null });
    expect((await world.deep()).counts).toMatchObject({ relinked: 1, rejected: 0 });
    expect(await world.state.rejected.all()).toHaveLength(0);
  });
});

test('an orphan is judged when its patient turns up in IDENT', async () => {
  await using world = await loaded();
  await world.installation('lost');
  world.sql('delete from Patients where ID_Persons = 1');
  await world.sync();
  const before = world.contactOf(1);
  expect(await world.state.links.count('orphan')).toBe(1);
  world.sql('insert into Patients (ID_Persons) values (1)');
  otherClinic(world, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  world.editPerson(1, { Surname: 'Чужой' });
  expect((await world.sync()).counts).toMatchObject({ rejected: 1, created: 0, updated: 0 });
  expect(world.contactOf(1)).toEqual(before);
});

test('what cannot be compared is held, unless enough others agree', async () => {
  await using world = await loaded(4);
  world.addPatient(901, { Surname: null, Name: null });
  await world.sync();
  await world.installation('lost');
  expect((await world.sync()).counts).toMatchObject({ relinked: 4, rejected: 1 });
  await using many = await loaded(30);
  many.addPatient(901, { Surname: null, Name: null });
  await many.sync();
  await many.installation('lost');
  expect((await many.sync()).counts).toMatchObject({ rejected: 0, created: 0 });
  expect(many.notOnce()).toEqual([]);
});

test('another’s contact that takes the place of a create whose answer was lost is not linked', async () => {
  await using world = await loaded(4);
  world.addPatient(901, { Surname: 'Новый', Name: 'Глеб', MobilePhone: '+79161112233' });
  let others = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (others > 0 || init?.method !== 'POST' || !String(input).includes('/contacts')) {
      return await globalThis.fetch(input, init);
    }
    const fields = { 'ID пациента IDENT': '901' };
    others = world.sandbox.crm.create({ name: 'Ольга Чужая', phones: ['+79990001122'], fields });
    throw new TypeError('fetch failed', {
      cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
    });
  };
  const before = () => world.contacts().find(({ id }) => id === others);
  const pass = await world.sync({}, { amo: world.client(fetch) });
  expect(pass.counts).toMatchObject({ rejected: 1, created: 0 });
  expect(before()).toMatchObject({ name: 'Ольга Чужая', phones: ['+79990001122'] });
  expect((await world.deep()).counts).toMatchObject({ waiting: 1, created: 0, updated: 0 });
  expect(world.contacts()).toHaveLength(5);
});
