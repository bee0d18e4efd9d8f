import { describe, expect, test } from 'vitest';
import { asExpected, expectedContacts } from '../../support/expected/mirror.ts';
import { World } from '../../support/world.ts';
import type { WorldOptions } from '../../support/world-options.ts';

const loaded = (options: WorldOptions = {}) => World.loaded({ patients: 3, ...options });

/** One field of each type, and what a person writes over it. */
const edits = {
  'Номер карты': '1',
  'Комментарий IDENT': 'чужой текст',
  'Сумма всех визитов': '1',
  Пол: 'Женский',
  'SMS отказ': false,
  'Дата рождения': '1931-01-02T00:00:00+03:00',
  'Дата изменения': 1_700_000_000,
};

describe('drift', () => {
  test('of a field of any type is repaired once, reported by its key, and then it is quiet', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    world.sandbox.crm.edit(id, { fields: edits });
    const deep = await world.deep();
    expect(deep.counts).toMatchObject({ updated: 1, repaired: 7 });
    expect(deep.findings.map(({ kind, subject }) => `${kind} ${subject}`).toSorted()).toEqual([
      'drifted birthday',
      'drifted card_number',
      'drifted changed_at',
      'drifted comment',
      'drifted sex',
      'drifted sms_refusal',
      'drifted visits_sum',
    ]);
    const contact = world.sandbox.crm.contact(id);
    expect(contact && asExpected(contact, 'Europe/Moscow')).toEqual(expectedContacts(world).get(1));
    const before = world.writes().length;
    const second = await world.deep();
    expect(second).toMatchObject({ findings: [], counts: { unchanged: 3, repaired: 0 } });
    expect(world.writes()).toHaveLength(before);
  });

  test('of an emptied field too', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    world.sandbox.crm.edit(id, {
      fields: Object.fromEntries(Object.keys(edits).map((name) => [name, null])),
    });
    expect((await world.deep()).counts).toMatchObject({ updated: 1, repaired: 7 });
    const contact = world.sandbox.crm.contact(id);
    expect(contact && asExpected(contact, 'Europe/Moscow')).toEqual(expectedContacts(world).get(1));
  });

  test('costs one write for all contacts of a batch', async () => {
    await using world = await loaded({ patients: 30 });
    for (const { id } of world.contacts())
      world.sandbox.crm.edit(id, { fields: { Город: 'Рига' } });
    const mark = world.mark();
    await world.deep();
    const writes = world.requestsSince(mark).filter((line) => !line.startsWith('GET'));
    expect(writes).toEqual(['PATCH /api/v4/contacts']);
  });

  test('a checkbox that amoCRM shows as unticked is the same as one that is not there', async () => {
    await using world = await loaded({ sandbox: { manners: { uncheckedAbsent: false } } });
    world.editPatient(1, { SmsRefusal: 0 });
    await world.sync();
    expect(world.contactOf(1).fields).toMatchObject({ 'SMS отказ': false });
    const before = world.writes().length;
    expect((await world.deep()).findings).toEqual([]);
    expect(world.writes()).toHaveLength(before);
  });

  test('a box that a person ticked where IDENT’s is not ticked stays, and is reported', async () => {
    await using world = await loaded();
    world.editPatient(1, { SmsRefusal: 0 });
    await world.sync();
    world.sandbox.crm.edit(world.contactOf(1).id, { fields: { 'SMS отказ': true } });
    const deep = await world.deep();
    expect(deep.findings).toMatchObject([{ kind: 'foreign-value', subject: 'sms_refusal' }]);
    expect(world.contactOf(1).fields).toMatchObject({ 'SMS отказ': true });
  });

  test('a change here and one there: IDENT’s value stands, it counts as a change, and it is told', async () => {
    await using world = await loaded();
    world.sandbox.crm.edit(world.contactOf(1).id, { fields: { Город: 'Рига' } });
    world.sql("update Persons set City = 'Тула' where ID = 1");
    const deep = await world.deep();
    expect(deep).toMatchObject({
      findings: [{ kind: 'changed-both', patientId: 1, subject: 'city' }],
      counts: { updated: 1, repaired: 0 },
    });
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Тула' });
    expect((await world.deep()).findings).toEqual([]);
  });

  test('the same change on both sides needs no request', async () => {
    await using world = await loaded();
    world.sandbox.crm.edit(world.contactOf(1).id, { fields: { Город: 'Тула' } });
    world.sql("update Persons set City = 'Тула' where ID = 1");
    const before = world.writes().length;
    expect((await world.deep()).counts).toMatchObject({ acknowledged: 1, updated: 0 });
    expect(world.writes()).toHaveLength(before);
    expect((await world.deep()).counts).toMatchObject({ unchanged: 3 });
  });
});

describe("amoCRM's own form of a value", () => {
  /** An amoCRM that shows one text in another form than it was written in. */
  function reshaping(world: World, from: string, to: string, onPatch = () => {}) {
    return world.client(async (input, init) => {
      const response = await fetch(input, init);
      if (init?.method === 'PATCH') onPatch();
      if (init?.method !== 'GET' || response.status !== 200) return response;
      const text = (await response.text()).replaceAll(from, to);
      return new Response(text, { status: 200, headers: response.headers });
    });
  }

  test('is repaired once, read back, and left alone until a side moves', async () => {
    await using world = await loaded();
    world.amo = reshaping(world, '«Сокол»', '"Сокол"'.replaceAll('"', '\\"'));
    expect((await world.deep()).counts).toMatchObject({ updated: 1, repaired: 1 });
    const before = world.writes().length;
    for (let pass = 1; pass <= 2; pass += 1) {
      expect(await world.deep()).toMatchObject({ findings: [], counts: { unchanged: 3 } });
    }
    expect(world.writes()).toHaveLength(before);

    world.sandbox.crm.edit(world.contactOf(1).id, { fields: { Паспорт: 'нет' } });
    expect((await world.deep()).counts).toMatchObject({ repaired: 1 });
    world.editPerson(1, { Passport: 'новый' });
    await world.sync();
    expect(world.contactOf(1).fields).toMatchObject({ Паспорт: 'новый' });
    expect(await world.deep()).toMatchObject({ findings: [], counts: { unchanged: 3 } });
  });

  test('is cleared like ours when IDENT empties the field', async () => {
    await using world = await loaded();
    world.amo = reshaping(world, '«Сокол»', 'Сокол');
    await world.deep();
    world.editPerson(1, { Passport: null });
    await world.sync();
    expect(world.contactOf(1).fields).not.toHaveProperty('Паспорт');
  });

  test('is not what a person wrote elsewhere while the repair was under way', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    const meanwhile = () => world.sandbox.crm.edit(id, { fields: { Город: 'Рига' } });
    world.amo = reshaping(world, '«Сокол»', 'Сокол', meanwhile);
    await world.deep();
    world.amo = reshaping(world, '«Сокол»', 'Сокол');
    expect((await world.deep()).counts).toMatchObject({ repaired: 1 });
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Москва' });
  });
});
