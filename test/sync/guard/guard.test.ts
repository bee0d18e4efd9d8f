import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { GuardError } from '../../../src/sync/guard/errors.ts';
import { World } from '../../support/world.ts';
import { guardOf } from './many.ts';

/** 40 patients in amoCRM with a city, a phone and an e-mail each: the limit is 6. */
async function loaded(): Promise<World> {
  const world = await World.open({ patients: 40 });
  world.sql(`update Persons set City = 'Тверь', Surname = 'Фамилия' || ID, Birthday = '1980-01-02', Phone = null,
    MobilePhone = '+79260001' || (100 + ID), Email = ID || '@example.ru'`);
  world.sql('update Patients set ParentSNP = null');
  await world.sync();
  return world;
}

/** Plain SQL: a mass change is stamped as a whole. */
const first = (world: World, count: number, assignments: string) =>
  world.sql(
    `update Persons set ${assignments}, DateTimeChanged = strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')
     where ID <= ?`,
    count,
  );

const categories: readonly (readonly [string, (world: World, count: number) => void])[] = [
  ['cleared:city', (world, count) => first(world, count, 'City = null')],
  ['cleared:phones', (world, count) => first(world, count, 'MobilePhone = null')],
  ['cleared:emails', (world, count) => first(world, count, "Email = ''")],
  [
    'identity-changed',
    (world, count) =>
      first(
        world,
        count,
        "Surname = 'Другой' || ID, Birthday = '1990-01-02', MobilePhone = '+7926000' || (2000 + ID)",
      ),
  ],
];

describe.each(categories)('%s', (category, change) => {
  test('above the limit stops the pass before anything is written, and names the patients', async () => {
    await using world = await loaded();
    change(world, 7);
    world.editPerson(40, { Name: 'Новое' });
    const before = world.writes().length;
    for (const run of [() => world.sync(), () => world.deep()]) {
      const error = await run().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(GuardError);
      expect(error).toMatchObject({ code: 'MASS_CHANGE', exit: 6, retryable: false });
      expect((error as GuardError).patients.get(category)).toEqual([1, 2, 3, 4, 5, 6, 7]);
      expect((error as GuardError).message).toContain(': 7; the limit is 6 of 40');
    }
    expect(world.writes()).toHaveLength(before);
    const [run] = await world.state.runs.latest(1);
    expect(run).toMatchObject({ outcome: 'stopped', counts: { [`stopped:${category}`]: 7 } });
    const named = await world.state.findings.ofRun(run?.id ?? 0);
    expect(named.map(({ kind, patientId }) => [kind, patientId])).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((id) => [`stopped:${category}`, id]),
    );
  });

  test('up to the limit, or allowed by a person, goes through', async () => {
    await using world = await loaded();
    change(world, 6);
    await world.sync();
    change(world, 14);
    await expect(world.sync({ allowMassChange: 7 })).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    await world.sync({ allowMassChange: 14 });
    await expect(world.sync()).resolves.toMatchObject({ mode: 'incremental' });
  });
});

test('patients that vanished from IDENT above the limit stop the deep pass', async () => {
  await using world = await loaded();
  world.sql('delete from Patients where ID_Persons <= 7');
  const before = world.writes().length;
  const error = await world.deep().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'MASS_CHANGE', exit: 6 });
  expect((error as GuardError).patients).toEqual(new Map([['removed', [1, 2, 3, 4, 5, 6, 7]]]));
  expect(world.writes()).toHaveLength(before);
  expect((await world.deep({ allowMassChange: 7 })).counts).toMatchObject({ removed: 7 });
});

test('an empty IDENT removes nobody', async () => {
  await using world = await World.open({ patients: 3 });
  await world.sync();
  world.sql('delete from Patients');
  await expect(world.deep()).rejects.toMatchObject({
    code: 'MASS_CHANGE',
    hint: expect.stringContaining('Is this the right database?'),
  });
});

describe('what turns up after the plan was counted', () => {
  test('waits for the next pass, and so does the change cursor', async () => {
    await using world = await loaded();
    world.editPerson(1, { Name: 'Новое' });
    const result = await world.sync({
      onPlan: async () => first(world, 1, "City = null, MobilePhone = '+79260009999'"),
    });
    expect(result.counts).toMatchObject({ updated: 0, deferred: 1 });
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Тверь' });
    expect((await world.sync()).counts).toMatchObject({ updated: 1, deferred: 0 });
    expect(world.contactOf(1)).toMatchObject({ phones: ['+79260009999'] });
    expect(world.contactOf(1).fields).not.toHaveProperty('Город');
  });

  test('an identity that changes meanwhile is not queued uncounted', async () => {
    await using world = await loaded();
    world.editPerson(1, { City: 'Тула' });
    const result = await world.sync({
      onPlan: async () => categories.at(-1)?.[1](world, 1),
    });
    expect(result.counts).toMatchObject({ updated: 0, deferred: 1, rejected: 0 });
    expect((await world.sync()).counts).toMatchObject({ rejected: 1 });
  });
});

describe('the limit', () => {
  const overAt = (patients: number, allowed?: number): number => {
    const guard = guardOf(patients, allowed);
    for (let count = 1; ; count += 1) {
      guard.count('removed', count as PatientId);
      try {
        guard.check();
      } catch {
        return count;
      }
    }
  };

  test.each([
    [0, 2],
    [1, 2],
    [13, 2],
    [14, 3],
    [100, 16],
    [333, 50],
    [340, 51],
    [100_000, 51],
  ])('of %i patients is exceeded by row %i', (patients, row) => {
    expect(overAt(patients)).toBe(row);
  });

  test('is what a person allows, if that is more', () => {
    expect(overAt(100_000, 70)).toBe(71);
    expect(overAt(100_000, 10)).toBe(51);
  });

  test('is counted for each kind and field by itself, and each patient once', () => {
    const guard = guardOf(14);
    for (const kind of ['removed', 'identity-changed', 'cleared:city', 'cleared:inn'] as const) {
      for (const id of [1, 2, 1, 2]) guard.count(kind, id as PatientId);
    }
    expect(() => guard.check()).not.toThrow();
  });
});
