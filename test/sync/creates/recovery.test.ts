import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { createFields } from '../../../src/sync/account/fields.ts';
import { World } from '../../support/world.ts';
import { type Death, passThatDies } from './mortal.ts';

const path = '^/api/v4/contacts$';
const creates = { method: 'POST', path };
const anna = { Name: 'Анна', Surname: 'Белова', MobilePhone: '+7 926 700-11-22' };
const boris = { Name: 'Борис', Surname: 'Серов' };

type Place = Pick<Death, 'at' | 'when'>;
const places: readonly Place[] = [
  { at: 'request', when: 'before' },
  { at: 'request', when: 'after' },
  { at: 'transaction', when: 'after' },
];

/** Kills a pass at every place of a kind, in a world of its own each, and judges what the world is then. */
async function killEverywhere(
  place: Place,
  begin: () => Promise<World>,
  judge: (world: World, where: string) => Promise<void>,
): Promise<number> {
  for (let nth = 1; ; nth += 1) {
    await using world = await begin();
    if (!(await passThatDies(world, { ...place, nth }))) return nth - 1;
    await judge(world, `${place.when} ${place.at} ${nth}`);
    expect(await world.state.intents.all()).toEqual([]);
  }
}

const loaded = () => World.loaded({ patients: 4, sync: { batchSize: 4 } });

/** What amoCRM shows was made after the copy of the state that is in use again. */
async function restored(): Promise<World> {
  const world = await loaded();
  await world.restart(() => world.place.save());
  world.addPatient(902, boris);
  await world.sync();
  world.addPatient(901, anna);
  await world.sync();
  await world.restart(() => world.place.putBack());
  return world;
}

const posts = (world: World): number =>
  world.writes().filter((write) => write === 'POST /api/v4/contacts').length;

describe('a pass killed anywhere is finished by the next one, nobody doubled', () => {
  // To die before a request is to die after the transaction that came before it.
  test.for(places.slice(1))('a first load, killed $when a $at', async (place) => {
    const count = await killEverywhere(
      place,
      () => World.open({ patients: 12, sync: { batchSize: 4 } }),
      async (world, where) => {
        expect(await world.sync(), where).toMatchObject({ outcome: 'ok' });
        expect(world.notOnce(), where).toEqual([]);
        expect(world.contacts()).toHaveLength(12);
      },
    );
    expect(count).toBeGreaterThan(4);
  });

  test.for(places)('an incremental pass, killed $when a $at', async (place) => {
    const count = await killEverywhere(
      place,
      async () => {
        const world = await loaded();
        world.addPatient(901, anna);
        world.addPatient(902, boris);
        world.editPerson(2, { City: 'Тверь', MobilePhone: '+7 903 111-22-33' });
        world.editPerson(3, { City: null });
        return world;
      },
      async (world, where) => {
        expect(await world.sync(), where).toMatchObject({ mode: 'incremental', outcome: 'ok' });
        expect(world.notOnce(), where).toEqual([]);
        expect(world.contactOf(2).fields['Город']).toBe('Тверь');
        expect(world.contactOf(2).phones).toContain('+79031112233');
        expect(world.contactOf(3).fields['Город']).toBeUndefined();
      },
    );
    expect(count).toBeGreaterThan(4);
  });

  test('a pass on a restored state, whose lost future amoCRM remembers', async () => {
    await killEverywhere({ at: 'request', when: 'after' }, restored, async (world, where) => {
      expect(await world.sync(), where).toMatchObject({ mode: 'deep' });
      expect(world.notOnce(), where).toEqual([]);
    });
  }, 180_000);
});

test('a create that commits after its process died is waited for and found', async () => {
  await using world = await World.open({ patients: 4 });
  world.sandbox.faults.add({ match: creates, fault: { kind: 'late-commit', ms: 30_000 } });
  await passThatDies(world, { at: 'write', nth: 1, when: 'after' });
  expect(world.contacts()).toEqual([]);
  const result = await world.sync();
  expect(result.counts).toMatchObject({ created: 4 });
  expect(world.notOnce()).toEqual([]);
  expect(posts(world)).toBe(1);
});

describe('an intent older than an hour', () => {
  test('whose contact is there is decided by a full read', async () => {
    await using world = await loaded();
    world.addPatient(902, boris);
    await passThatDies(world, { at: 'write', nth: 1, when: 'after' });
    await world.clock.advance(2 * 3_600_000);
    expect(await world.sync()).toMatchObject({ mode: 'deep', reason: 'old-intents' });
    expect(world.notOnce()).toEqual([]);
    expect(await world.state.intents.all()).toEqual([]);
  });

  test('whose contact never came to be is created then', async () => {
    await using world = await loaded();
    world.addPatient(902, boris);
    await passThatDies(world, { at: 'write', nth: 1, when: 'before' });
    await world.clock.advance(2 * 3_600_000);
    expect((await world.sync()).counts).toMatchObject({ created: 1 });
    expect(world.notOnce()).toEqual([]);
  });

  test('that is old only because the clock jumped is not decided before a late commit', async () => {
    await using world = await loaded();
    world.addPatient(902, boris);
    world.sandbox.faults.add({ match: creates, fault: { kind: 'late-commit', ms: 30_000 } });
    await passThatDies(world, { at: 'write', nth: 1, when: 'after' });
    world.clock.jump(2 * 3_600_000);
    await world.sync();
    await world.clock.advance(60_000);
    expect(world.notOnce()).toEqual([]);
  });

  test('of another patient does not stand in the way of a pass over single patients', async () => {
    await using world = await loaded();
    world.addPatient(902, boris);
    await passThatDies(world, { at: 'write', nth: 1, when: 'after' });
    await world.clock.advance(2 * 3_600_000);
    world.editPerson(2, { City: 'Тверь' });
    const single = await world.sync({ mode: { patients: [patient(2)] } });
    expect(single).toMatchObject({ mode: 'incremental', counts: { updated: 1, created: 0 } });
    expect(await world.sync({ mode: { patients: [patient(902)] } })).toMatchObject({
      outcome: 'rows-rejected',
      counts: { uncertain: 1, created: 0 },
    });
    await world.sync();
    expect(world.notOnce()).toEqual([]);
  });
});

describe('somebody else makes contacts with IDENT ids in the account', () => {
  test('a restored state notices contacts that it does not know, and compares everything', async () => {
    await using world = await restored();
    expect(await world.sync()).toMatchObject({ mode: 'deep', reason: 'foreign-contacts' });
    expect(world.notOnce()).toEqual([]);
  });

  test('a comparison that was due is still due when the pass breaks off', async () => {
    await using world = await restored();
    world.sandbox.faults.add({
      match: { method: 'GET', path },
      skip: 1,
      times: 5,
      fault: { kind: 'status', status: 500 },
    });
    await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_SERVER_ERROR' });
    expect(await world.sync()).toMatchObject({ mode: 'deep', reason: 'foreign-contacts' });
    expect(await world.sync()).toMatchObject({ mode: 'incremental' });
  });

  test('two installations on one account notice each other and double nobody', async () => {
    await using world = await loaded();
    await world.installation('second');
    expect(await world.sync()).toMatchObject({ counts: { created: 0, relinked: 4 } });
    world.addPatient(902, boris);
    expect((await world.sync()).counts).toMatchObject({ created: 1 });
    await world.installation('.');
    const first = await world.sync();
    expect(first).toMatchObject({ mode: 'deep', reason: 'foreign-contacts' });
    expect(first.counts).toMatchObject({ created: 0, relinked: 1 });
    expect(world.notOnce()).toEqual([]);
  });

  test('a pass over single patients doubles nobody either, and leaves the comparison to the next', async () => {
    await using world = await restored();
    const single = await world.sync({ mode: { patients: [patient(902)] } });
    expect(single.counts).toMatchObject({ created: 0, relinked: 2 });
    expect(await world.sync()).toMatchObject({ mode: 'deep', reason: 'foreign-contacts' });
    expect(world.notOnce()).toEqual([]);
  });

  test('a first load on a lost state finds every contact again and creates nothing', async () => {
    await using world = await loaded();
    await world.installation('lost');
    const before = posts(world);
    expect((await world.sync()).counts).toMatchObject({ created: 0, relinked: 4 });
    expect(posts(world)).toBe(before);
  });
});

/** A patient of the sample database. */
const patient = (id: number) => id as PatientId;

test('after the state is lost, whom amoCRM names is not counted page by page', async () => {
  await using world = await World.open({ patients: 120, identPage: 5 });
  await world.sync();
  await world.installation('anew');
  await createFields({
    ...{ amo: world.amo, state: world.state, excluded: world.options.excluded },
  });
  const ident = await world.ident();
  const { counts } = await world.sync({}, { ident });
  const { statements } = ident;
  await ident.close();
  expect(counts).toMatchObject({ created: 0, relinked: 120 });
  expect(world.notOnce()).toEqual([]);
  // Two readings of Patients by pages of five, two walks through the rest, and what is asked once.
  expect(statements).toBeLessThan(2 * (120 / 5) + 75);
});
