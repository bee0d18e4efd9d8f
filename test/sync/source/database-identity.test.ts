import { copyFileSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { runPass } from '../../../src/sync/pass/run-pass.ts';
import { World } from '../../support/world.ts';

/** A clinic that is loaded, and another clinic's database at hand. */
async function loaded(patients = 12): Promise<World> {
  const world = await World.open({ patients });
  world.sql(
    `update Persons set City = 'Тверь', Surname = 'Фамилия' || ID, Birthday = '1980-01-02', Phone = null,
     MobilePhone = '+79260001' || (100 + ID), Email = ID || '@example.ru'`,
  );
  await world.sync();
  return world;
}

/** Connects another database under the same settings: what stands there is another server's. */
function connect(world: World, name: string): { readonly back: () => void } {
  const own = `${world.identFile}.own`;
  renameSync(world.identFile, own);
  copyFileSync(own, world.identFile);
  const other = new DatabaseSync(world.identFile);
  other.exec(`update Persons set Surname = 'Чужой${name}' || ID, Name = 'Некто', Patronymic = null,
    Birthday = '1999-09-09', MobilePhone = '+79990' || (10000 + ID), Email = null`);
  other.close();
  return { back: () => renameSync(own, world.identFile) };
}

const identity = (world: World) => world.state.meta.get('databaseIdentity');

/** What the database of this world calls itself. */
async function itsIdentity(world: World): Promise<string> {
  const ident = await world.ident();
  try {
    return (await ident.server()).identity;
  } finally {
    await ident.close();
  }
}

describe('a state without patients', () => {
  test('does not become the database’s that a plan looked at', async () => {
    await using world = await World.open({ patients: 3 });
    for (const mode of ['auto', 'deep'] as const) {
      await world.sync({ mode, planOnly: true });
      expect(await identity(world)).toBeUndefined();
    }
    await world.sync();
    expect(await identity(world)).toBe(await itsIdentity(world));
  });

  test('becomes a database’s with the first intent, even where the pass then breaks off', async () => {
    await using world = await World.open({ patients: 3 });
    world.sandbox.faults.add({
      match: { method: 'POST', path: '/api/v4/contacts' },
      times: null,
      fault: { kind: 'status', status: 402 },
    });
    await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_PAYMENT_REQUIRED' });
    expect(await identity(world)).toBe(await itsIdentity(world));
  });

  test('that is nobody’s does not become a database’s by a plan: the next pass over it goes on from there', async () => {
    await using world = await loaded();
    await world.installation('anew');
    await world.sync({ mode: 'deep', planOnly: true });
    expect(await identity(world)).toBeUndefined();
    await world.sync({ mode: 'deep', planOnly: true });
    await world.sync();
    expect(await identity(world)).toBe(await itsIdentity(world));
    expect(world.notOnce()).toEqual([]);
  });

  test('that is nobody’s forgets what a plan over another database found, a copy of the clinic’s as well', async () => {
    await using world = await loaded();
    await world.installation('anew');
    const copy = `${world.identFile}.copy`;
    copyFileSync(world.identFile, copy);
    const ident = await world.ident(undefined, copy);
    await runPass(world.setup(ident), { mode: 'deep', planOnly: true });
    await ident.close();
    expect(await world.state.links.count()).toBeGreaterThan(0);
    expect((await world.sync()).counts).toMatchObject({ created: 0, rejected: 0 });
    expect(await identity(world)).toBe(await itsIdentity(world));
    expect(world.notOnce()).toEqual([]);
  });

  test('becomes a database’s at the end of a pass that has nothing to write', async () => {
    await using world = await World.open({ patients: 3 });
    world.sql('delete from Patients');
    await world.sync();
    expect(await identity(world)).toBe(await itsIdentity(world));
  });
});

describe('another database', () => {
  test('is asked about, though a plan was allowed to look at it, where links are kept and nobody knows of which', async () => {
    await using world = await loaded();
    await world.state.meta.clear('databaseIdentity');
    // The plan finds and links this one.
    await world.state.links.remove(1 as PatientId);
    await world.sync({ mode: 'deep', planOnly: true, acceptDatabase: true });
    const links = await world.state.links.count();
    await expect(world.sync()).rejects.toMatchObject({ code: 'OTHER_DATABASE' });
    const other = connect(world, 'их');
    await expect(world.sync()).rejects.toMatchObject({ code: 'OTHER_DATABASE' });
    other.back();
    expect(await world.state.links.count()).toBe(links);
  });

  test('that only a plan looked at leaves the state where it was', async () => {
    await using world = await loaded();
    await world.state.meta.set('databaseIdentity', 'CLINIC-1/PZ');
    const cursor = await world.state.meta.get('cursor');
    const inputs = await world.state.meta.get('origins');
    await world.sync({ planOnly: true, acceptDatabase: true });
    expect(await identity(world)).toBe('CLINIC-1/PZ');
    expect(await world.state.meta.get('cursor')).toEqual(cursor);
    expect(await world.state.meta.get('origins')).toEqual(inputs);
    await expect(world.sync()).rejects.toMatchObject({ code: 'OTHER_DATABASE' });
  });

  test('that was accepted and then stopped by the guard does not get the state; the right one goes on', async () => {
    await using world = await loaded();
    const own = await itsIdentity(world);
    // One file cannot call itself by two names: the state's is changed instead.
    await world.state.meta.set('databaseIdentity', 'CLINIC-1/PZ');
    const cursor = await world.state.meta.get('cursor');
    const other = connect(world, 'А');
    await expect(world.sync({ acceptDatabase: true })).rejects.toMatchObject({
      code: 'MASS_CHANGE',
    });
    expect(await identity(world)).toBe('CLINIC-1/PZ');
    expect(await world.state.meta.get('cursor')).toEqual(cursor);
    other.back();
    await world.state.meta.set('databaseIdentity', own);
    world.editPerson(1, { City: 'Тула' });
    expect(await world.sync()).toMatchObject({ mode: 'incremental', counts: { updated: 1 } });
  });

  test('that was accepted while amoCRM could not be reached does not get the state', async () => {
    await using world = await loaded();
    await world.state.meta.set('databaseIdentity', 'CLINIC-1/PZ');
    world.sandbox.faults.add({ times: null, fault: { kind: 'status', status: 402 } });
    await expect(world.sync({ acceptDatabase: true })).rejects.toMatchObject({
      code: 'AMO_PAYMENT_REQUIRED',
    });
    expect(await identity(world)).toBe('CLINIC-1/PZ');
    world.sandbox.faults.clear();
    await world.sync({ acceptDatabase: true });
    expect(await identity(world)).toBe(await itsIdentity(world));
  });

  test('gets the state with the first write of a pass that a person accepted, and is asked for no more', async () => {
    await using world = await loaded();
    await world.state.meta.set('databaseIdentity', 'CLINIC-1/PZ');
    world.editPerson(1, { City: 'Тула' });
    world.sandbox.faults.add({
      match: { method: 'PATCH', path: '/api/v4/contacts' },
      times: null,
      fault: { kind: 'status', status: 402 },
    });
    await expect(world.sync({ acceptDatabase: true })).rejects.toMatchObject({
      code: 'AMO_PAYMENT_REQUIRED',
    });
    expect(await identity(world)).toBe(await itsIdentity(world));
    expect(await world.state.meta.get('cursor')).toBeUndefined();
    world.sandbox.faults.clear();
    expect(await world.sync()).toMatchObject({ mode: 'deep', counts: { updated: 1 } });
  });

  test('is not forgotten about by forgetting a patient', async () => {
    await using world = await loaded();
    await world.state.meta.clear('databaseIdentity');
    const { forgetPatient } = await import('../../../src/sync/command/forget.ts');
    const ident = await world.ident();
    await expect(forgetPatient(world.setup(ident), 1 as PatientId)).rejects.toMatchObject({
      code: 'OTHER_DATABASE',
    });
    await ident.close();
    expect(await identity(world)).toBeUndefined();
  });
});

test('links of nobody knows which database ask like another one', async () => {
  await using world = await loaded();
  await world.state.meta.clear('databaseIdentity');
  for (const run of [
    () => world.sync(),
    () => world.deep(),
    () => world.sync({ planOnly: true }),
  ]) {
    const error = await run().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'OTHER_DATABASE', exit: 6 });
    expect((error as Error).message).toContain('not the name of the database');
  }
  await world.sync({ acceptDatabase: true });
  expect(await world.sync()).toMatchObject({ mode: 'incremental' });
});
