import { describe, expect, test } from 'vitest';
import { incidents } from '../../src/health/rules.ts';
import { expectMirror } from '../support/expected/mirror.ts';
import { minute, ServiceWorld, second } from './service-world.ts';

const path = '^/api/v4/contacts$';

describe('the first start', () => {
  test('makes the fields, logs the plan, loads everybody, and goes on every two minutes', async () => {
    await using clinic = await ServiceWorld.started({ fields: false, patients: 60 });
    const { world } = clinic;
    expectMirror(world, 'of IDENT');
    const told = world.logged.map((line) => JSON.parse(line));
    expect(told.find(({ create }) => create === 60)).toMatchObject({
      msg: 'first load: everybody is to be carried over',
      ...{ patients: 60, requests: 4, minutes: 1 },
    });
    await clinic.sleep(10 * minute);
    const gaps = clinic.passes
      .slice(1)
      .map((pass, at) => pass.elapsed - (clinic.passes[at]?.elapsed ?? 0));
    expect(gaps).toEqual([2, 2, 2, 2, 2].map((minutes) => minutes * minute));
  });

  test('is finished after a death in its midst, nobody doubled', async () => {
    await using clinic = await ServiceWorld.open({
      ...{ fields: false, patients: 60 },
      sync: { batchSize: 5 },
    });
    const { world } = clinic;
    await clinic.start();
    await clinic.until('some contacts', () => world.contacts().length >= 15, { everyMs: 20 });
    await clinic.kill();
    expect(world.contacts().length).toBeLessThan(60);
    await clinic.start();
    await clinic.until('the first load', async () => (await clinic.facts()).firstLoadDone);
    expect(world.notOnce()).toEqual([]);
    expectMirror(world, 'of IDENT');
  });
});

test('what changes in IDENT is in amoCRM within the interval', async () => {
  await using clinic = await ServiceWorld.started();
  clinic.world.editPerson(2, { City: 'Тверь' });
  await clinic.sleep(2 * minute + second);
  expect(clinic.world.contactOf(2).fields['Город']).toBe('Тверь');
});

test('a stop finishes what is in flight, sends nothing more and leaves nothing undecided', async () => {
  await using clinic = await ServiceWorld.open({ patients: 60, sync: { batchSize: 5 } });
  const { world } = clinic;
  await clinic.start();
  await clinic.until('some contacts', () => world.contacts().length >= 15, { everyMs: 20 });
  await clinic.stop();
  const loaded = world.contacts().length;
  expect(loaded).toBeLessThan(60);
  expect(await world.state.intents.all()).toEqual([]);
  expect(await world.state.links.count('linked')).toBe(loaded);
  expect((await world.state.runs.latest(1))[0]).toMatchObject({ outcome: 'failed' });
});

test('a failed pass is tried again sooner than the interval, then ever later; the service goes on', async () => {
  await using clinic = await ServiceWorld.started({ intervalMs: 30 * minute });
  const { world } = clinic;
  await clinic.sleep(30 * minute);
  const before = clinic.passes.length;
  world.editPerson(2, { City: 'Тверь' });
  world.sandbox.faults.add({ times: null, fault: { kind: 'drop', when: 'before' } });
  await clinic.sleep(45 * minute);
  const failed = clinic.passes.slice(before).filter(({ outcome }) => outcome !== 'ok');
  const gaps = failed.slice(1).map((pass, at) => pass.elapsed - (failed[at]?.elapsed ?? 0));
  expect(gaps.slice(0, 4).map((ms) => Math.round(ms / (30 * second)) * 0.5)).toEqual([
    0.5, 1, 2, 4,
  ]);
  expect(Math.max(...gaps)).toBeLessThan(6 * minute);
  expect(await clinic.pauses()).toEqual([]);
  world.sandbox.faults.clear();
  await clinic.until('the change', () => world.contactOf(2).fields['Город'] === 'Тверь');
});

test('a database that is away fails passes, is known to be lost, and is found again', async () => {
  await using clinic = await ServiceWorld.started();
  const { world } = clinic;
  const back = clinic.hideIdent();
  await clinic.sleep(10 * minute);
  const { databaseLostSince, now, lastIncrementalAt } = await clinic.facts();
  expect(now - (databaseLostSince ?? now)).toBeGreaterThan(7 * minute);
  expect(databaseLostSince).toBeGreaterThan(lastIncrementalAt ?? Number.POSITIVE_INFINITY);
  await clinic.restart();
  await clinic.sleep(minute);
  back();
  world.editPerson(3, { City: 'Ржев' });
  await clinic.until('the change', () => world.contactOf(3).fields['Город'] === 'Ржев');
  expect((await clinic.facts()).databaseLostSince).toBeNull();
});

test('the service leaves IDENT in peace for twenty times as long as the last pass kept it busy', async () => {
  await using clinic = await ServiceWorld.started({
    intervalMs: 5 * second,
    slowIdentMs: 200,
    pollMs: 5 * second,
  });
  await clinic.sleep(2 * minute);
  const ended = clinic.passes.filter(({ end }) => end !== undefined);
  expect(ended.length).toBeGreaterThan(3);
  for (const [at, pass] of ended.slice(1).entries()) {
    const before = ended[at];
    const busy = clinic.identBusyMs[at] ?? 0;
    expect(busy).toBeGreaterThanOrEqual(600);
    expect(pass.elapsed - (before?.end ?? 0)).toBeGreaterThanOrEqual(20 * busy);
  }
});

test('changes are carried over in the midst of a first load, which goes on as unfinished as it was', async () => {
  await using clinic = await ServiceWorld.open({
    ...{ patients: 300, identPage: 5, fields: false },
    sync: { batchSize: 5 },
  });
  const { world } = clinic;
  world.sandbox.faults.add({
    match: { method: 'POST', path },
    times: null,
    fault: { kind: 'slow', ms: 40_000 },
  });
  await clinic.start();
  await clinic.until('somebody who is linked', async () => (await world.state.links.count()) > 0);
  world.editPerson(3, { City: 'Тула' });
  const changedAt = world.clock.elapsed;
  await clinic.until('the change', () => world.contactOf(3).fields['Город'] === 'Тула');
  // Within the interval, and half a minute beside what amoCRM itself takes.
  expect(world.clock.elapsed - changedAt).toBeLessThanOrEqual(
    2 * minute + 40 * second + 30 * second,
  );
  const facts = await clinic.facts();
  expect(facts).toMatchObject({ firstLoadDone: false, lastIncrementalAt: null });
  expect(facts.running).toMatchObject({ mode: 'incremental' });
  expect(incidents(facts).map(({ code }) => code)).toEqual(['first-load']);
  // The pass between its pages does not hide it.
  expect(facts.lastRun).toMatchObject({ mode: 'deep', outcome: 'running' });
  await clinic.until('the first load', async () => (await clinic.facts()).firstLoadDone);
  const [load, ...others] = clinic.passes;
  expect(load).toMatchObject({ between: false, mode: 'deep', outcome: 'ok' });
  const within = others.filter(({ between }) => between);
  expect(within.length).toBeGreaterThan(0);
  expect(new Set(within.map(({ mode, outcome }) => `${mode} ${outcome}`))).toEqual(
    new Set(['incremental ok']),
  );
  // What the load passed over is not left to the interval.
  const end = load?.end ?? 0;
  await clinic.until('the next pass', () => clinic.passes.some(({ elapsed }) => elapsed >= end));
  expect(world.clock.elapsed - end).toBeLessThan(30 * second);
  expect(world.notOnce()).toEqual([]);
});

test('a mass change that stops a pass in the midst of a first load is told at once, and pauses nothing', async () => {
  await using clinic = await ServiceWorld.open({
    ...{ patients: 300, identPage: 5, fields: false },
    sync: { batchSize: 5, guard: { percent: 15, rows: 3 } },
  });
  const { world } = clinic;
  world.sandbox.faults.add({
    match: { method: 'POST', path },
    times: null,
    fault: { kind: 'slow', ms: 40_000 },
  });
  await clinic.start();
  await clinic.until('many who are linked', async () => (await world.state.links.count()) > 20);
  for (let id = 1; id <= 20; id += 1) world.editPerson(id, { City: null });
  const codes = async () => incidents(await clinic.facts()).map(({ code }) => code);
  await clinic.until('the stop', async () => (await codes()).includes('stopped'));
  const facts = await clinic.facts();
  expect(facts).toMatchObject({ firstLoadDone: false, pauses: [], lastRun: { mode: 'deep' } });
  expect(await codes()).toEqual(['stopped', 'first-load']);
});

test('one pass runs between two pages of a deep one, and never else two at once', async () => {
  await using clinic = await ServiceWorld.started({
    patients: 40,
    intervalMs: 5 * second,
    identPage: 5,
  });
  const { world } = clinic;
  world.sandbox.faults.add({
    match: { method: 'GET', path },
    times: 30,
    fault: { kind: 'slow', ms: 4_000 },
  });
  await clinic.service.runNow({ kind: 'deep', allowed: null, actor: 'dashboard' });
  await clinic.until('a deep pass', () =>
    clinic.passes.some(({ kind, end }) => kind === 'deep' && end !== undefined),
  );
  const between = clinic.passes.filter((pass) => pass.between);
  expect(between.length).toBeGreaterThan(0);
  expect(between.map(({ kind, outcome }) => `${kind} ${outcome}`)).toContain('incremental ok');
});
