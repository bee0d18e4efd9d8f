import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { separatePatient } from '../../../src/sync/identity/held/separate.ts';
import { World } from '../../support/world.ts';

const idField = 'ID пациента IDENT';
const oddForm = { system: 'another', no: [1, 2] };
const texts = ['12-Б', '№ 5', 'см. карту'];
const forms = ['a text', 'an odd form'];
const one = 1 as PatientId;

/** Whatever amoCRM answers of these contacts, their IDENT id comes in a form that it does not document. */
function oddIds(isOdd: (id: number) => boolean): typeof globalThis.fetch {
  return odd((field) => field.field_name === idField, isOdd);
}

interface Contact {
  readonly id: number;
  readonly custom_fields_values: readonly Field[] | null;
}

interface Field {
  readonly field_name: string;
  readonly field_code: string | null;
  values: unknown;
}

function odd(
  isField: (field: Field) => boolean,
  isOdd: (id: number) => boolean,
): typeof globalThis.fetch {
  return async (input, init) => {
    const answer = await fetch(input, init);
    if ((init?.method ?? 'GET') !== 'GET' || answer.status !== 200) return answer;
    if (!/\/contacts(\/\d+)?(\?|$)/.test(String(input))) return answer;
    // A page, or a single contact.
    const json = (await answer.json()) as Contact & {
      readonly _embedded?: { readonly contacts?: readonly Contact[] };
    };
    for (const contact of json._embedded?.contacts ?? [json]) {
      if (!isOdd(contact.id)) continue;
      for (const field of contact.custom_fields_values ?? []) {
        if (isField(field)) field.values = [{ value: oddForm }];
      }
    }
    return Response.json(json);
  };
}

const loaded = (patients = 12) => World.loaded({ patients });

const held = async (world: World) =>
  (await world.state.rejected.all()).map(({ patientId, code }) => [patientId, code]);

describe('a contact whose IDENT id is no id', () => {
  test.each(texts)(
    'gets no second contact when the state is lost: the patient is held, and linked once a person says so (%s)',
    async (text) => {
      await using world = await loaded();
      const { id } = world.contactOf(1);
      world.sandbox.crm.edit(id, { fields: { [idField]: text } });
      const before = world.contacts();
      await world.installation('lost');
      expect((await world.sync()).counts).toMatchObject({ created: 0, relinked: 11, rejected: 1 });
      expect(world.contacts()).toEqual(before);
      expect(await held(world)).toEqual([[1, 'id-unreadable']]);
      expect((await world.state.holds.ofPatients([one])).get(one)?.contactId).toBe(id);
      world.editPerson(1, { City: 'Тула' });
      expect((await world.sync()).counts).toMatchObject({ created: 0, updated: 0 });
      expect((await world.deep()).counts).toMatchObject({ created: 0, updated: 0 });
      expect(world.contacts()).toEqual(before);
      await world.state.rejected.retry({ ids: [one] });
      expect((await world.sync()).counts).toMatchObject({ relinked: 1, updated: 1, created: 0 });
      expect(world.contactOf(1)).toMatchObject({ id, fields: { Город: 'Тула' } });
      expect(await held(world)).toEqual([]);
      expect(world.notOnce()).toEqual([]);
    },
  );

  test('stops no pass where amoCRM answers it in a form that nobody knows: the others go on', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    await world.installation('lost');
    world.amo = world.client(oddIds((contact) => contact === id));
    world.addPatient(901, { Surname: 'Новый', Name: 'Глеб', MobilePhone: '+79161112233' });
    expect((await world.sync()).counts).toMatchObject({ created: 1, relinked: 11, rejected: 1 });
    expect(await held(world)).toEqual([[1, 'id-unreadable']]);
    expect(world.notOnce()).toEqual([]);
  });

  test('separated from its patient keeps what stands there, and the patient gets one of its own', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    world.sandbox.crm.edit(id, { fields: { [idField]: '12-Б' } });
    await world.installation('lost');
    await world.sync();
    const before = world.contacts().find((contact) => contact.id === id);
    await separatePatient(world.state, 1 as PatientId);
    expect((await world.sync()).counts).toMatchObject({ created: 1 });
    expect(world.contacts().find((contact) => contact.id === id)).toEqual(before);
    expect(world.notOnce()).toEqual([]);
    expect((await world.deep()).counts).toMatchObject({ created: 0, rejected: 0 });
  });

  test('holds up nobody else: new patients are created, by a first load as well', async () => {
    await using world = await World.open({ patients: 12 });
    world.sandbox.crm.create({ name: 'Касса', fields: { [idField]: 'не трогать' } });
    expect((await world.sync()).counts).toMatchObject({ created: 12, rejected: 0 });
    world.addPatient(901, { Surname: 'Новый', Name: 'Глеб', MobilePhone: '+79161112233' });
    expect((await world.sync()).counts).toMatchObject({ created: 1, rejected: 0 });
    expect((await world.deep()).findings.filter(({ kind }) => kind === 'duplicate')).toEqual([]);
  });

  test('is not taken over by its phone', async () => {
    await using world = await loaded();
    const phones = ['+79161112233'];
    const fields = { [idField]: 'A-17' };
    const id = world.sandbox.crm.create({ name: 'Глеб Новый', phones, fields });
    const before = world.contacts().find((contact) => contact.id === id);
    world.addPatient(901, { Surname: 'Новый', Name: 'Глеб', MobilePhone: '+79161112233' });
    expect((await world.sync()).counts).toMatchObject({ created: 0, adopted: 0, rejected: 1 });
    expect((await world.deep()).counts).toMatchObject({ created: 0, adopted: 0 });
    expect(world.contacts().find((contact) => contact.id === id)).toEqual(before);
  });

  test.each(forms)(
    'a create without an answer, whose contact shows %s for an id, is held and not sent again',
    async (shown) => {
      await using world = await loaded();
      const known = new Set(world.contacts().map(({ id }) => id));
      world.addPatient(901, { Surname: 'Новый', Name: 'Глеб', MobilePhone: '+79161112233' });
      world.sandbox.faults.add({
        match: { method: 'POST', path: '^/api/v4/contacts$' },
        fault: { kind: 'drop', when: 'after' },
      });
      const isNew = (id: number) => !known.has(id);
      if (shown === 'an odd form') world.amo = world.client(oddIds(isNew));
      else {
        world.amo = world.client(async (input, init) => {
          if ((init?.method ?? 'GET') === 'GET') {
            for (const { id } of world.contacts().filter((contact) => isNew(contact.id))) {
              world.sandbox.crm.edit(id, { fields: { [idField]: 'копия' } });
            }
          }
          return await fetch(input, init);
        });
      }
      expect((await world.sync()).counts).toMatchObject({ created: 0, rejected: 1 });
      expect(await held(world)).toEqual([[901, 'id-unreadable']]);
      expect((await world.deep()).counts).toMatchObject({ created: 0 });
      expect(world.contacts()).toHaveLength(13);
    },
  );

  test('is put right where it is linked, and stops no pass', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    world.sandbox.crm.edit(id, { fields: { [idField]: 'нет' } });
    expect((await world.deep()).counts).toMatchObject({ repaired: 1, created: 0 });
    world.amo = world.client(oddIds((contact) => contact === id));
    expect((await world.deep()).counts).toMatchObject({ created: 0, rejected: 0 });
    expect(world.notOnce()).toEqual([]);
  });

  test('of more than twenty contacts in a form that nobody knows stops the pass before anything is written', async () => {
    await using world = await loaded(30);
    await world.installation('lost');
    world.amo = world.client(oddIds(() => true));
    const writes = world.writes().length;
    await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_FIELD_UNREADABLE' });
    expect(world.writes()).toHaveLength(writes);
  });

  test('bars the creates of a pass over single patients on a state that never saw a deep one', async () => {
    await using world = await loaded(3);
    for (const { id } of world.contacts()) {
      world.sandbox.crm.edit(id, { fields: { [idField]: 'нет' } });
    }
    await world.installation('lost');
    const single = world.sync({ mode: { patients: [one] } });
    await expect(single).rejects.toMatchObject({ code: 'DEEP_PASS_FIRST' });
    expect(world.contacts()).toHaveLength(3);
  });
});

test('phones in a form that nobody knows stop no pass: in another’s contact they are passed over, in a linked one its row is rejected', async () => {
  await using world = await loaded();
  const { id } = world.contactOf(2);
  const other = world.sandbox.crm.create({ name: 'Чужой Лид', phones: ['+79990001122'] });
  const isPhone = (field: Field) => field.field_code === 'PHONE';
  world.amo = world.client(odd(isPhone, (contact) => contact === other || contact === id));
  world.editPerson(2, { MobilePhone: '+79035556677', Phone: null });
  world.editPerson(3, { City: 'Псков' });
  world.addPatient(901, { Surname: 'Новый', Name: 'Глеб', MobilePhone: '+79161112233' });
  const before = world.contactOf(2).phones;
  expect((await world.sync()).counts).toMatchObject({ created: 1, updated: 1, rejected: 1 });
  expect(await held(world)).toEqual([[2, 'ListUnreadable']]);
  expect(world.contactOf(2).phones).toEqual(before);
  world.amo = world.client();
  await world.deep();
  expect(world.contactOf(2).phones).toContain('+79035556677');
  expect(await held(world)).toEqual([]);
});
