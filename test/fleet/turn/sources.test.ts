import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EndedTurn } from '../../../src/fleet/tables/due-times.ts';
import { FleetGround } from '../fleet-ground.ts';
import { oneTurn } from './one-turn.ts';

const databases = `
    sources:
      - { name: Центр, number: 1, DB_FILE: one.db }
      - { name: Север, number: 2, DB_FILE: two.db }`;

test('a database of a clinic that is away is left out of the passes of whichever machine, and tried beside them ever more rarely until it answers', async () => {
  await using ground = await FleetGround.make();
  await ground.patients('one.db', 2, 1);
  await ground.patients('two.db', 3, 2);
  const sandbox = await ground.account();
  ground.write([{ name: 'Сеть', schema: 'net', sandbox, database: 'one.db', more: databases }]);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', 'Сеть', '--start');
  let history: EndedTurn['history'] = null;
  let serverMs = Date.now();
  /** Each is of a machine that has never heard of the clinic, so long after the one before. */
  const turn = async (afterMs = 20_000) => {
    serverMs += afterMs;
    const { next } = await oneTurn(ground, 'Сеть', { begun: { history, serverMs } });
    ({ history } = next);
    expect(next.outcome).toBe('ok');
    return history?.circuits?.map(({ failures, error: { code } }) => ({ failures, code }));
  };
  expect(await turn()).toEqual([]);
  expect(sandbox.crm.count()).toBe(5);

  const file = join(ground.folder, 'two.db');
  renameSync(file, `${file}.away`);
  const away = { code: 'IDENT_FILE_NOT_FOUND' };
  expect(await turn()).toEqual([{ ...away, failures: 1 }]);
  // Nobody asks it yet.
  expect(await turn()).toEqual([{ ...away, failures: 1 }]);
  expect(await turn()).toEqual([{ ...away, failures: 2 }]);
  renameSync(`${file}.away`, file);
  expect(await turn()).toEqual([{ ...away, failures: 2 }]);
  expect(await turn(60_000)).toEqual([]);
});
