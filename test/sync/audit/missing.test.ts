import { describe, expect, test } from 'vitest';
import { World } from '../../support/world.ts';

const loaded = (patients = 3) => World.loaded({ patients });

describe('a contact that was deleted', () => {
  test('is reported by every deep pass and not made anew', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    world.sandbox.crm.delete(id);
    for (let pass = 1; pass <= 2; pass += 1) {
      const deep = await world.deep();
      expect(deep.findings).toEqual([
        { kind: 'missing', patientId: 1, contactId: id, subject: null },
      ]);
      expect(deep.counts).toMatchObject({ missing: 1, created: 0, updated: 0 });
    }
    expect(world.contactsOf(1)).toEqual([]);
  });

  test('takes its patient out of the rejected ones, whose update was refused', async () => {
    await using world = await loaded();
    world.editPerson(1, { City: 'Тула' });
    world.sandbox.faults.add({
      match: { method: 'PATCH', path: '^/api/v4/contacts$' },
      fault: { kind: 'reject', rows: [0] },
    });
    expect((await world.sync()).counts).toMatchObject({ rejected: 1 });
    world.sandbox.crm.delete(world.contactOf(1).id);
    expect((await world.deep()).counts).toMatchObject({ missing: 1, rejected: 0 });
    expect(await world.state.rejected.all()).toEqual([]);
  });

  test('gets no more changes of its patient', async () => {
    await using world = await loaded();
    world.sandbox.crm.delete(world.contactOf(1).id);
    await world.deep();
    world.editPerson(1, { City: 'Тула' });
    const before = world.writes().length;
    expect((await world.sync()).counts).toMatchObject({ missing: 1, updated: 0 });
    expect(world.writes()).toHaveLength(before);
  });

  test('is noticed by the first change of its patient, in an incremental pass', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    world.sandbox.crm.delete(id);
    world.editPerson(1, { City: 'Тула' });
    world.editPerson(2, { City: 'Тула' });
    const result = await world.sync();
    expect(result.findings).toEqual([
      { kind: 'missing', patientId: 1, contactId: id, subject: null },
    ]);
    expect(result.counts).toMatchObject({ missing: 1, updated: 1 });
    expect(world.contactOf(2).fields).toMatchObject({ Город: 'Тула' });
  });

  test('is linked again by itself when it is restored, with the values of today', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    world.sandbox.crm.delete(id);
    await world.deep();
    world.editPerson(1, { City: 'Тула' });
    await world.sync();
    world.sandbox.crm.restore(id);
    const deep = await world.deep();
    expect(deep.findings).toEqual([
      { kind: 'relinked', patientId: 1, contactId: id, subject: null },
    ]);
    expect(world.contactOf(1)).toMatchObject({ id, fields: { Город: 'Тула' } });
    world.editPerson(1, { City: 'Клин' });
    await world.sync();
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Клин' });
  });

  test('says «Удален» once it is restored when its patient vanished from IDENT meanwhile', async () => {
    await using world = await loaded(10);
    const { id } = world.contactOf(1);
    world.sandbox.crm.delete(id);
    await world.deep();
    world.sql('delete from Patients where ID_Persons = 1');
    await world.deep();
    world.sandbox.crm.restore(id);
    await world.deep();
    expect(world.contactOf(1).fields).toMatchObject({ 'Статус пациента': 'Удален' });
  });
});

describe('a contact that was merged into another one', () => {
  const mergedInto = (contactId: number) => ({
    ...{ kind: 'merged', patientId: 1, contactId, subject: null },
  });

  test('is linked to the survivor, whose fields are made IDENT’s again', async () => {
    await using world = await loaded();
    const { id, phones } = world.contactOf(1);
    const lead = world.sandbox.crm.create({
      name: 'Ваня',
      phones: ['+74950000001'],
      fields: { Город: 'Рига' },
    });
    world.sandbox.crm.merge(lead, id);
    const deep = await world.deep();
    expect(deep.findings).toContainEqual(mergedInto(lead));
    expect(world.contactOf(1)).toMatchObject({
      id: lead,
      fields: { Город: 'Москва' },
      phones: ['+74950000001', ...phones],
    });
    expect((await world.deep()).counts).toMatchObject({ unchanged: 3 });
    world.editPerson(1, { City: 'Тула' });
    await world.sync();
    expect(world.contactOf(1)).toMatchObject({ id: lead, fields: { Город: 'Тула' } });
  });

  test('is linked to the survivor when an incremental pass was the first to miss it', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    const lead = world.sandbox.crm.create({ name: 'Ваня' });
    world.sandbox.crm.merge(lead, id);
    world.editPerson(1, { City: 'Тула' });
    expect((await world.sync()).counts).toMatchObject({ missing: 1 });
    const deep = await world.deep();
    expect(deep.findings).toContainEqual(mergedInto(lead));
    expect(world.contactOf(1)).toMatchObject({ id: lead, fields: { Город: 'Тула' } });
  });

  test('a family in one contact: it stays with the one it carries, the other is reported missing', async () => {
    await using world = await loaded();
    const one = world.contactOf(1);
    const two = world.contactOf(2);
    world.sandbox.crm.merge(two.id, one.id);
    const deep = await world.deep();
    expect(deep.findings.filter(({ kind }) => kind === 'missing')).toEqual([
      { kind: 'missing', patientId: 1, contactId: one.id, subject: null },
    ]);
    expect(world.contactOf(2)).toMatchObject({ id: two.id, name: two.name });
    expect(world.contactsOf(1)).toEqual([]);
    expect((await world.deep()).counts).toMatchObject({ unchanged: 2, missing: 1, updated: 0 });
  });
});

describe('two contacts that carry one patient', () => {
  /** A copy that somebody made, as an import does. */
  function copied(world: World): { readonly first: number; readonly copy: number } {
    const first = world.contactOf(1).id;
    const { name } = world.contactOf(1);
    const copy = world.sandbox.crm.create({ name, fields: { IDENT_PATIENT_ID: '1' } });
    return { first, copy };
  }

  test('are reported with both ids; the linked one goes on, the other is not touched', async () => {
    await using world = await loaded();
    const { first, copy } = copied(world);
    world.editPerson(1, { City: 'Тула' });
    const deep = await world.deep();
    expect(deep.findings).toEqual([
      { kind: 'duplicate', patientId: 1, contactId: first, subject: null },
      { kind: 'duplicate', patientId: 1, contactId: copy, subject: null },
    ]);
    expect(world.contactsOf(1).map(({ fields }) => fields['Город'])).toEqual(['Тула', undefined]);
  });

  test('when the linked one is deleted, the other takes its place', async () => {
    await using world = await loaded();
    const { first, copy } = copied(world);
    await world.deep();
    world.sandbox.crm.delete(first);
    await world.deep();
    expect(world.contactOf(1)).toMatchObject({ id: copy, fields: { Город: 'Москва' } });
  });
});

describe('a contact that carries an IDENT id that IDENT does not know', () => {
  test('is reported and left alone', async () => {
    await using world = await loaded();
    const orphan = world.sandbox.crm.create({
      name: 'Кто-то',
      fields: { IDENT_PATIENT_ID: '901' },
    });
    const before = world.writes().length;
    await world.deep();
    const deep = await world.deep();
    expect(deep.findings).toEqual([
      { kind: 'orphan', patientId: 901, contactId: orphan, subject: null },
    ]);
    expect(world.writes()).toHaveLength(before);
  });

  test('is that patient’s as soon as IDENT shows it: nothing is created, a person’s values stay', async () => {
    await using world = await loaded();
    const orphan = world.sandbox.crm.create({
      name: 'Анна из рекламы',
      phones: ['+79267001122'],
      fields: { IDENT_PATIENT_ID: '901', Источник: 'Звонок' },
    });
    await world.deep();
    world.addPatient(901, { Name: 'Анна', City: 'Тула', MobilePhone: '+79267001122' });
    expect((await world.sync()).counts).toMatchObject({ created: 0, updated: 1 });
    expect(world.contactOf(901)).toMatchObject({
      id: orphan,
      name: 'Анна из рекламы',
      fields: { Город: 'Тула', Источник: 'Звонок' },
    });
    expect((await world.deep()).counts).toMatchObject({ unchanged: 4 });
  });

  test('is forgotten when it is deleted, and the patient gets a contact of its own', async () => {
    await using world = await loaded();
    const orphan = world.sandbox.crm.create({
      name: 'Кто-то',
      fields: { IDENT_PATIENT_ID: '901' },
    });
    await world.deep();
    world.sandbox.crm.delete(orphan);
    expect((await world.deep()).findings).toEqual([]);
    world.addPatient(901, { Name: 'Анна' });
    expect((await world.sync()).counts).toMatchObject({ created: 1 });
  });
});

test('an IDENT id that a person overwrote is repaired, and takes nobody else’s contact away', async () => {
  await using world = await loaded();
  const [one, two] = [world.contactOf(1), world.contactOf(2)];
  world.sandbox.crm.edit(one.id, { fields: { IDENT_PATIENT_ID: '2' } });
  const deep = await world.deep();
  expect(world.contactOf(1).id).toBe(one.id);
  expect(world.contactOf(2)).toEqual(two);
  expect(deep.findings).toContainEqual({
    kind: 'drifted',
    patientId: 1,
    contactId: one.id,
    subject: 'patient_id',
  });
});
