import { describe, expect, test } from 'vitest';
import type { State } from '../../../src/state/open-state.ts';
import { World } from '../../support/world.ts';
import { passThatDies } from '../creates/mortal.ts';
import { asked } from '../visits/facts/extra.ts';

/** As where another process may take the pass over while this one lives, whatever the state lives in. */
const shared = (state: State): State => ({
  ...state,
  isShared: true,
  inRun: (runId) => shared(state.inRun(runId)),
});

const contacts = (method: 'POST' | 'PATCH') => ({ method, path: '^/api/v4/contacts$' });

/** How old the intents are at each create that is about to leave; `before` runs ahead of it. */
function watch(world: World, before: (nth: number) => void = () => undefined): readonly number[] {
  const ages: number[] = [];
  world.amo = world.client(globalThis.fetch, (fetch) => async (input, init) => {
    if (init?.method === 'POST') {
      const [intent] = await world.state.intents.all();
      ages.push(world.clock.now() - (intent?.createdAt ?? 0));
      before(ages.length);
    }
    return await fetch(input, init);
  });
  return ages;
}

describe('where a pass may be taken over', () => {
  test('a create that has to wait leaves within five seconds of its intent, which is written anew', async () => {
    await using world = await World.open({ patients: 1 });
    const ages = watch(world);
    world.sandbox.faults.add({
      match: contacts('POST'),
      fault: { kind: 'status', status: 429, retryAfter: 40 },
    });
    await world.sync({}, { state: shared(world.state) });
    expect(ages).toHaveLength(2);
    for (const age of ages) expect(age).toBeLessThanOrEqual(5_000);
    expect(world.notOnce()).toEqual([]);
  });

  test('nothing leaves once the wall clock says that its intent is old, even at the last step', async () => {
    await using world = await World.open({ patients: 1 });
    const ages = watch(world, (nth) => {
      if (nth === 1) world.clock.jump(60_000);
    });
    await world.sync({}, { state: shared(world.state) });
    expect(ages).toHaveLength(2);
    expect(world.writes().filter((write) => write === 'POST /api/v4/contacts')).toHaveLength(1);
    expect(world.notOnce()).toEqual([]);
  });

  test('an update that its pass was cut off from is read back by the next one, and what IDENT says stands', async () => {
    await using world = await World.open({ patients: 2 });
    await world.sync({}, { state: shared(world.state) });
    world.editPerson(1, { Surname: 'Первая' });
    world.sandbox.faults.add({
      match: contacts('PATCH'),
      fault: { kind: 'late-commit', ms: 40_000 },
    });
    const death = { at: 'write', nth: 1, when: 'after' } as const;
    const run = (state: State) => world.sync({}, { state: shared(state) });
    expect(await passThatDies(world, death, run)).toBe(true);
    expect(await world.state.db.selectFrom('update_notes').selectAll().execute()).toHaveLength(1);
    world.editPerson(1, { Surname: 'Вторая' });
    await world.sync({}, { state: shared(world.state) });
    expect(world.contactOf(1).name).toContain('Вторая');
    expect(world.clock.elapsed).toBeGreaterThan(80_000);
    expect(await world.state.db.selectFrom('update_notes').selectAll().execute()).toEqual([]);
  });

  test('a row that an answer passed over is read back, wherever the pass was cut off behind it', async () => {
    await using world = await World.open({ patients: 2 });
    const run = (state: State) => world.sync({}, { state: shared(state) });
    await run(world.state);
    let lost = 0;
    // Right behind the answer, and when the row is about to go again.
    for (const nth of [4, 5]) {
      for (const id of [1, 2]) world.editPerson(id, { City: `Псков ${nth}` });
      world.sandbox.faults.clear();
      world.sandbox.faults.add({ match: contacts('PATCH'), fault: { kind: 'omit', rows: [1] } });
      const before = city(world, 2);
      const sent = patches(world);
      const dies = await passThatDies(world, { at: 'request', nth, when: 'before' }, run);
      world.amo = world.client();
      world.sandbox.faults.clear();
      for (const id of [1, 2]) world.editPerson(id, { City: `Тверь ${nth}` });
      // Once the row was sent anew, and read back, the first request is over.
      if (dies && patches(world) === sent + 1) {
        lost += 1;
        // It is carried out half a minute later, not at once.
        const { id } = world.contactOf(2);
        world.sandbox.crm.edit(id, { fields: { Город: before } });
        void world.clock
          .sleep(30_000)
          .then(() => world.sandbox.crm.edit(id, { fields: { Город: `Псков ${nth}` } }));
      }
      await run(world.state);
      await world.clock.sleep(60_000);
      expect([nth, city(world, 1), city(world, 2)]).toEqual([nth, ...both(`Тверь ${nth}`)]);
    }
    expect(lost).toBeGreaterThan(0);
  });
});

const city = (world: World, id: number): string | null =>
  (world.contactOf(id).fields['Город'] as string | undefined) ?? null; // a text
const both = (value: string) => [value, value];
const patches = (world: World): number =>
  world.sandbox.log.requests.filter(({ method }) => method === 'PATCH').length;
const hours = 3_600_000;

describe.each([
  ['a pass that was cut off', true],
  ['an update that nobody answered', false],
])('what a colleague writes after %s', (_, isCutOff) => {
  const run = (world: World, state = world.state, options = {}) =>
    world.sync(options, isCutOff ? { state: shared(state) } : { state });

  /** One of two came once, and is to be invited. */
  async function loaded(sync = {}): Promise<World> {
    const world = await World.open({ patients: 2, sync });
    world.editPerson(1, { City: 'Тверь' });
    world.editPatient(1, { ConformToSending: 1, SmsRefusal: 0, Status: 1 });
    world.sql('delete from Receptions');
    world.sql(`insert into Receptions (ID, ID_Patients, PlanStart, ReceptionEnded, DateTimeAdded)
      values (8001, 1, '2025-09-02 10:00:00', '2025-09-02 11:00:00', '2025-09-02 10:00:00')`);
    await run(world);
    return world;
  }

  /** Nothing of the update arrives, and somebody writes this two hours later. */
  async function lost(
    world: World,
    fields: Record<string, string | number>,
    options = {},
  ): Promise<void> {
    if (isCutOff) {
      const death = { at: 'write', nth: 1, when: 'before' } as const;
      expect(await passThatDies(world, death, (state) => run(world, state, options))).toBe(true);
      world.amo = world.client();
    } else {
      const fault = { kind: 'drop', when: 'before' } as const;
      world.sandbox.faults.add({ match: contacts('PATCH'), times: 3, fault });
      await expect(run(world, world.state, options)).rejects.toMatchObject({
        code: 'AMO_UNKNOWN_OUTCOME',
      });
    }
    await world.clock.sleep(2 * hours);
    world.sandbox.crm.edit(world.contactOf(1).id, { fields });
  }

  test('stands, and is told of, where IDENT had emptied the field', async () => {
    await using world = await loaded();
    world.editPerson(1, { City: null });
    await lost(world, { Город: 'Псков' });
    await run(world);
    expect(city(world, 1)).toBe('Псков');
    const { findingCounts } = await run(world, world.state, { mode: 'deep' });
    expect(city(world, 1)).toBe('Псков');
    expect(findingCounts).toMatchObject({ 'foreign-value': 1 });
  });

  test('stands where IDENT had emptied the field and filled it again, and people have the last word', async () => {
    await using world = await loaded({ policies: { fields: 'report' } });
    world.editPerson(1, { City: null });
    await lost(world, { Город: 'Псков' });
    world.editPerson(1, { City: 'Тверь' });
    await run(world);
    expect(city(world, 1)).toBe('Псков');
    const { findingCounts } = await run(world, world.state, { mode: 'deep' });
    expect(city(world, 1)).toBe('Псков');
    expect(findingCounts).toMatchObject({ 'field-edited': 1 });
  });

  test('stands where the patient vanished from IDENT, and was not to be invited any more', async () => {
    await using world = await loaded({ extra: asked('mailing_consent', 'recall_on') });
    expect(world.contactOf(1).fields).toHaveProperty([recall]);
    world.sql('delete from Patients where ID_Persons = 1');
    const date = Date.parse('2027-01-15T00:00:00+03:00') / 1_000;
    const allowed = { mode: 'deep', allowMassChange: 9 } as const;
    await lost(world, { [recall]: date }, allowed);
    await run(world);
    await run(world, world.state, allowed);
    expect(world.contactOf(1).fields[recall]).toBe(date);
  });
});

const recall = 'Пора пригласить';
