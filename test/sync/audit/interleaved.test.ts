import { describe, expect, test } from 'vitest';
import { type Death, passThatDies } from '../creates/mortal.ts';
import { deepInterleaved, moments } from './interleaved.ts';
import { anna, expectQuiet, loaded, loseNextCreate } from './interleaved-world.ts';

/** With pages of two, others are let in while IDENT is read in part. */
const situations = [
  ...moments.map((at) => [at, 500] as const),
  ['read-crm', 2],
  ['read-ident', 2],
] as const;

describe.each(situations)('while a deep pass is at %s, IDENT in pages of %i', (at, identPage) => {
  test('an edit arrives before it ends, and is neither drift nor put back', async () => {
    await using world = await loaded({ identPage });
    const mark = world.mark();
    const { deep, between } = await deepInterleaved(world, {
      at,
      happens: () => world.editPerson(3, { City: 'Тула' }),
      after: () => expect(world.contactOf(3).fields).toMatchObject({ Город: 'Тула' }),
    });
    expect(between).toMatchObject([
      { kind: 'done', result: { mode: 'incremental', counts: { updated: 1 } } },
    ]);
    expect(deep).toMatchObject({
      mode: 'deep',
      outcome: 'ok',
      findings: [],
      counts: { updated: 0 },
    });
    const writes = world.requestsSince(mark).filter((line) => !line.startsWith('GET'));
    expect(writes).toEqual(['PATCH /api/v4/contacts']);
    expect(world.contactOf(3).fields).toMatchObject({ Город: 'Тула' });
    await expectQuiet(world);
  });

  test('new patients get one contact each, and are none that vanished', async () => {
    await using world = await loaded({ identPage });
    const { deep, between } = await deepInterleaved(world, {
      at,
      // Two of six would be a mass.
      happens: () => {
        world.addPatient(901, anna);
        world.addPatient(902, { Surname: 'Юрьев', Name: 'Глеб' });
      },
    });
    expect(between).toMatchObject([{ kind: 'done', result: { counts: { created: 2 } } }]);
    expect(deep).toMatchObject({ outcome: 'ok', findings: [], counts: { created: 0, removed: 0 } });
    expect(world.contactOf(901).name).toBe('Белова Анна');
    await expectQuiet(world);
  });

  test('a patient whom the deep pass is about to create is created once', async () => {
    await using world = await loaded({ identPage });
    world.addPatient(901, anna);
    const { deep, between } = await deepInterleaved(world, { at, happens: () => {} });
    expect(between).toMatchObject([{ kind: 'done', result: { counts: { created: 1 } } }]);
    expect(deep).toMatchObject({ outcome: 'ok', findings: [], counts: { created: 0 } });
    expect(world.contacts()).toHaveLength(7);
    await expectQuiet(world);
  });

  test('a lead is adopted by the pass between, and by nobody else', async () => {
    await using world = await loaded({ identPage });
    const lead = world.sandbox.crm.create({ name: 'Анна', phones: ['8 (926) 700-11-22'] });
    const { deep, between } = await deepInterleaved(world, {
      at,
      happens: () => world.addPatient(901, anna),
    });
    expect(between).toMatchObject([{ kind: 'done', result: { counts: { adopted: 1 } } }]);
    expect(deep).toMatchObject({ outcome: 'ok', findings: [] });
    expect(world.contactOf(901).id).toBe(lead);
    await expectQuiet(world);
  });

  test('a lead that the deep pass is about to adopt is adopted once', async () => {
    await using world = await loaded({ identPage });
    const lead = world.sandbox.crm.create({ name: 'Анна', phones: ['8 (926) 700-11-22'] });
    world.addPatient(901, anna);
    const { deep } = await deepInterleaved(world, { at, happens: () => {} });
    expect(deep).toMatchObject({ outcome: 'ok', counts: { created: 0, adopted: 0 } });
    expect(world.contactOf(901).id).toBe(lead);
    await expectQuiet(world);
  });

  test('a patient that vanishes from IDENT is «Удален» by it or by the next one', async () => {
    await using world = await loaded({ patients: 20, identPage });
    await deepInterleaved(world, {
      at,
      happens: () => world.sql('delete from Patients where ID_Persons = 3'),
    });
    await world.deep();
    expect(world.contactOf(3).fields).toMatchObject({ 'Статус пациента': 'Удален' });
    expect(await world.state.links.count('removed')).toBe(1);
  });

  test('a field that a person changed in a contact which another pass then writes is repaired all the same', async () => {
    await using world = await loaded({ identPage });
    world.sandbox.crm.edit(world.contactOf(3).id, { fields: { Город: 'Рига' } });
    const city = world.contactOf(2).fields['Город'];
    world.sql('update Persons set City = (select City from Persons where ID = 2) where ID = 3');
    await world.deep();
    world.sandbox.crm.edit(world.contactOf(3).id, { fields: { Город: 'Рига' } });
    const { deep } = await deepInterleaved(world, {
      at,
      happens: () => world.editPatient(3, { Comment: 'новое' }),
    });
    expect(deep.counts).toMatchObject({ repaired: 1, updated: 1 });
    expect(world.contactOf(3).fields).toMatchObject({ Город: city, 'Комментарий IDENT': 'новое' });
    await expectQuiet(world);
  });

  test('a contact that the pass between finds gone is missing, not back', async () => {
    await using world = await loaded({ identPage });
    const { deep } = await deepInterleaved(world, {
      at,
      happens: () => {
        world.sandbox.crm.delete(world.contactOf(3).id);
        world.editPerson(3, { City: 'Тула' });
      },
    });
    expect(deep.findings.filter(({ kind }) => kind !== 'missing')).toEqual([]);
    expect(deep.counts).toMatchObject({ relinked: 0, created: 0 });
    expect(await world.state.links.count('missing')).toBe(1);
    expect(world.contacts()).toHaveLength(5);
  });

  test('what it refuses is refused, and everything else goes on', async () => {
    await using world = await loaded({ identPage });
    const { deep, between } = await deepInterleaved(world, {
      at,
      happens: () => {
        world.editPerson(3, { City: 'Тула' });
        world.sandbox.faults.add({
          match: { method: 'PATCH' },
          fault: { kind: 'reject', rows: [0] },
        });
      },
    });
    expect(between).toMatchObject([{ kind: 'done', result: { outcome: 'rows-rejected' } }]);
    // Whoever is not done with by then is tried once more.
    const isTried = at === 'read-crm' || identPage === 2;
    expect(deep.counts).toMatchObject({ updated: isTried ? 1 : 0 });
    await world.deep();
    expect(world.contactOf(3).fields).toMatchObject({ Город: 'Тула' });
    expect(await world.state.rejected.all()).toEqual([]);
  });

  test('an update of its that commits late, when nobody waits for it any more, is not lost', async () => {
    await using world = await loaded({ identPage });
    await deepInterleaved(world, {
      at,
      happens: () => {
        world.editPerson(3, { City: 'Тула' });
        world.sandbox.faults.add({
          match: { method: 'PATCH' },
          fault: { kind: 'late-commit', ms: 59_000 },
        });
      },
      after: () => world.sandbox.faults.clear(),
    });
    await world.sync();
    expect(world.contactOf(3).fields).toMatchObject({ Город: 'Тула' });
    await expectQuiet(world);
  });

  test('a create that it could not decide is not sent again by the deep pass', async () => {
    await using world = await loaded({ identPage });
    const { deep, between } = await deepInterleaved(world, {
      at,
      happens: () => {
        world.addPatient(901, anna);
        loseNextCreate(world);
      },
      after: async () => {
        world.sandbox.faults.clear();
        expect(await world.state.intents.all()).toMatchObject([{ patientId: 901 }]);
      },
    });
    expect(between).toMatchObject([{ kind: 'failed', error: { code: 'AMO_SERVER_ERROR' } }]);
    expect(deep.counts).toMatchObject({ created: 0 });
    await world.sync();
    await world.clock.advance(61_000);
    await expectQuiet(world);
    expect(world.contacts()).toHaveLength(7);
  });

  test('the cursor stays where the pass between put it', async () => {
    await using world = await loaded({ identPage });
    let moved: unknown;
    await deepInterleaved(world, {
      at,
      happens: () => world.editPerson(3, { City: 'Тула' }),
      after: async () => {
        moved = await world.state.meta.get('cursor');
      },
    });
    expect(moved).toBeDefined();
    expect(await world.state.meta.get('cursor')).toEqual(moved);
  });

  test.each([
    { when: 'before', nth: 1 },
    { when: 'before', nth: 3 },
    { when: 'after', nth: 1 },
    { when: 'after', nth: 2 },
  ] as const)(
    'a death in the pass between doubles nobody and loses nothing',
    async ({ when, nth }) => {
      await using world = await loaded({ identPage });
      let fatal = Number.POSITIVE_INFINITY;
      const death: Death = {
        at: 'transaction',
        when,
        // The nth of the pass between, wherever the deep one stands by then.
        get nth() {
          return fatal;
        },
      };
      await passThatDies(world, death, (state, seen) => {
        const happens = () => {
          world.addPatient(901, anna);
          world.editPerson(3, { City: 'Тула' });
          fatal = seen().transaction + nth;
        };
        return deepInterleaved(world, { at, happens }, { state, amo: world.amo });
      });
      const runs = await world.state.runs.latest(2);
      expect(runs.map(({ outcome }) => outcome)).toEqual(['running', 'running']);
      await world.sync();
      expect((await world.state.runs.latest(3)).slice(1)).toMatchObject([
        { mode: 'incremental', errorCode: 'PROCESS_DIED' },
        { mode: 'deep', errorCode: 'PROCESS_DIED' },
      ]);
      expect(world.contactOf(3).fields).toMatchObject({ Город: 'Тула' });
      await expectQuiet(world);
    },
  );
});
