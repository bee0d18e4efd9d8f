import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { forget, loaded, ourFields, rowsNaming } from './forgotten.ts';

describe('a patient who is recalled', () => {
  test('is created by the next pass, without any change in IDENT, and only once', async () => {
    await using world = await loaded();
    await forget(world);
    expect(await world.state.forgotten.undo(1 as PatientId)).toBe(true);
    const next = await world.sync();
    expect(next).toMatchObject({ mode: 'incremental', counts: { forgotten: 0 } });
    expect(world.contactsOf(1)).toHaveLength(1);
    expect(await world.sync()).toMatchObject({ requests: 0, outcome: 'ok' });
    expect(await rowsNaming(world, 1)).not.toHaveProperty('forgotten');
  });

  test('stays due until a pass has come to its end', async () => {
    await using world = await loaded();
    await forget(world);
    await world.state.forgotten.undo(1 as PatientId);
    world.sandbox.faults.add({ times: null, fault: { kind: 'status', status: 402, body: 'json' } });
    await expect(world.sync()).rejects.toThrow();
    world.sandbox.faults.clear();
    await world.sync();
    expect(world.contactsOf(1)).toHaveLength(1);
  });

  test('without having been on the list changes nothing', async () => {
    await using world = await loaded();
    expect(await world.state.forgotten.undo(1 as PatientId)).toBe(false);
    expect(await world.sync()).toMatchObject({ requests: 0 });
  });
});

test('an update that is still on its way is waited for, and what it brings is cleared as well', async () => {
  await using world = await loaded();
  const { id } = world.contactOf(1);
  world.editPerson(1, { City: 'Тула' });
  const stop = new AbortController();
  world.sandbox.faults.add({
    match: { method: 'PATCH', path: '^/api/v4/contacts$' },
    times: null,
    fault: { kind: 'late-commit', ms: 30_000 },
  });
  void world.clock.sleep(5_000).then(() => stop.abort(new Error('stopped')));
  await expect(world.sync({}, { signal: stop.signal })).rejects.toThrow('stopped');
  expect(await world.state.intents.late()).toHaveLength(1);
  world.sandbox.faults.clear();
  const begun = world.clock.monotonic();
  await forget(world);
  const waited = world.clock.monotonic() - begun;
  // Till the request can arrive, and show, no more, and no longer.
  expect(waited).toBeGreaterThan(30_000);
  expect(waited).toBeLessThan(77_000);
  expect(ourFields(world, id)).toEqual([]);
  expect(await world.state.intents.late()).toEqual([]);
});
