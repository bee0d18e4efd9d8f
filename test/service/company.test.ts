import { describe, expect, test } from 'vitest';
import { openState, type State } from '../../src/state/open-state.ts';
import { minute, ServiceWorld, second } from './service-world.ts';

/** The same state as another process has it open. */
async function elsewhere({ world }: ServiceWorld): Promise<State> {
  const keyFile = world.stateFile.replace('.db', '.key');
  return await openState({ file: world.stateFile, keyFile }, world.clock);
}

test('a pass waits for the command that holds the lock, says for whom, and is made as soon as it is free', async () => {
  await using clinic = await ServiceWorld.started();
  await using other = await clinic.at(() => elsewhere(clinic));
  const held = await other.passLock.acquire({ command: 'test --patient-id 1', wait: true });
  await clinic.sleep(3 * minute);
  expect(await clinic.facts()).toMatchObject({
    waitsFor: { command: 'test --patient-id 1', pid: process.pid },
    running: null,
  });
  const told = clinic.world.logged.map((line) => JSON.parse(line));
  expect(told.findLast(({ msg }) => msg === 'waiting for another process')).toMatchObject({
    holder: expect.stringContaining('test --patient-id 1'),
    // A moment as a figure would be taken for somebody's phone.
    since: new Date((await clinic.facts()).waitsFor?.since ?? 0).toISOString(),
  });
  const passes = clinic.passes.length;
  await clinic.sleep(10 * minute);
  expect(clinic.passes).toHaveLength(passes);
  held.release();
  await clinic.sleep(second);
  expect(clinic.passes).toHaveLength(passes + 1);
  expect((await clinic.facts()).waitsFor).toBeNull();
});

test('a stop does not wait for whoever holds the lock', async () => {
  await using clinic = await ServiceWorld.started();
  const held = await clinic.world.state.passLock.acquire({ command: 'sync', wait: true });
  await clinic.sleep(3 * minute);
  const { elapsed } = clinic.world.clock;
  await clinic.stop();
  expect(clinic.world.clock.elapsed - elapsed).toBeLessThan(second);
  held.release();
});

describe('what another process puts into the state', () => {
  test('a wish is a pass within seconds, with the allowance that it brings', async () => {
    await using clinic = await ServiceWorld.started({ patients: 40, intervalMs: 30 * minute });
    const { world } = clinic;
    await using other = await clinic.at(() => elsewhere(clinic));
    world.sql('delete from Patients where ID_Persons <= 12');
    const askedAt = world.clock.now();
    await clinic.at(async () => {
      await other.passRequests.add({
        kind: 'incremental',
        allowed: null,
        actor: 'dashboard',
        askedAt,
      });
      await other.passRequests.add({ kind: 'deep', allowed: 12, actor: 'dashboard', askedAt });
    });
    await clinic.sleep(10 * second);
    // Two passRequests at once are one pass, the greater of them.
    expect(clinic.passes.slice(1).map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'deep ok',
    ]);
    expect(await world.state.links.count('removed')).toBe(12);
  });

  test.each(['kill', 'stop'] as const)(
    'a wish whose pass does not survive the process (%s) is fulfilled by the next one',
    async (end) => {
      await using clinic = await ServiceWorld.open({ patients: 60, sync: { batchSize: 5 } });
      const { world } = clinic;
      await clinic.start();
      await clinic.until('the first load', async () => (await clinic.facts()).firstLoadDone);
      world.sql("update Persons set City = 'Тверь'");
      await clinic.service.runNow({ kind: 'deep', allowed: 60, actor: 'dashboard' });
      await clinic.until('the pass', () => clinic.isInDeepPass, { everyMs: 20 });
      await clinic[end]();
      await clinic.start();
      await clinic.sleep(2 * minute);
      const { kind, outcome } = clinic.passes[2] ?? {};
      expect({ kind, outcome }).toEqual({ kind: 'deep', outcome: 'ok' });
      expect(await world.state.passRequests.wanted()).toBeNull();
    },
  );

  test('a wish during a pass is the next pass; one whose pass a person stopped is over', async () => {
    await using clinic = await ServiceWorld.started({ patients: 60, sync: { batchSize: 5 } });
    const { world } = clinic;
    const wish = { kind: 'deep', allowed: null, actor: 'dashboard' } as const;
    await clinic.service.runNow(wish);
    await clinic.until('the pass', () => clinic.isInDeepPass, { everyMs: 20 });
    await clinic.at(() => clinic.service.runNow(wish));
    await clinic.until('both', () => clinic.passes.filter(({ end }) => end).length === 3);
    await clinic.at(() => clinic.service.runNow(wish));
    await clinic.until('the pass', () => clinic.isInDeepPass, { everyMs: 20 });
    await clinic.service.pause('cli');
    await clinic.sleep(10 * minute);
    expect(clinic.passes.map(({ kind, outcome }) => `${kind} ${outcome}`).slice(1)).toEqual([
      ...['deep ok', 'deep ok', 'deep PAUSED'],
    ]);
    expect(await world.state.passRequests.wanted()).toBeNull();
  });

  test('a pause stops it, the end of the pause lets it go on at once', async () => {
    await using clinic = await ServiceWorld.started({ intervalMs: 30 * minute });
    await using other = await clinic.at(() => elsewhere(clinic));
    const since = clinic.world.clock.now();
    await other.pauses.set({ reason: 'user', since, code: null, actor: 'cli' });
    await clinic.sleep(2 * second);
    expect(clinic.events.at(-1)).toEqual({ type: 'paused', reason: 'user', code: null });
    expect((await clinic.facts()).nextIncrementalAt).toBeNull();
    await clinic.sleep(40 * minute);
    expect(clinic.passes).toHaveLength(1);
    await other.pauses.clear('user');
    await clinic.sleep(2 * second);
    expect(clinic.events.at(-1)).toEqual({ type: 'resumed', reason: 'user' });
    expect(clinic.passes).toHaveLength(2);
  });
});

test('a listener that throws disturbs nobody', async () => {
  await using clinic = await ServiceWorld.started();
  clinic.service.subscribe(() => {
    throw new Error('a listener’s own affair');
  });
  const stop = clinic.service.subscribe(({ type }) => heard.push(type));
  const heard: string[] = [];
  await clinic.sleep(2 * minute);
  expect(heard).toContain('pass-ended');
  stop();
  heard.length = 0;
  await clinic.sleep(2 * minute);
  expect(heard).toEqual([]);
});

test('the end of a pass is told although the state cannot be read any more', async () => {
  await using clinic = await ServiceWorld.started();
  const { meta } = clinic.world.state;
  const get = meta.get.bind(meta);
  // The disk fails as soon as the pass is over.
  const stop = clinic.service.subscribe(({ type }) => {
    if (type === 'pass-started') meta.get = () => Promise.reject(new Error('disk I/O error'));
  });
  await clinic.sleep(3 * minute);
  stop();
  meta.get = get;
  await clinic.sleep(10 * minute);
  expect(clinic.passes.filter(({ end }) => end === undefined)).toEqual([]);
  expect(clinic.passes.at(-1)).toMatchObject({ outcome: 'ok' });
});

test('a service whose state fails tries ever more seldom, but never falls silent: a watchdog waits two minutes', async () => {
  await using clinic = await ServiceWorld.started();
  const { clock, state } = clinic.world;
  const { pauses } = state;
  const all = pauses.all.bind(pauses);
  let tries = 0;
  pauses.all = () => {
    tries += 1;
    return Promise.reject(new Error('disk I/O error'));
  };
  const heard = [clock.elapsed];
  clinic.service.subscribe(({ type }) => type === 'turn' && heard.push(clock.elapsed));
  await clinic.sleep(30 * minute);
  const silences = heard.slice(1).map((at, index) => at - (heard[index] ?? 0));
  expect(Math.max(...silences)).toBeLessThan(minute);
  expect(tries).toBeLessThan(12);
  pauses.all = all;
  const before = clinic.passes.length;
  // Who asks for a pass is not kept waiting.
  await clinic.service.runNow({ kind: 'incremental', allowed: null, actor: 'dashboard' });
  await clinic.sleep(5 * second);
  expect(clinic.passes.length).toBe(before + 1);
});

test('a state that was restored with another key ends the service: only a new start reads that key', async () => {
  await using clinic = await ServiceWorld.started();
  await clinic.world.state.meta.set('keyCheck', 'of another key');
  await clinic.sleep(3 * minute);
  await expect(clinic.stop()).rejects.toMatchObject({ code: 'STATE_REPLACED' });
});

test('facts tell the sum of it, without anybody’s values', async () => {
  await using clinic = await ServiceWorld.started({ patients: 30 });
  const facts = await clinic.facts();
  expect(facts).toMatchObject({
    ...{ pauses: [], running: null, waitsFor: null, firstLoadDone: true, databaseLostSince: null },
    links: { linked: 30, missing: 0, removed: 0, orphan: 0 },
    rejected: { count: 0, oldestAt: null },
    uncertain: { count: 0, oldestAt: null },
    lastRun: { mode: 'deep', outcome: 'ok' },
    intervalMs: 2 * minute,
  });
  expect(facts.nextIncrementalAt).toBeGreaterThan(facts.now);
  expect((facts.nextIncrementalAt ?? 0) - facts.now).toBeLessThanOrEqual(2 * minute);
  // Eight in the evening in Moscow: it is nine in the morning there.
  expect(new Date(facts.nextDeepAt ?? 0).toISOString()).toBe('2026-03-02T17:00:00.000Z');
});
