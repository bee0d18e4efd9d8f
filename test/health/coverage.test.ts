import { expect, test } from 'vitest';
import { firstSource, type PatientId } from '../../src/contact/model/patient-key.ts';
import { coverage } from '../../src/health/coverage.ts';
import { coverageWords } from '../../src/health/words/coverage.ts';
import { outsideFacts } from '../../src/service/outside-facts.ts';
import { forgetPatient } from '../../src/sync/command/forget.ts';
import { TwoSources } from '../support/two-sources.ts';
import { World } from '../support/world.ts';

const hour = 3_600_000;

type Named = { readonly number: typeof firstSource; readonly name: string };

const figureOf = async (
  world: World,
  sources: readonly Named[] = [{ number: firstSource, name: 'IDENT' }],
) =>
  coverage(
    await outsideFacts({
      ...{ state: world.state, clock: world.clock, intervalMs: 120_000, access: null, sources },
      ...{ deepHours: { morning: 8, evening: 20 }, timeZone: 'Europe/Moscow' },
    }),
  );

const counts = async (world: World) => {
  const { inAmo, total, outside } = await figureOf(world);
  return { inAmo, total, ...Object.fromEntries(outside.map((one) => [one.place, one.count])) };
};

test('before an audit has come to its end it is not known how many patients are in amoCRM, and the figure says so', async () => {
  await using world = await World.open({ patients: 3 });
  const figure = await figureOf(world);
  expect(figure).toMatchObject({ at: null, isOld: false });
  const said = coverageWords(figure, { language: 'ru', timeZone: 'Europe/Moscow' });
  expect(said).toEqual({
    title: 'Сколько пациентов IDENT в amoCRM, ещё не известно',
    asOf: 'Это скажет первая полная сверка, которая дойдёт до конца',
    outside: [],
  });
});

test('everybody whom IDENT showed is in amoCRM or has a reason not to be, after an audit and after what is written later', async () => {
  await using world = await World.open({ patients: 40 });
  const { sandbox } = world;
  const rejects = sandbox.faults.add({
    match: { method: 'POST', path: '/api/v4/contacts' },
    times: null,
    fault: { kind: 'reject', where: (row) => JSON.stringify(row).includes('Отказов') },
  });
  await world.sync();
  expect(await counts(world)).toEqual({ inAmo: 40, total: 40 });
  // Nobody but who was acknowledged moves the figure.
  world.addPatient(901, { Surname: 'Новая', Name: 'Нина' });
  expect(await counts(world)).toEqual({ inAmo: 40, total: 40 });
  await world.sync();
  expect(await counts(world)).toEqual({ inAmo: 41, total: 41 });
  world.addPatient(902, { Surname: 'Отказов', Name: 'Олег' });
  await world.sync();
  expect(await counts(world)).toEqual({ inAmo: 41, total: 42, rejected: 1 });
  // Deleted in amoCRM, put on the list, gone from IDENT, and on the list without being in IDENT.
  sandbox.crm.delete(world.contactOf(2).id);
  await world.clinic().connected((setup) => forgetPatient(setup, 3 as PatientId)); // a plain number
  await world.state.forgotten.add(7777 as PatientId, world.clock.now()); // in no database
  world.sql('delete from Patients where ID_Persons = 4');
  await world.deep();
  const inIdent = 42 - 1;
  expect(await counts(world)).toEqual({
    ...{ inAmo: inIdent - 3, total: inIdent, missing: 1, forgotten: 1, rejected: 1 },
  });
  sandbox.faults.remove(rejects);
  await world.deep();
  expect(await counts(world)).toEqual({
    ...{ inAmo: inIdent - 2, total: inIdent, missing: 1, forgotten: 1 },
  });
  const { census } = world.state;
  const inPlace = (place: 'missing' | 'forgotten') =>
    census.inPlace(place, { heldCodes: ['-'], after: 0, limit: 10 });
  expect([await inPlace('missing'), await inPlace('forgotten')]).toEqual([[2], [3]]);
});

test('patients whose turn has not come, and those whose removal waits, are in no place twice', async () => {
  await using world = await World.open({ patients: 10 });
  await world.sync({ mode: 'deep', limit: 4 });
  expect(await counts(world)).toEqual({ inAmo: 4, total: 10, waiting: 6 });
  await world.deep();
  expect(await counts(world)).toEqual({ inAmo: 10, total: 10 });
  world.sql('delete from Patients where ID_Persons in (1, 2, 3)');
  // The guard stops it: the figure stays the one of the audit before.
  expect((await world.deep().catch((error: Error) => error)) instanceof Error).toBe(true);
  expect(await counts(world)).toEqual({ inAmo: 10, total: 10 });
  await world.deep({ allowMassChange: 3 });
  expect(await counts(world)).toEqual({ inAmo: 7, total: 7 });
});

test('an audit of more than 26 hours ago, or from before a restore, makes the figure old', async () => {
  await using world = await World.open({ patients: 3 });
  await world.sync();
  const before = await figureOf(world);
  expect(before).toMatchObject({ isOld: false, at: expect.any(Number) });
  await world.state.meta.set('deepDue', 'state-restored');
  expect((await figureOf(world)).isOld).toBe(true);
  await world.state.meta.clear('deepDue');
  world.clock.jump(26 * hour + 1_000);
  const figure = await figureOf(world);
  expect(figure).toMatchObject({ inAmo: 3, total: 3, isOld: true, at: before.at });
  const said = coverageWords(figure, { language: 'ru', timeZone: 'Europe/Moscow' });
  expect(said.title).toBe('В amoCRM 3 из 3 пациентов IDENT');
  expect(said.asOf).toMatch(/^Последняя полная сверка закончилась .* верно ли это сейчас/);
});

test('several sources have a line each and a sum; the line of one that is away stays as its last audit left it', async () => {
  await using two = await TwoSources.open({ patients: 5 });
  const { world } = two;
  const lines = async () => {
    const { inAmo, total, at, sources } = await figureOf(world, two.sources as readonly Named[]); // their numbers and names
    return [{ inAmo, total, at }, ...sources].map((one) => [one.inAmo, one.total, one.at]);
  };
  await two.sync();
  const [, [, , firstAt] = []] = await lines();
  expect(await lines()).toEqual([
    [10, 10, firstAt],
    [5, 5, firstAt],
    [5, 5, firstAt],
  ]);
  two.away(2);
  world.clock.jump(hour);
  world.addPatient(900, { Surname: 'Новая', Name: 'Нина' });
  await two.sync({ mode: 'deep' });
  const [sum, first, second] = await lines();
  expect(second).toEqual([5, 5, firstAt]);
  expect(first?.slice(0, 2)).toEqual([6, 6]);
  expect(first?.[2]).toBeGreaterThan(firstAt ?? 0);
  expect(sum).toEqual([11, 11, firstAt]);
});

test('whose texts were cut and whose phones are no numbers is told of a first load and of each audit, and of nobody else', async () => {
  await using world = await World.open({ patients: 6 });
  const { census } = world.state;
  const warned = async (kind: string) => await census.warned(kind, { after: 0, limit: 20 });
  world.editPerson(2, { MobilePhone: '12-34-56', Phone: null });
  world.editPerson(3, { City: 'Ы'.repeat(400) });
  const { counts: loaded } = await world.sync();
  expect(await warned('unparsedPhones')).toContain(2);
  expect(await warned('cutTexts')).toContain(3);
  expect(await warned('cutTexts')).toHaveLength(loaded['cutTexts'] ?? -1);
  // Nothing changed: both are settled, and told of all the same.
  const before = await warned('cutTexts');
  await world.deep();
  expect(await warned('cutTexts')).toEqual(before);
  // One is put right and found by the audit itself: it is told of no more.
  world.sql("update Persons set City = 'Тула' where ID = 3");
  await world.deep();
  expect(await warned('cutTexts')).toEqual(before.filter((id) => id !== 3));
  expect(await warned('unparsedPhones')).toContain(2);
});
