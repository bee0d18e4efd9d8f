import { expect, test } from 'vitest';
import { FleetGround } from '../fleet-ground.ts';
import { oneTurn } from './one-turn.ts';

test('a machine completes no state of which a table is missing: it leaves the clinic to others, and a migration makes the table', async () => {
  await using ground = await FleetGround.make();
  await ground.patients('one.db', 1);
  ground.write([{ name: 'one', schema: 'one', sandbox: await ground.account() }]);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', 'one', '--start');
  const isThere = async () => {
    const [row] = await ground.sql<{ is: boolean }>(
      `select to_regclass('one.limiter') is not null as is`,
    );
    return row?.is;
  };
  await ground.sql('drop table one.limiter');
  const { next, unfit } = await oneTurn(ground, 'one');
  expect([unfit, next.outcome, await isThere()]).toEqual(['STATE_OLDER', null, false]);
  expect((await ground.run('fleet', 'migrate', '--json')).json).toMatchObject({ errors: [] });
  expect(await isThere()).toBe(true);
  expect((await oneTurn(ground, 'one')).next.outcome).toBe('ok');
});
