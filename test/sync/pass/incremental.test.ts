import { describe, expect, test } from 'vitest';
import { asExpected, contactsByPatient, expectedContacts } from '../../support/expected/mirror.ts';
import { World } from '../../support/world.ts';

const loaded = (patients = 12) => World.loaded({ patients });

/** A pass with the statements that it sent to IDENT. */
async function counted(world: World) {
  const ident = await world.ident();
  const mark = world.mark();
  const result = await world.sync({}, { ident });
  await ident.close();
  return { result, statements: ident.statements, requests: world.requestsSince(mark) };
}

const now = () => {
  const at = new Date();
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 23).replace('T', ' ');
};

test('an idle pass costs amoCRM nothing, and IDENT a scan of each stamped table and one page read by key', async () => {
  await using world = await loaded(300);
  const idle = await counted(world);
  expect(idle.requests).toEqual([]);
  // Catalogue and clock; Persons, Patients, Receptions, Orders; new patients; and four for the rows of the latest hour.
  expect(idle.statements).toBeLessThanOrEqual(11);
  expect(idle.result).toMatchObject({ mode: 'incremental', reason: null, requests: 0 });
});

test('one changed patient costs one write', async () => {
  await using world = await loaded();
  await world.sync();
  world.editPerson(3, { City: 'Тула' });
  const { requests, result } = await counted(world);
  expect(requests).toEqual([
    expect.stringContaining('GET /api/v4/account'),
    expect.stringContaining('GET /api/v4/contacts/custom_fields'),
    'PATCH /api/v4/contacts',
  ]);
  expect(result.counts).toMatchObject({ updated: 1, created: 0 });
  expect((await counted(world)).requests).toEqual([]);
});

test('a write carries the fields that changed and no others', async () => {
  await using world = await World.open({ patients: 3, sandbox: { journal: true } });
  await world.sync();
  const before = world.sandbox.journal?.entries.length;
  world.editPerson(1, { City: 'Тула' });
  await world.sync();
  const written = world.sandbox.journal?.entries.slice(before).map(({ fieldName }) => fieldName);
  expect(written?.toSorted()).toEqual(['Город', 'Дата изменения']);
});

describe('a change is found', () => {
  test('by the stamp of the person or of the patient', async () => {
    await using world = await loaded();
    world.editPerson(1, { City: 'Тула' });
    world.editPatient(2, { Debt: '77.70' });
    expect((await world.sync()).counts).toMatchObject({ updated: 2 });
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Тула' });
    expect(world.contactOf(2).fields).toMatchObject({ Долг: '77.7' });
  });

  test('when hundreds of rows carry the same stamp', async () => {
    await using world = await loaded(300);
    const stamp = now();
    world.sql('update Persons set City = ?, DateTimeChanged = ?', 'Тула', stamp);
    expect((await world.sync()).counts).toMatchObject({ updated: 300 });
    world.sql('update Persons set City = ? where ID <= 150', 'Клин');
    expect((await world.sync()).counts).toMatchObject({ updated: 150, unchanged: 150 });
  });

  test('when a reception ends, though only its own row is stamped: visits, sum, first visit and branch', async () => {
    await using world = await loaded();
    world.addPatient(901, { Name: 'Анна' });
    await world.sync();
    expect(world.contactOf(901).fields).toMatchObject({ 'Количество визитов': '0' });
    const at = now();
    world.sql(
      `insert into Receptions (ID, ID_Patients, ID_Armchairs, PlanStart, PlanEnd, PatientAppeared, ReceptionStarted,
         ReceptionEnded, DateTimeChanged) values (900001, 901, 1, ?, ?, ?, ?, ?, ?)`,
      ...Array<string>(6).fill(at),
    );
    world.sql(
      'insert into Orders (ID, ID_Receptions, ID_OwnCompanies, DateTimeOrder, DateTimeBillFormed) values (900001, 900001, 1, ?, ?)',
      at,
      at,
    );
    world.sql(
      'insert into OrderServiceRelation (ID, ID_Orders, ID_ServicePrices, CountService) values (900001, 900001, (select min(ID) from ServiceItemPrices), 2)',
    );
    await world.sync();
    const contact = contactsByPatient(world).get(901);
    expect(contact && asExpected(contact, 'Europe/Moscow')).toEqual(
      expectedContacts(world).get(901),
    );
    expect(world.contactOf(901).fields).toMatchObject({
      'Количество визитов': '1',
      'Сумма всех визитов': expect.stringMatching(/^\d{3,}/),
      Филиал: expect.any(String),
    });
  });

  test('that nobody stamped by the deep pass alone', async () => {
    await using world = await loaded();
    // Rows within an hour of the latest stamp are read anyway.
    world.editPerson(12, { City: 'Клин' });
    world.editPatient(12, { Debt: '1' });
    await world.sync();
    world.sql("update Persons set City = 'Тула' where ID = 1");
    await world.sync();
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Москва' });
    expect((await world.deep()).counts).toMatchObject({ updated: 1, repaired: 0 });
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Тула' });
  });
});

describe('ages', () => {
  test('move at midnight with the deep pass, on the clinic’s date', async () => {
    await using world = await loaded();
    world.editPerson(1, { Birthday: '2000-03-03' });
    await world.sync();
    expect(world.contactOf(1).fields).toMatchObject({ Возраст: '25' });
    // 21:00 UTC is midnight in Moscow.
    world.clock.jump(15 * 3_600_000);
    expect((await world.deep()).counts).toMatchObject({ updated: 1 });
    expect(world.contactOf(1).fields).toMatchObject({ Возраст: '26' });
  });
});

describe('the clinic’s zone and the account’s', () => {
  test('may differ: dates stay dates, moments stay moments', async () => {
    await using world = await World.open({
      patients: 12,
      sync: { timeZone: 'Asia/Vladivostok' },
      sandbox: { timeZone: 'America/Sao_Paulo' },
    });
    await world.sync();
    expect((await world.deep()).findings).toEqual([]);
    const held = contactsByPatient(world).get(1);
    const contact = held && asExpected(held, 'America/Sao_Paulo');
    expect(contact?.fields).toMatchObject({
      'Дата рождения': '1985-05-15',
      'Дата первого визита': '2023-01-15',
      // 2026-05-21 09:15:30 in Vladivostok, +10:00.
      'Дата изменения': Date.UTC(2026, 4, 20, 23, 15, 30) / 1000,
    });
  });

  test('an account that moves to another zone gets its dates anew, once', async () => {
    await using world = await loaded(3);
    const moved = { ...world.sandbox.account, timeZone: 'Asia/Kamchatka' };
    expect(moved.timeZone).not.toBe(world.sandbox.account.timeZone);
    await world.state.meta.set('accountTimeZone', moved.timeZone);
    world.editPerson(1, { City: 'Тула' });
    await world.sync();
    await world.deep();
    expect((await world.deep()).counts).toMatchObject({ unchanged: 3 });
    expect(await world.state.meta.get('accountTimeZone')).toBe('Europe/Moscow');
  });
});

describe('another database', () => {
  test('is refused until a person accepts it', async () => {
    await using world = await loaded(3);
    await world.state.meta.set('databaseIdentity', 'CLINIC-1/PZ');
    world.editPerson(1, { City: 'Тула' });
    const before = world.writes().length;
    for (const run of [() => world.sync(), () => world.deep(), () => world.sync()]) {
      await expect(run()).rejects.toMatchObject({ code: 'OTHER_DATABASE', exit: 6 });
    }
    expect(world.writes()).toHaveLength(before);
    const result = await world.sync({ acceptDatabase: true });
    expect(result).toMatchObject({ mode: 'deep', counts: { updated: 1, created: 0 } });
    expect(await world.sync()).toMatchObject({ mode: 'incremental' });
  });
});

test('another account is refused', async () => {
  await using world = await loaded(3);
  await world.state.meta.set('accountId', 1);
  world.editPerson(1, { City: 'Тула' });
  const before = world.writes().length;
  await expect(world.sync()).rejects.toMatchObject({ code: 'OTHER_ACCOUNT', exit: 6 });
  expect(world.writes()).toHaveLength(before);
});

describe('the change cursor', () => {
  test('stands still when a pass fails, and nothing is lost', async () => {
    await using world = await loaded();
    world.editPerson(1, { City: 'Тула' });
    const before = await world.state.meta.get('cursor');
    world.sandbox.faults.add({ times: null, fault: { kind: 'status', status: 402 } });
    await expect(world.sync()).rejects.toMatchObject({ exit: expect.any(Number) });
    expect(await world.state.meta.get('cursor')).toEqual(before);
    world.sandbox.faults.clear();
    await world.sync();
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Тула' });
  });

  test('does not move for a plan, nor for single patients', async () => {
    await using world = await loaded();
    world.editPerson(1, { City: 'Тула' });
    const before = await world.state.meta.get('cursor');
    await world.sync({ planOnly: true });
    await world.sync({ mode: { patients: [] } });
    expect(await world.state.meta.get('cursor')).toEqual(before);
    expect((await world.sync()).counts).toMatchObject({ updated: 1 });
  });
});
