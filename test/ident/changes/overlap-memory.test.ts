import { expect, test } from 'vitest';
import type { ChangeCursor } from '../../../src/ident/changes/change-cursor.ts';
import { OverlapMemory, ScanMemory } from '../../../src/ident/changes/overlap-memory.ts';
import { runPass } from '../../../src/sync/pass/run-pass.ts';
import { theOnly } from '../../support/the-only.ts';
import { World } from '../../support/world.ts';
import { clinicWithVisits } from '../../sync/visits/visits-world.ts';

const stamp = (minutesAgo: number) =>
  `strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime', '-${minutesAgo} minutes')`;

const quiet: Record<string, string> = {
  Persons: 'DateTimeChanged',
  Patients: 'DateTimeChanged',
  Receptions: 'ReceptionEnded',
};

/** A clinic whose last row was touched half an hour ago, read once. */
async function read(world: World, memory: ScanMemory): Promise<ChangeCursor> {
  for (const [table, column] of Object.entries(quiet)) {
    world.sql(`update ${table} set ${column} = ${stamp(30)}`);
  }
  const ident = await world.ident(memory);
  const first = await ident.changedSince(null);
  const { ids, next } = await ident.changedSince(first.next);
  expect(ids.length).toBeGreaterThan(0);
  return next;
}

async function scan(world: World, memory: ScanMemory, cursor: ChangeCursor) {
  const ident = await world.ident(memory);
  const found = await ident.changedSince(cursor);
  await ident.close();
  return found;
}

test('what was read of the overlap is not read again, pass after pass', async () => {
  await using world = await World.open({ patients: 8, fields: false });
  const memory = new ScanMemory();
  let cursor = await read(world, memory);
  for (let pass = 0; pass < 3; pass += 1) {
    const { ids, next } = await scan(world, memory, cursor);
    expect(ids).toEqual([]);
    cursor = next;
  }
});

test('a row that is touched anew is read, also one that commits late behind others of its patient', async () => {
  await using world = await World.open({ patients: 8, fields: false });
  const memory = new ScanMemory();
  const cursor = await read(world, memory);
  world.editPerson(3, { City: 'Тверь' });
  world.sql(
    `insert into Receptions (ID, ID_Patients, DateTimeChanged) values (900001, 5, ${stamp(45)})`,
  );
  expect((await scan(world, memory, cursor)).ids).toEqual([3, 5]);
});

test('a row of the last two minutes is read once more: it may be written again under the same stamp', async () => {
  await using world = await World.open({ patients: 8, fields: false });
  const memory = new ScanMemory();
  world.editPerson(3, { City: 'Тверь' });
  const first = await scan(world, memory, await read(world, memory));
  world.editPerson(3, { City: 'Клин' });
  const second = await scan(world, memory, first.next);
  expect((await scan(world, memory, second.next)).ids).toEqual([3]);
});

test('a scan whose cursor was not kept counts for nothing', async () => {
  await using world = await World.open({ patients: 8, fields: false });
  const memory = new ScanMemory();
  const cursor = await read(world, memory);
  world.editPerson(3, { City: 'Тверь' });
  await scan(world, memory, cursor);
  const { ids } = await scan(world, memory, cursor);
  expect(ids).toEqual(expect.arrayContaining([1, 2, 3, 4, 5, 6, 7, 8]));
});

test('every ten minutes all of the overlap is read', () => {
  const memory = new OverlapMemory();
  const at = (minute: string): ChangeCursor => ({
    sources: {},
    at: `2026-06-01T10:${minute}:00.000`,
  });
  const groups = [{ key: 'Persons|1', latest: '2026-06-01T09:30:00.000' }];
  memory.keep(at('00'), groups, new Set());
  const known = memory.known(at('00'), at('05').at);
  expect([...known]).toEqual(['Persons|1']);
  memory.keep(at('05'), groups, known);
  expect(memory.known(at('05'), at('10').at).size).toBe(1);
  expect(memory.known(at('05'), at('11').at).size).toBe(0);
});

test('receptions whose visits are deals are not read again: an idle pass asks IDENT as little as before they changed', async () => {
  await using c = await clinicWithVisits();
  const { world } = c;
  const clinic = world.clinic({ sources: [theOnly(world.source())] });
  const pass = async () => {
    world.clock.jump(120_000);
    return await clinic.connected(async (setup) => {
      const { counts } = await runPass({ ...setup, amo: world.amo }, { mode: 'auto' });
      return { made: counts['dealsCreated'] ?? 0, statements: setup.ident.statements };
    });
  };
  await pass();
  const idle = await pass();
  for (let id = 101; id <= 120; id += 1) {
    c.book(id, '2026-05-06 12:00:00');
    world.sql(
      `update Receptions set DateTimeAdded = ${stamp(30)}, DateTimeChanged = ${stamp(30)} where ID = ?`,
      id,
    );
  }
  expect((await pass()).made).toBe(20);
  expect(await pass()).toEqual(idle);
  expect(await pass()).toEqual(idle);
});
