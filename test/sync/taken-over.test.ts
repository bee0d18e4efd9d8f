import { describe, expect, test } from 'vitest';
import type { State } from '../../src/state/open-state.ts';
import { World } from '../support/world.ts';
import { passThatDies } from './mortal.ts';

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
});
