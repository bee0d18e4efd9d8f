import { describe, expect, test } from 'vitest';
import { GuardError } from '../../../../src/sync/guard/errors.ts';
import type { Policies } from '../../../../src/sync/item/policies.ts';
import { World } from '../../../support/world.ts';
import { kinds, loaded } from './with-policies.ts';

describe('POLICY_FIELDS=report', () => {
  const policies = { fields: 'report' } as const;

  test('leaves a field that somebody changed, and says so at each deep pass', async () => {
    await using world = await loaded(policies);
    world.sandbox.crm.edit(world.contactOf(1).id, { fields: { Город: 'Рига', Пол: null } });
    const before = world.writes().length;
    for (let pass = 1; pass <= 2; pass += 1) {
      const deep = await world.deep();
      expect(kinds(deep.findings)).toEqual(['field-edited city', 'field-edited sex']);
      expect(deep.counts).toMatchObject({ updated: 0, repaired: 0 });
    }
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Рига' });
    expect(world.writes()).toHaveLength(before);
  });

  test("writes it when IDENT's value changes, and says whose was lost", async () => {
    await using world = await loaded(policies);
    world.sandbox.crm.edit(world.contactOf(1).id, { fields: { Город: 'Рига' } });
    world.sql("update Persons set City = 'Тула' where ID = 1");
    expect(kinds((await world.deep()).findings)).toEqual(['changed-both city']);
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Тула' });
    expect((await world.deep()).findings).toEqual([]);
  });

  test('leaves it beside other changes of that contact', async () => {
    await using world = await loaded(policies);
    world.sandbox.crm.edit(world.contactOf(1).id, { fields: { Город: 'Рига' } });
    world.editPerson(1, { Passport: 'новый', MobilePhone: '+79260000009' });
    await world.sync();
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Рига', Паспорт: 'новый' });
  });

  test('leaves a list from which somebody took our phone', async () => {
    await using world = await loaded(policies);
    const { id, phones } = world.contactOf(1);
    expect(phones.length).toBeGreaterThan(0);
    world.sandbox.crm.edit(id, { phones: [] });
    expect(kinds((await world.deep()).findings)).toEqual(['field-edited phones']);
    expect(world.contactOf(1).phones).toEqual([]);
  });

  test('repairs the IDENT id all the same: by it a contact is told to be the patient’s', async () => {
    await using world = await loaded(policies);
    const { id } = world.contactOf(1);
    world.sandbox.crm.edit(id, { fields: { IDENT_PATIENT_ID: '77' } });
    expect(kinds((await world.deep()).findings)).toContain('drifted patient_id');
    expect(world.contactOf(1).id).toBe(id);
  });
});

test('POLICY_FIELDS=repair puts a phone back that somebody took out, and counts it', async () => {
  await using world = await loaded({});
  const { id, phones } = world.contactOf(1);
  world.sandbox.crm.edit(id, { phones: ['+74950000001'] });
  const deep = await world.deep();
  expect(kinds(deep.findings)).toEqual(['drifted phones']);
  expect(deep.counts).toMatchObject({ updated: 1, repaired: 1 });
  expect(world.contactOf(1).phones).toEqual(['+74950000001', ...phones]);
  expect((await world.deep()).findings).toEqual([]);
});

describe('POLICY_NAMES=repair', () => {
  test('restores a name that a person edited, once, and then it is quiet', async () => {
    await using world = await loaded({ names: 'repair' });
    const { id, name } = world.contactOf(1);
    world.sandbox.crm.edit(id, { name: 'Строгий', firstName: 'Строгий', lastName: '' });
    const deep = await world.deep();
    expect(kinds(deep.findings)).toEqual(['name-restored name']);
    expect(deep.counts).toMatchObject({ updated: 1, repaired: 1 });
    expect(world.contactOf(1).name).toBe(name);
    const before = world.writes().length;
    expect((await world.deep()).findings).toEqual([]);
    expect(world.writes()).toHaveLength(before);
  });

  test("gives in to amoCRM's own form of a name", async () => {
    await using world = await loaded({ names: 'repair' });
    const { name } = world.contactOf(1);
    world.amo = world.client(async (input, init) => {
      const response = await fetch(input, init);
      if (init?.method !== 'GET' || response.status !== 200) return response;
      const [last = '', first = ''] = name.split(' ');
      const text = (await response.text())
        .replaceAll(`"name":"${name}"`, `"name":"${name} VIP"`)
        .replaceAll(`"first_name":"${first}"`, `"first_name":"${first} VIP"`)
        .replaceAll(`"last_name":"${last}"`, `"last_name":"${last} VIP"`);
      return new Response(text, { status: 200, headers: response.headers });
    });
    expect(kinds((await world.deep()).findings)).toContain('name-restored name');
    const before = world.writes().length;
    expect(kinds((await world.deep()).findings)).toEqual([]);
    expect(world.writes()).toHaveLength(before);
  });
});

describe('POLICY_MERGED=report', () => {
  test('leaves the survivor alone and makes nobody anew, whatever POLICY_MISSING says', async () => {
    await using world = await loaded({ merged: 'report', missing: 'repair' });
    const { id } = world.contactOf(1);
    const lead = world.sandbox.crm.create({ name: 'Ваня', fields: { Город: 'Рига' } });
    world.sandbox.crm.merge(lead, id);
    for (let pass = 1; pass <= 2; pass += 1) {
      const deep = await world.deep();
      expect(deep.findings).toContainEqual({
        kind: 'merged-left',
        patientId: 1,
        contactId: lead,
        subject: null,
      });
      expect(deep.counts).toMatchObject({ created: 0, updated: 0, missing: 1 });
    }
    expect(world.contactOf(1).id).toBe(lead);
  });

  test('does not overrule a person who says that the survivor is the same patient', async () => {
    await using world = await loaded({ merged: 'report' });
    const { id } = world.contactOf(1);
    const { crm } = world.sandbox;
    const lead = crm.create({ name: 'Лид' });
    crm.merge(lead, id);
    crm.edit(lead, {
      name: 'Сидорова Ольга Петровна',
      phones: ['+79990001122'],
      emails: ['olga@example.ru'],
      fields: {
        ...{ 'Дата рождения': '1961-05-06T12:00:00+03:00', Отчество: 'Петровна' },
        ...{ 'Дополнительный телефон': null, 'Номер карты': null },
        ...{ ИНН: null, СНИЛС: null, Паспорт: null, Адрес: null },
      },
    });
    expect((await world.deep()).counts).toMatchObject({ rejected: 1, relinked: 0 });
    await world.state.rejected.retry({ ids: [1 as never] });
    const next = await world.sync();
    expect(next.findings).toContainEqual(
      expect.objectContaining({ kind: 'relinked', patientId: 1, contactId: lead }),
    );
    expect(await world.state.links.count('missing')).toBe(0);
    expect((await world.deep()).counts).toMatchObject({ rejected: 0, missing: 0, updated: 1 });
    expect(await world.state.rejected.all()).toHaveLength(0);
  });
});

describe('contacts that carry the same patient', () => {
  const copied = async (policies: Partial<Policies>) => {
    const world = await loaded(policies);
    const copy = world.sandbox.crm.create({ name: 'Копия', fields: { IDENT_PATIENT_ID: '1' } });
    return { world, copy, first: world.contactsOf(1)[0]?.id ?? 0 };
  };
  const tagsOf = (world: World) =>
    world.contactsOf(1).map(({ tags }) => tags.includes('IDENT-дубль'));

  test('are tagged once, all of them: a tag that a person takes off stays off', async () => {
    const { world, copy } = await copied({});
    await using _ = world;
    await world.deep();
    expect(tagsOf(world)).toEqual([true, true]);
    world.sandbox.crm.edit(copy, { tags: [] });
    const before = world.writes().length;
    expect(kinds((await world.deep()).findings)).toEqual(['duplicate', 'duplicate']);
    expect(tagsOf(world)).toEqual([true, false]);
    expect(world.writes()).toHaveLength(before);
  });

  test('keep their other tags and fields', async () => {
    const { world, copy } = await copied({});
    await using _ = world;
    world.sandbox.crm.edit(copy, { tags: ['VIP'] });
    const before = world.sandbox.crm.contact(copy)?.custom_fields_values;
    await world.deep();
    expect(world.contactsOf(1)[1]?.tags.toSorted()).toEqual(['IDENT-дубль', 'VIP']);
    expect(world.sandbox.crm.contact(copy)?.custom_fields_values).toEqual(before);
  });

  test('are tagged by the next deep pass when the answer was lost', async () => {
    const { world } = await copied({});
    await using _ = world;
    const amo = world.amo;
    world.amo = world.client(async (input, init) => {
      if (init?.method === 'PATCH') return new Response('bad gateway', { status: 502 });
      return await fetch(input, init);
    });
    await world.deep();
    expect(tagsOf(world)).toEqual([false, false]);
    world.amo = amo;
    await world.deep();
    expect(tagsOf(world)).toEqual([true, true]);
  });

  test('are not tagged with POLICY_DUPLICATES=report, nor by a plan', async () => {
    const { world } = await copied({ duplicates: 'report' });
    await using _ = world;
    expect(kinds((await world.deep()).findings)).toEqual(['duplicate', 'duplicate']);
    world.options = { ...world.options, policies: {} };
    await world.deep({ planOnly: true });
    expect(tagsOf(world)).toEqual([false, false]);
  });

  test('a contact of another patient whose id somebody overwrote is none of them', async () => {
    await using world = await loaded({});
    world.sandbox.crm.edit(world.contactOf(1).id, { fields: { IDENT_PATIENT_ID: '2' } });
    expect(kinds((await world.deep()).findings)).toEqual(['drifted patient_id']);
    expect(world.contactOf(1).tags).not.toContain('IDENT-дубль');
  });
});

test('GUARD_ROWS=0: every removal asks', async () => {
  await using world = await World.open({
    patients: 10,
    sync: { guard: { percent: 15, rows: 0 } },
  });
  await world.sync();
  world.sql('delete from Patients where ID_Persons = 1');
  const error = await world.deep().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GuardError);
  expect(error).toMatchObject({ code: 'MASS_CHANGE' });
  expect((await world.deep({ allowMassChange: 1 })).counts).toMatchObject({ removed: 1 });
});
