import { describe, expect, test } from 'vitest';
import { World } from '../../support/world.ts';
import { anna, loaded } from './link-world.ts';

describe('a lead first, and a patient a day later', () => {
  test('the only contact with the phone is adopted: its phone stays as typed, it gets name and fields, no tag', async () => {
    await using world = await loaded();
    const lead = world.sandbox.crm.create({ name: 'Анна', phones: ['8 (926) 700-11-22'] });
    world.addPatient(901, { ...anna, MobilePhone: '+7 926 700 11 22', City: 'Тверь' });
    const result = await world.sync();
    expect(result).toMatchObject({ mode: 'incremental', counts: { adopted: 1, created: 0 } });
    expect(world.contactOf(901)).toMatchObject({
      id: lead,
      name: 'Белова Анна Игоревна',
      phones: ['8 (926) 700-11-22'],
      fields: { Город: 'Тверь' },
      tags: [],
    });
    expect(result.findings).toEqual([
      { kind: 'adopted', patientId: 901, contactId: lead, subject: null },
    ]);
  });

  test('a first load adopts too', async () => {
    await using world = await World.open({ patients: 3 });
    const lead = world.sandbox.crm.create({ name: 'Анна Белова', phones: ['+79267001122'] });
    world.addPatient(901, { ...anna, MobilePhone: '89267001122' });
    const result = await world.sync();
    expect(result.counts).toMatchObject({ adopted: 1, created: 3 });
    expect(world.contactOf(901).id).toBe(lead);
  });

  test.each(['+7 (926) 700-11-22', '79267001122', 'Новый контакт', ''])(
    'a contact that nobody named («%s») has no name to contradict',
    async (name) => {
      await using world = await loaded();
      const lead = world.sandbox.crm.create({ name, phones: ['+79267001122'] });
      world.addPatient(901, { ...anna, MobilePhone: '89267001122' });
      await world.sync();
      expect(world.contactOf(901)).toMatchObject({ id: lead, name: 'Белова Анна Игоревна' });
    },
  );

  test('a nameless patient gives its fallback name to a contact that nobody named', async () => {
    await using world = await loaded();
    const lead = world.sandbox.crm.create({ name: '+79267001122', phones: ['+79267001122'] });
    world.addPatient(901, { MobilePhone: '89267001122' });
    await world.sync();
    expect(world.contactOf(901)).toMatchObject({ id: lead, name: 'Пациент 901' });
  });

  test('a value that a colleague entered where IDENT has none stays, and is reported', async () => {
    await using world = await loaded();
    const lead = world.sandbox.crm.create({
      name: 'Анна',
      phones: ['+79267001122'],
      fields: { Город: 'Клин', Источник: 'Звонок', 'SMS отказ': true },
    });
    world.addPatient(901, { ...anna, MobilePhone: '89267001122', City: 'Тверь' });
    const result = await world.sync();
    expect(world.contactOf(901)).toMatchObject({
      id: lead,
      // IDENT owns its fields: where it has a value, that one stands.
      fields: { Город: 'Тверь', Источник: 'Звонок', 'SMS отказ': true },
    });
    const foreign = result.findings.filter(({ kind }) => kind === 'foreign-value');
    expect(foreign.map(({ subject }) => subject).toSorted()).toEqual(['sms_refusal', 'source']);
    await world.deep();
    expect(world.contactOf(901).fields).toMatchObject({ Источник: 'Звонок', 'SMS отказ': true });
  });
});

describe('no adoption, a contact of its own, and a word about it', () => {
  test.each([
    ['a shared surname alone', 'Белова'],
    ['another first name', 'Белова Мария'],
    ['a word more', 'мама Анны Беловой'],
  ])('%s', async (_case, name) => {
    await using world = await loaded();
    const lead = world.sandbox.crm.create({ name, phones: ['+79267001122'] });
    world.addPatient(901, { ...anna, MobilePhone: '89267001122' });
    const result = await world.sync();
    expect(result.counts).toMatchObject({ created: 1, adopted: 0 });
    expect(world.contactOf(901).id).not.toBe(lead);
    expect(result.findings).toEqual([
      { kind: 'possible-double', patientId: 901, contactId: lead, subject: null },
    ]);
  });

  test('two candidates', async () => {
    await using world = await loaded();
    const leads = ['Анна', '+79267001122'].map((name) =>
      world.sandbox.crm.create({ name, phones: ['+79267001122'] }),
    );
    world.addPatient(901, { ...anna, MobilePhone: '89267001122' });
    const result = await world.sync();
    expect(leads).not.toContain(world.contactOf(901).id);
    expect(result.findings).toMatchObject([{ kind: 'possible-double', patientId: 901 }]);
  });

  test('a contact that carries another patient is not taken over, though a colleague added the phone to it', async () => {
    await using world = await loaded();
    const other = world.contactOf(1).id;
    world.sandbox.crm.edit(other, { addPhones: ['+79267001122'] });
    world.addPatient(901, { Surname: 'Иванов', Name: 'Иван', MobilePhone: '89267001122' });
    const result = await world.sync();
    expect(world.contactOf(1).id).toBe(other);
    expect(world.contactOf(901).id).not.toBe(other);
    expect(result.findings).toMatchObject([
      { kind: 'possible-double', patientId: 901, contactId: other },
    ]);
  });

  test.each([2, 3])(
    'one contact that has the phones of %i new patients is none of theirs',
    async (count) => {
      await using world = await loaded();
      const phones = Array.from({ length: count }, (_, at) => `+7926700112${at}`);
      const lead = world.sandbox.crm.create({ name: '', phones });
      for (const [at, phone] of phones.entries()) {
        world.addPatient(901 + at, { ...anna, MobilePhone: phone });
      }
      const result = await world.sync();
      expect(result.counts).toMatchObject({ created: count, adopted: 0 });
      expect(result.planned).toMatchObject({ create: count, adopt: 0 });
      for (const at of phones.keys()) expect(world.contactOf(901 + at).id).not.toBe(lead);
      expect(result.findings).toHaveLength(count);
    },
  );

  test('where only one of two such patients agrees by name, that one adopts', async () => {
    await using world = await loaded();
    const lead = world.sandbox.crm.create({
      name: 'Пётр',
      phones: ['+79267001121', '+79267001122'],
    });
    world.addPatient(901, { ...anna, MobilePhone: '+79267001121' });
    world.addPatient(902, { Surname: 'Белов', Name: 'Петр', MobilePhone: '+79267001122' });
    const result = await world.sync();
    expect(result.counts).toMatchObject({ created: 1, adopted: 1 });
    expect(world.contactOf(902).id).toBe(lead);
  });
});

describe('families share phones, and two patients are two contacts', () => {
  test('a patient with a parent never adopts', async () => {
    await using world = await loaded();
    const lead = world.sandbox.crm.create({ name: 'Анна', phones: ['+79267001122'] });
    world.addPatient(901, { ...anna, MobilePhone: '+79267001122' }, { ParentSNP: 'Белов И. И.' });
    const result = await world.sync();
    expect(world.contactOf(901).id).not.toBe(lead);
    expect(result.counts).toMatchObject({ created: 1, adopted: 0 });
  });

  test("a phone that a child in the same pass has too is the family's", async () => {
    await using world = await loaded();
    const lead = world.sandbox.crm.create({ name: 'Анна', phones: ['+79267001122'] });
    world.addPatient(901, { ...anna, MobilePhone: '+79267001122' });
    world.addPatient(902, { Name: 'Пётр', MobilePhone: '+79267001122' }, { ParentSNP: 'Белова' });
    await world.sync();
    expect([world.contactOf(901).id, world.contactOf(902).id]).not.toContain(lead);
  });

  test('a phone is no way to a contact when a patient of an earlier pass has it', async () => {
    await using world = await loaded();
    world.addPatient(901, { Name: 'Пётр', MobilePhone: '+79267001122' });
    await world.sync();
    world.sandbox.crm.edit(world.contactOf(901).id, { phones: [] });
    const lead = world.sandbox.crm.create({ name: 'Анна', phones: ['+79267001122'] });
    world.addPatient(902, { ...anna, MobilePhone: '+79267001122' });
    await world.sync();
    expect(world.contactOf(902).id).not.toBe(lead);
  });

  test('a patient whose row amoCRM refused is known all the same', async () => {
    await using world = await loaded();
    world.sandbox.faults.add({
      times: null,
      fault: { kind: 'reject', where: { field: 'IDENT_PATIENT_ID', equals: '901' } },
    });
    world.addPatient(901, { Name: 'Пётр', MobilePhone: '+79267001122' });
    expect((await world.sync()).counts).toMatchObject({ rejected: 1 });
    const lead = world.sandbox.crm.create({ name: '', phones: ['+79267001122'] });
    world.addPatient(902, { ...anna, MobilePhone: '+79267001122' });
    await world.sync();
    expect(world.contactOf(902).id).not.toBe(lead);
  });
});

test('a contact that carries the IDENT id is the patient’s by the birthday, whatever its name', async () => {
  await using world = await World.open({ patients: 3 });
  world.editPerson(2, { Birthday: '1985-05-15' });
  const made = world.sandbox.crm.create({
    name: 'Кто-то',
    fields: { 'ID пациента IDENT': '2', 'Дата рождения': '1985-05-15T00:00:00+03:00' },
  });
  const result = await world.sync();
  expect(world.contactOf(2).id).toBe(made);
  expect(result.counts).toMatchObject({ created: 2, relinked: 1 });
});

test('a query that shows a contact with the IDENT id of an unknown patient makes the pass a deep one', async () => {
  await using world = await loaded();
  const made = world.sandbox.crm.create({
    name: 'Анна',
    phones: ['+79267001122'],
    fields: { 'ID пациента IDENT': '901' },
  });
  await world.state.meta.raiseHighestContactId(made);
  world.addPatient(901, { ...anna, MobilePhone: '+79267001122' });
  const result = await world.sync();
  expect(result).toMatchObject({ mode: 'deep', reason: 'foreign-contacts' });
  expect(world.contactOf(901).id).toBe(made);
});

test('a contact with the IDENT id that turns up just before the first create is compared before it is written', async () => {
  await using world = await World.open({ patients: 3 });
  // Without phones and e-mails there is no other reason to read the contact.
  world.addPatient(901, { Name: 'Анна', City: 'Тверь', Birthday: '1985-05-15' });
  let made = 0;
  const result = await world.sync({
    onPlan: async () => {
      made = world.sandbox.crm.create({
        name: 'Звонить до 12',
        fields: {
          'ID пациента IDENT': '901',
          Источник: 'Звонок',
          'Дата рождения': '1985-05-15T00:00:00+03:00',
        },
      });
    },
  });
  expect(result.counts).toMatchObject({ created: 3, relinked: 1, updated: 1 });
  expect(world.contactOf(901)).toMatchObject({
    id: made,
    name: 'Звонить до 12',
    fields: { Источник: 'Звонок', Город: 'Тверь' },
  });
  expect((await world.deep()).counts).toMatchObject({ unchanged: 4, repaired: 0 });
});

test('contacts that stand close together are read by the page before their lists are replaced', async () => {
  await using world = await World.open({ patients: 1 });
  const ids = Array.from({ length: 30 }, (_, at) => 901 + at);
  const phone = (id: number) => `+7912000${1000 + id}`;
  for (const id of ids) {
    world.addPatient(id, { Name: `Анна`, MobilePhone: phone(id), Email: `a${id}@example.org` });
    world.sandbox.crm.create({ name: 'Анна', phones: [phone(id)] });
  }
  // A colleague's entry of the last moment stays: what is replaced is what stands there then.
  const late = world.sandbox.crm.contacts()[7];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (String(input).includes('order%5Bid%5D=desc') && late !== undefined) {
      world.sandbox.crm.edit(late.id, { emails: ['colleague@example.org'] });
    }
    return await globalThis.fetch(input, init);
  };
  const mark = world.mark();
  const result = await world.sync({}, { amo: world.client(fetch) });
  expect(result.counts).toMatchObject({ adopted: 30, created: 1 });
  expect(world.requestsSince(mark).filter((line) => /GET .*contacts\/\d/.test(line))).toEqual([]);
  expect(ids.every((id) => world.contactOf(id).emails.includes(`a${id}@example.org`))).toBe(true);
  expect(world.contacts().find(({ id }) => id === late?.id)?.emails).toHaveLength(2);
});
