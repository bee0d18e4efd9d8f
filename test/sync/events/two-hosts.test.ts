import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openState } from '../../../src/state/open-state.ts';
import { runPass } from '../../../src/sync/pass/run-pass.ts';
import { World } from '../../support/world.ts';

/** A second host with a copy of the state as it stands now. */
async function copied(world: World) {
  const folder = join(world.folder, 'other-host');
  mkdirSync(folder);
  await world.restart(() => {
    for (const name of ['state.db', 'state.key']) {
      copyFileSync(join(world.folder, name), join(folder, name));
    }
  });
  const state = await openState(
    { file: join(folder, 'state.db'), keyFile: join(folder, 'state.key') },
    world.clock,
  );
  return state;
}

test('two hosts with copies of one state double at most two batches, and the next audit tags all of them', async () => {
  await using world = await World.open({
    patients: 12,
    sync: { eventsMs: 0, batchSize: 10 },
    sandbox: { manners: { eventLagMs: 5_000 } },
  });
  await world.sync();
  await world.sync();
  await using other = await copied(world);
  for (let id = 901; id <= 960; id += 1) {
    world.addPatient(id, { Name: 'Анна', Surname: `Белова-${id}` });
  }
  world.clock.jump(120_000);
  const ends = await Promise.allSettled(
    [world.state, other].map(async (state) => {
      const ident = await world.ident();
      try {
        return await runPass(
          { ...world.setup(ident), state, amo: world.client() },
          { mode: 'auto' },
        );
      } finally {
        await ident.close();
      }
    }),
  );
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  const doubled = () => world.notOnce().filter((text) => text.endsWith(': 2 contacts'));
  expect(doubled().length).toBeGreaterThan(0);
  expect(doubled().length).toBeLessThanOrEqual(20);
  expect(world.notOnce().filter((text) => /: [3-9]/.test(text))).toEqual([]);
  const { findings, counts } = await world.deep();
  expect(counts).toMatchObject({ created: 0 });
  expect(findings.filter(({ kind }) => kind === 'duplicate').length).toBeGreaterThan(0);
  const tagged = world.contacts().filter(({ tags }) => tags.includes('IDENT-дубль'));
  expect(tagged).toHaveLength(2 * doubled().length);
  // The other host is stopped; a later audit finds one writer, and goes on.
  world.clock.jump(6 * 3_600_000);
  await world.deep();
  expect(world.notOnce().filter((text) => text.endsWith(': 0 contacts'))).toEqual([]);
});

test('a pass with many new patients waits once for the feed, and creates all of them', async () => {
  await using world = await World.open({ patients: 12, sync: { eventsMs: 0, batchSize: 10 } });
  await world.sync();
  await world.sync();
  for (let id = 901; id <= 960; id += 1) {
    world.addPatient(id, { Name: 'Анна', Surname: `Белова-${id}` });
  }
  world.clock.jump(120_000);
  const mark = world.mark();
  expect((await world.sync()).counts).toMatchObject({ created: 60, deferred: 0 });
  const feeds = world.requestsSince(mark).filter((request) => request.includes('/events'));
  expect(feeds).toHaveLength(2);
  expect(world.notOnce()).toEqual([]);
});
