import { expect, test } from 'vitest';
import { retryRejected } from '../../../../src/sync/identity/held/retry.ts';
import { clinicWithVisits } from '../visits-world.ts';

const leads = '/api/v4/leads';

test('a row that amoCRM rejects is set aside with its reason, the others of its batch go on, and it is not sent again as it stands', async () => {
  await using c = await clinicWithVisits();
  const { faults } = c.world.sandbox;
  for (const [at, id] of [101, 102, 103].entries()) c.book(id, `2026-05-0${at + 5} 12:00:00`);
  faults.add({
    match: { method: 'POST', path: leads },
    fault: { kind: 'reject', rows: [1], path: 'name', code: 'TooLong' },
  });
  const first = await c.world.sync();
  expect(first).toMatchObject({
    ...{ outcome: 'rows-rejected', counts: { dealsCreated: 2, dealsRejected: 1 } },
  });
  expect(c.carried()).toEqual({ 101: 1, 103: 1 });
  expect(await c.world.state.visitRejected.all()).toMatchObject([
    { visit: 102, code: 'TooLong', subject: 'name', attempts: 1 },
  ]);
  const mark = c.world.mark();
  await c.world.sync();
  expect(c.world.requestsSince(mark)).toEqual([]);
  await retryRejected(c.world.state, undefined);
  await c.world.sync();
  expect(c.carried()).toEqual({ 101: 1, 102: 1, 103: 1 });
  expect(await c.world.state.visitRejected.all()).toEqual([]);
});

test('an update that amoCRM rejects, alone or among others, keeps no other deal from following, and goes again when IDENT says something else', async () => {
  await using c = await clinicWithVisits();
  const { faults } = c.world.sandbox;
  for (const [at, id] of [101, 102, 103].entries()) c.book(id, `2026-05-0${at + 5} 12:00:00`);
  await c.world.sync();
  for (const id of [101, 102, 103]) c.stamp(id, 'PatientAppeared');
  faults.add({
    match: { method: 'PATCH', path: leads },
    fault: { kind: 'reject', rows: [0], path: 'name', code: 'TooLong' },
  });
  expect((await c.world.sync()).counts).toMatchObject({ dealsUpdated: 2, dealsRejected: 1 });
  expect(['101', '102', '103'].map(c.stageOf)).toEqual([
    ...['Запланирован', 'Пациент пришёл', 'Пациент пришёл'],
  ]);
  c.stamp(101, 'ReceptionStarted');
  expect((await c.world.sync()).counts).toMatchObject({ dealsUpdated: 1 });
  expect(c.stageOf('101')).toBe('В процессе');
  expect(await c.world.state.visitRejected.all()).toEqual([]);
});

test('a 400 that names no row is found by halves; what all rows meet is told, and rejects none', async () => {
  await using c = await clinicWithVisits();
  const { faults } = c.world.sandbox;
  for (const [at, id] of [101, 102, 103].entries()) c.book(id, `2026-05-0${at + 5} 12:00:00`);
  const refused = { kind: 'status', status: 400, when: 'before' } as const;
  const match = { method: 'POST', path: leads } as const;
  // All three, then the first two, then the second of them.
  faults.add({ match, fault: refused, times: 2 });
  faults.add({ match, fault: refused, skip: 1 });
  expect((await c.world.sync()).counts).toMatchObject({ dealsCreated: 2, dealsRejected: 1 });
  expect(Object.keys(c.carried())).toHaveLength(2);
  c.book(104, '2026-05-08 12:00:00');
  c.book(105, '2026-05-09 12:00:00');
  faults.add({ match, fault: refused, times: null });
  await expect(c.world.sync()).rejects.toMatchObject({ code: 'AMO_BAD_REQUEST' });
  expect(await c.world.state.visitRejected.all()).toHaveLength(1);
  faults.clear();
  await c.world.sync();
  expect(Object.keys(c.carried())).toHaveLength(4);
});
