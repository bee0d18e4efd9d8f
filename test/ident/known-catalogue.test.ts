import { expect, test } from 'vitest';
import { runPass } from '../../src/sync/pass/run-pass.ts';
import { theOnly } from '../support/the-only.ts';
import { World } from '../support/world.ts';

const minute = 60_000;

/** A service: pass after pass on one source, two minutes apart. */
function serviceOf(world: World) {
  const clinic = world.clinic({ sources: [theOnly(world.source())] });
  return async () => {
    world.clock.jump(2 * minute);
    return await clinic.connected(async (setup) => {
      const { counts } = await runPass({ ...setup, amo: world.amo }, { mode: 'auto' });
      return { counts, statements: setup.ident.statements };
    });
  };
}

test('an idle pass takes six statements; the columns are asked for once an hour', async () => {
  await using world = await World.open({ patients: 8 });
  const pass = serviceOf(world);
  await pass();
  await pass();
  const idle = await pass();
  expect(idle).toMatchObject({ counts: { read: 0 }, statements: 6 });
  await world.clock.advance(60 * minute);
  expect((await pass()).statements).toBe(7);
  expect((await pass()).statements).toBe(6);
});

test('a column that goes while it is known fails one pass, and the next one tells of it: nothing is cleared', async () => {
  await using world = await World.open({ patients: 8 });
  world.editPerson(1, { City: 'Тула' });
  const pass = serviceOf(world);
  await pass();
  world.sql('alter table Persons rename column City to Town');
  world.editPerson(1, { Address: 'Ленина, 1' });
  await expect(pass()).rejects.toMatchObject({ code: expect.stringMatching(/^IDENT_/) });
  await expect(pass()).rejects.toMatchObject({ code: 'IDENT_FIELDS_GONE' });
  await pass();
  expect(world.contactOf(1).fields).toMatchObject({ Город: 'Тула', Адрес: 'Ленина, 1' });
});

test('a column that is new is read from within an hour', async () => {
  await using world = await World.open({ patients: 8 });
  world.sql('alter table Persons rename column City to Town');
  const pass = serviceOf(world);
  await pass();
  world.sql('alter table Persons rename column Town to City');
  world.editPerson(1, { City: 'Тула' });
  await pass();
  expect(world.contactOf(1).fields['Город']).toBeUndefined();
  await world.clock.advance(60 * minute);
  world.editPerson(1, { City: 'Орёл' });
  await pass();
  expect(world.contactOf(1).fields['Город']).toBe('Орёл');
});
