import { expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { World } from '../../support/world.ts';

const anna = { Surname: 'Белова', Name: 'Анна', MobilePhone: '+79267001122' };

/** A patient whom nothing stamps, as IDENT makes them. */
function addUnstamped(world: World, id: number, person: Record<string, string | null> = anna) {
  world.addPatient(id, person);
  world.sql('update Persons set DateTimeChanged = null where ID = ?', id);
  world.sql(
    'update Patients set DateTimeChanged = null, DateTimeAdded = null where ID_Persons = ?',
    id,
  );
}

test('a new patient without any stamp gets a contact in the next pass, and is read once', async () => {
  await using world = await World.open({ patients: 12 });
  await world.sync();
  addUnstamped(world, 500);
  expect(await world.sync()).toMatchObject({ mode: 'incremental', counts: { created: 1 } });
  expect(world.contactOf(500).name).toBe('Белова Анна');
  const mark = world.mark();
  await world.sync();
  expect(world.requestsSince(mark)).toEqual([]);
});

test('a row of garbage with the highest number that there is hides nobody below it', async () => {
  await using world = await World.open({ patients: 12 });
  addUnstamped(world, 2_147_483_647, { Surname: null });
  await world.sync();
  expect(world.contactsOf(2_147_483_647)).toHaveLength(1);
  addUnstamped(world, 500);
  addUnstamped(world, 90_000, { Surname: 'Волков', Name: 'Олег' });
  expect(await world.sync()).toMatchObject({ mode: 'incremental', counts: { created: 2 } });
});

test('a row of garbage that has a name hides nobody below it, as long as no more than a thousand came since', async () => {
  await using world = await World.open({ patients: 12 });
  addUnstamped(world, 2_147_483_647, { Surname: 'Тест' });
  await world.sync();
  addUnstamped(world, 500);
  expect(await world.sync()).toMatchObject({ mode: 'incremental', counts: { created: 1 } });
});

test('a contact with an id that IDENT never had hides nobody either', async () => {
  await using world = await World.open({ patients: 12 });
  world.sandbox.crm.create({
    name: 'Чужой',
    fields: { 'ID пациента IDENT': '999999999' },
  });
  await world.sync();
  await world.deep();
  addUnstamped(world, 500);
  expect(await world.sync()).toMatchObject({ mode: 'incremental', counts: { created: 1 } });
});

test('the look for new patients is one statement, and asks for all above and a thousand below', async () => {
  await using world = await World.open({ patients: 12 });
  const ident = await world.ident();
  await ident.probe();
  const before = ident.statements;
  const found = await ident.newest(8 as PatientId, 3);
  expect(found).toEqual([6, 7, 8, 9, 10, 11, 12]);
  expect(ident.statements - before).toBe(1);
  await ident.close();
});
