import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FleetGround } from '../fleet-ground.ts';
import { oneTurn } from './one-turn.ts';

let ground: FleetGround;

beforeAll(async () => {
  ground = await FleetGround.make();
  await ground.patients('one.db', 2);
  ground.write([{ name: 'one', schema: 'one', sandbox: await ground.account() }]);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', 'one', '--start');
  expect((await oneTurn(ground, 'one')).next.outcome).toBe('ok');
});
afterAll(() => ground[Symbol.asyncDispose]());

/** Its last good pass waited long for an answer, which one that fails does not change. */
const silentMs = 25_000;
const before = { incremental: { begunAt: 1_000, failures: 1 }, deep: null, silentMs };

test('a machine that is stopped when a pass has just failed leaves to the others what it has learnt, and one that is stopped in its midst leaves it as due as it was', async () => {
  const file = join(ground.folder, 'one.db');
  renameSync(file, `${file}.away`);
  const over = new AbortController();
  const failed = await oneTurn(ground, 'one', {
    begun: { history: before, failures: 1 },
    signal: over.signal,
    listener: ({ type }) => {
      if (type === 'pass-ended') over.abort();
    },
  });
  expect(failed.next).toMatchObject({
    ...{ failures: 2, class: 'troubled', outcome: 'IDENT_FILE_NOT_FOUND' },
    history: { incremental: { failures: 2 }, silentMs },
  });
  expect(failed.next.dueInMs).toBeGreaterThan(30_000);

  // Nobody has been told of it yet.
  const late = new AbortController();
  const log = pino(
    {},
    {
      write: (line) => {
        if (line.includes('"msg":"pass failed"')) late.abort();
      },
    },
  );
  const failedBefore = await oneTurn(ground, 'one', {
    ...{ begun: { history: before, failures: 1 }, signal: late.signal, log },
  });
  expect(late.signal.aborted).toBe(true);
  expect(failedBefore.next).toMatchObject({
    ...{ failures: 2, class: 'troubled', outcome: 'IDENT_FILE_NOT_FOUND' },
    history: { incremental: { failures: 2 }, silentMs },
  });
  renameSync(`${file}.away`, file);

  const stop = new AbortController();
  const cut = await oneTurn(ground, 'one', {
    begun: { history: before, failures: 1 },
    signal: stop.signal,
    listener: ({ type }) => {
      if (type === 'pass-started') stop.abort();
    },
  });
  expect(cut.next).toMatchObject({ failures: 1, dueInMs: 0, outcome: null });
  expect(cut.next.history).toMatchObject({ incremental: before.incremental, silentMs });
  // Nobody was silent in this one.
  expect((await oneTurn(ground, 'one')).next.history).toMatchObject({ silentMs: 0 });
});
