import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { afterAnswer } from '../../support/http/tampered-fetch.ts';
import { World } from '../../support/world.ts';

const page403 = () => new Response('<html>403 Forbidden</html>', { status: 403 });

const path = '^/api/v4/contacts$';
const creates = { method: 'POST', path };

/** What concerns the account, with the error that it ends a pass with. */
const refusals: Readonly<
  Record<string, { fault: Fault; code: string; exit: number; retryable: boolean }>
> = {
  'an unpaid account (402)': {
    fault: { kind: 'status', status: 402 },
    ...{ code: 'AMO_PAYMENT_REQUIRED', exit: 1, retryable: false },
  },
  'missing rights (JSON 403)': {
    fault: { kind: 'status', status: 403, body: 'json' },
    ...{ code: 'AMO_FORBIDDEN', exit: 1, retryable: false },
  },
  'a revoked token (401)': {
    fault: { kind: 'status', status: 401, body: 'json' },
    ...{ code: 'AMO_UNAUTHORIZED', exit: 4, retryable: false },
  },
  'a renamed account (404)': {
    fault: { kind: 'status', status: 404, body: 'json' },
    ...{ code: 'AMO_NOT_FOUND', exit: 1, retryable: false },
  },
  'endless throttling (429)': {
    fault: { kind: 'status', status: 429 },
    ...{ code: 'AMO_RATE_LIMITED', exit: 5, retryable: true },
  },
};

describe.for(Object.entries(refusals))('%s', ([, { fault, ...error }]) => {
  test('in the middle of a first load ends it, rejects no row, and the next pass finishes', async () => {
    await using world = await World.open({ patients: 20, sync: { batchSize: 5 } });
    world.sandbox.faults.add({ match: creates, skip: 1, times: null, fault });
    await expect(world.sync()).rejects.toMatchObject(error);
    expect(await world.state.rejected.all()).toEqual([]);
    // It is sure that nothing of a refused request was carried out: nothing is undecided.
    expect(await world.state.intents.all()).toEqual([]);
    expect(await world.state.links.count('linked')).toBe(5);
    expect(await world.state.meta.get('cursor')).toBeUndefined();
    expect((await world.state.runs.latest(1))[0]).toMatchObject({
      outcome: 'failed',
      errorCode: error.code,
      counts: { created: 5 },
    });

    world.sandbox.faults.clear();
    expect(await world.sync()).toMatchObject({ outcome: 'ok', counts: { created: 15 } });
    expect(world.notOnce()).toEqual([]);
  });

  test('at an update ends the pass, moves no hash, and the next pass writes the change', async () => {
    await using world = await World.open({ patients: 3 });
    await world.sync();
    world.editPerson(2, { City: 'Тверь' });
    world.sandbox.faults.add({ match: { method: 'PATCH', path }, times: null, fault });
    await expect(world.sync()).rejects.toMatchObject(error);
    world.sandbox.faults.clear();
    expect((await world.sync()).counts).toMatchObject({ updated: 1 });
    expect(world.contactOf(2).fields['Город']).toBe('Тверь');
  });
});

test('a burst of 429s only slows the pass down', async () => {
  await using world = await World.open({ patients: 20, sync: { batchSize: 5 } });
  world.sandbox.faults.add({ match: creates, times: 5, fault: { kind: 'status', status: 429 } });
  expect(await world.sync()).toMatchObject({ outcome: 'ok', counts: { created: 20 } });
  expect(world.notOnce()).toEqual([]);
});

test('a token that is revoked for good is not enough; a new one finishes the work', async () => {
  await using world = await World.open({ patients: 10, sync: { batchSize: 5 } });
  world.sandbox.oauth.revokeAll();
  await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_UNAUTHORIZED', exit: 4 });
  world.amo = world.client();
  await world.sync();
  expect(world.notOnce()).toEqual([]);
});

test('an HTML 403 opens the circuit: nothing more is sent for a quarter of an hour, then the work is finished', async () => {
  await using world = await World.open({ patients: 20, sync: { batchSize: 5 } });
  // From the second create on, of whatever is asked.
  let left = 1;
  world.sandbox.faults.add({
    match: creates,
    skip: 1,
    fault: { kind: 'status', status: 403, body: 'html' },
  });
  world.amo = world.client(
    afterAnswer(({ method, path, status }) => {
      if (status === 403) left = 0;
      return left === 0 && method === 'GET' && path === '/api/v4/account' ? page403() : null;
    }),
  );
  await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_RATE_BLOCKED', exit: 5 });
  world.amo = world.client();
  expect(await world.state.rejected.all()).toEqual([]);
  const mark = world.mark();
  await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_RATE_BLOCKED' });
  expect(world.requestsSince(mark)).toEqual([]);
  await world.clock.advance(16 * 60_000);
  await world.sync();
  expect(world.notOnce()).toEqual([]);
});

test('while amoCRM cannot be reached nothing is lost, and nothing waits to be looked for', async () => {
  await using world = await World.open({ patients: 6 });
  await world.sync();
  world.editPerson(2, { City: 'Тверь' });
  world.addPatient(901, { Name: 'Анна' });
  const { fetch } = globalThis;
  world.amo = world.client(() =>
    Promise.reject(
      new TypeError('fetch failed', {
        cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED', syscall: 'connect' }),
      }),
    ),
  );
  await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_UNREACHABLE', exit: 5 });
  expect(await world.state.intents.all()).toEqual([]);
  world.amo = world.client(fetch);
  expect((await world.sync()).counts).toMatchObject({ created: 1, updated: 1 });
});
