import { expect, test } from 'vitest';
import { firstSource, type PatientId } from '../../../src/contact/model/patient-key.ts';
import { Allowance } from '../../../src/sync/guard/asking/allowance.ts';
import { Guard, type GuardedKind, type GuardLimits } from '../../../src/sync/guard/guard.ts';
import { guardedPatients } from '../../../src/sync/guard/linked-patients.ts';
import { passThatDies } from '../creates/mortal.ts';
import { expectWhole, world } from '../pass/first-load-with-passes.ts';

/** How many rows of a kind stop a pass within a first load. */
async function stopsAt(
  kind: GuardedKind,
  { linked, shown, limits }: { linked: number; shown: number; limits?: GuardLimits },
): Promise<number> {
  const setup = {
    ...{ state: { links: { count: async () => linked } }, ident: {} },
    firstLoad: { patients: async () => new Map([[firstSource, shown]]) },
  } as unknown as Parameters<typeof guardedPatients>[0]; // no more is looked at
  const guard = new Guard(await guardedPatients(setup, limits), new Allowance(), limits);
  for (let row = 1; ; row += 1) {
    guard.count(kind, row as PatientId);
    try {
      guard.check();
    } catch {
      return row;
    }
  }
}

test.each([
  { linked: 5, shown: 60, row: 10 },
  { linked: 5, shown: 10_000, row: 51 },
  { linked: 300, shown: 10_000, row: 51 },
  // Nobody knows, or rows were deleted since.
  { linked: 40, shown: 0, row: 7 },
])(
  'in a first load with $linked of $shown patients linked, $row that lose a field are a mass',
  async ({ row, ...counts }) => {
    expect(await stopsAt('cleared:city', counts)).toBe(row);
  },
);

test('in a first load names and phones of all who are linked are not overwritten because many more are to come', async () => {
  for (const linked of [5, 1_000, 2_400]) {
    expect(await stopsAt('overwritten', { linked, shown: 100_000 })).toBe(51);
  }
  expect(await stopsAt('overwritten', { linked: 5_000, shown: 100_000 })).toBe(101);
  const limits = { percent: 15, rows: 50, overwrite: { percent: 0, rows: 3 } };
  expect(await stopsAt('overwritten', { linked: 9, shown: 100_000, limits })).toBe(4);
});

test('a first load that begins anew on what a dead one has linked is not stopped for a few of those', async () => {
  await using one = await world();
  one.sql("update Persons set City = 'Тверь'");
  await passThatDies(one, { at: 'write', nth: 7, when: 'after' });
  const linked = await one.state.links.count();
  // Five of so many would be a mass.
  expect(linked).toBeGreaterThanOrEqual(5);
  expect(linked).toBeLessThan(34);
  for (let id = 1; id <= 5; id += 1) one.editPerson(id, { City: null });
  expect(await one.sync()).toMatchObject({
    ...{ reason: 'first', outcome: 'ok' },
    counts: { updated: 5 },
  });
  await expectWhole(one);
});

test('a first load that begins anew on what a dead one has linked is stopped where many of those changed', async () => {
  await using one = await world();
  one.sql("update Persons set City = 'Тверь'");
  await passThatDies(one, { at: 'write', nth: 9, when: 'after' });
  expect(await one.state.links.count()).toBeGreaterThan(9);
  for (let id = 1; id <= 60; id += 1) one.editPerson(id, { City: null });
  await expect(one.sync()).rejects.toMatchObject({ code: 'MASS_CHANGE' });
});
