import { describe, expect, test } from 'vitest';
import { World } from '../../support/world.ts';

/** Does something to the clinic's database in the middle of a pass: when the n-th request of that kind goes out. */
function meanwhile(world: World, method: string, n: number, act: () => void): void {
  let seen = 0;
  world.amo = world.client(async (input, init) => {
    if ((init?.method ?? 'GET') === method) {
      seen += 1;
      if (seen === n) act();
    }
    return await fetch(input, init);
  });
}

// Behind the page that is read ahead.
describe('when the database goes away in mid-pass', () => {
  test('a first load keeps what is done, and the next one goes on without a double', async () => {
    await using world = await World.open({ patients: 40, identPage: 10, sync: { batchSize: 5 } });
    world.sql("update Patients set CardNumber = 'K' || ID_Persons");
    meanwhile(world, 'GET', 3, () => world.sql('alter table Persons rename to Away'));
    await expect(world.sync()).rejects.toMatchObject({ code: expect.stringMatching(/^IDENT_/) });
    const done = world.contacts().length;
    world.sql('alter table Away rename to Persons');
    world.amo = world.client();
    const next = await world.sync();
    expect(next).toMatchObject({ mode: 'deep', outcome: 'ok' });
    expect(world.contacts()).toHaveLength(40);
    expect(next.counts['created']).toBe(40 - done);
    const [run] = await world.state.runs.latest(1);
    expect(run?.outcome).toBe('ok');
  });

  test('a deep pass marks nobody as vanished', async () => {
    await using world = await World.open({ patients: 20, identPage: 5 });
    await world.sync();
    meanwhile(world, 'GET', 3, () => world.sql('alter table Patients rename to Away'));
    await expect(world.deep()).rejects.toMatchObject({ code: expect.stringMatching(/^IDENT_/) });
    world.sql('alter table Away rename to Patients');
    world.amo = world.client();
    expect((await world.deep()).counts).toMatchObject({ removed: 0, unchanged: 20 });
  });
});

test('a database that came from a backup drops the cursor and is compared as a whole', async () => {
  await using world = await World.open({ patients: 20 });
  await world.sync();
  world.editPerson(3, { City: 'Тверь' });
  await world.sync();
  for (const table of ['Persons', 'Patients']) {
    world.sql(`update ${table} set DateTimeChanged = '2020-01-01 10:00:00'`);
  }
  for (const column of ['DateTimeAdded']) {
    world.sql(`update Patients set ${column} = '2020-01-01 10:00:00'`);
  }
  world.sql('delete from Receptions');
  world.sql('delete from OrderServiceRelation');
  world.sql('delete from Orders');
  const next = await world.sync({ allowMassChange: 1_000 });
  expect(next).toMatchObject({ mode: 'deep', reason: 'restored' });
});
