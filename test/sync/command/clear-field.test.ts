import { expect, test } from 'vitest';
import type { FieldKey } from '../../../src/contact/model/table.ts';
import { runClear } from '../../../src/sync/command/clear-field.ts';
import { GuardError } from '../../../src/sync/guard/errors.ts';
import { World } from '../../support/world.ts';

const city = 'Город';

/** 12 patients with a city each, and the field then switched off. */
async function switchedOff(): Promise<World> {
  const world = await World.open({ patients: 12 });
  world.sql("update Persons set City = 'Тверь'");
  await world.sync();
  world.options = { ...world.options, excluded: new Set<FieldKey>(['city']) };
  return world;
}

async function clear(world: World, allowMassChange?: number) {
  const ident = await world.ident();
  try {
    const options = allowMassChange === undefined ? {} : { allowMassChange };
    return await runClear(world.setup(ident), 'city', options);
  } finally {
    await ident.close();
  }
}

const withCity = (world: World) =>
  world.contacts().flatMap(({ fields }) => (fields[city] === undefined ? [] : [fields[city]]));

test('clear-field empties a field that is switched off wherever ours stands, and nothing else', async () => {
  await using world = await switchedOff();
  const before = world.contacts();
  world.sandbox.crm.edit(world.contactOf(3).id, { fields: { [city]: 'Рига' } });
  world.sandbox.crm.edit(world.contactOf(4).id, { fields: { [city]: null } });
  expect(await clear(world, 12)).toMatchObject({ cleared: 10, kept: 1 });
  expect(withCity(world)).toEqual(['Рига']);
  const others = (contacts: typeof before) =>
    contacts.map((contact) => ({ ...contact, fields: { ...contact.fields, [city]: null } }));
  expect(others(world.contacts())).toEqual(others(before));
  expect(await clear(world, 12)).toMatchObject({ cleared: 0 });
});

test('clear-field is guarded like every mass change', async () => {
  await using world = await switchedOff();
  const before = world.writes().length;
  const error = await clear(world).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GuardError);
  expect((error as GuardError).patients.get('cleared:city')).toHaveLength(12);
  expect(world.writes()).toHaveLength(before);
});

test('clear-field counts over 24 hours: what the day has no room for stops it whole, and a person allows it', async () => {
  await using world = await World.open({ patients: 40 });
  world.sql("update Persons set City = 'Тверь'");
  await world.sync();
  world.sql('update Persons set City = null, DateTimeChanged = DateTimeChanged where ID <= 4');
  expect((await world.deep()).counts).toMatchObject({ updated: 4 });
  world.options = { ...world.options, excluded: new Set<FieldKey>(['city']) };
  for (const id of Array.from({ length: 32 }, (_, at) => at + 5)) {
    world.sandbox.crm.edit(world.contactOf(id).id, { fields: { [city]: null } });
  }
  expect(withCity(world)).toHaveLength(4);
  const before = world.writes().length;
  // 4 of this command are no mass (15 % of 40); with those of the day they are 8.
  await expect(clear(world)).rejects.toMatchObject({ code: 'MASS_CHANGE' });
  expect(world.writes()).toHaveLength(before);
  expect(await clear(world, 8)).toMatchObject({ cleared: 4 });
});

test('what the clearing of a field emptied is counted by the passes of the day', async () => {
  await using world = await World.open({ patients: 40 });
  world.sql("update Persons set City = 'Тверь'");
  await world.sync();
  world.options = { ...world.options, excluded: new Set<FieldKey>(['city']) };
  for (const id of Array.from({ length: 36 }, (_, at) => at + 5)) {
    world.sandbox.crm.edit(world.contactOf(id).id, { fields: { [city]: null } });
  }
  expect(await clear(world)).toMatchObject({ cleared: 4 });
  const counted = await world.state.guarded.carriedOut(0);
  expect(counted.get('cleared:city')?.size).toBe(4);
});

test('clear-field refuses a field that is on: the next pass would fill it again', async () => {
  await using world = await switchedOff();
  world.options = { ...world.options, excluded: new Set() };
  await expect(clear(world, 12)).rejects.toMatchObject({ code: 'FIELD_ON', exit: 2 });
});

test('clear-field leaves a removed patient removed', async () => {
  await using world = await switchedOff();
  world.sql('delete from Patients where ID_Persons = 1');
  await world.deep();
  await clear(world, 12);
  expect((await world.deep()).counts).toMatchObject({ removed: 0, unchanged: 11 });
});

test('switched on again, the field is filled for everybody by a deep pass', async () => {
  await using world = await switchedOff();
  await clear(world, 12);
  world.options = { ...world.options, excluded: new Set() };
  await world.deep();
  expect(withCity(world)).toEqual(Array(12).fill('Тверь'));
});
