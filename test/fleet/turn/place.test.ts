import { expect, test } from 'vitest';
import { FleetGround } from '../fleet-ground.ts';
import { oneTurn } from './one-turn.ts';

test('a quick place makes no deep pass, whether its hour has struck since or a person asked for one: the clinic waits for a long one at once', async () => {
  await using ground = await FleetGround.make();
  await ground.patients('one.db', 2);
  ground.write([{ name: 'one', schema: 'one', sandbox: await ground.account() }]);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', 'one', '--start');
  const misplaced = { class: 'long', dueInMs: 0, outcome: null, failures: 0 };
  const passes = async () =>
    (await ground.sql(`select 1 from one.runs where mode = 'deep'`)).length;
  const quick = async () => (await oneTurn(ground, 'one', { place: 'quick' })).next;
  const long = async () => (await oneTurn(ground, 'one')).next;

  expect(await quick()).toMatchObject(misplaced);
  expect(await passes()).toBe(0);
  expect(await long()).toMatchObject({ outcome: 'ok', class: 'quick' });

  // As if the last one were of the day before yesterday.
  await ground.sql(`update one.meta set value = (value::numeric - 172800000)::text
    where name = 'lastDeepAt'`);
  expect(await quick()).toMatchObject(misplaced);
  expect(await passes()).toBe(1);
  expect(await long()).toMatchObject({ outcome: 'ok', class: 'quick' });

  await ground.sql(
    `insert into one.wishes (kind, actor, asked_at) values ('deep', 'dashboard', ${Date.now()})`,
  );
  expect(await quick()).toMatchObject(misplaced);
  expect(await passes()).toBe(2);
  expect(await long()).toMatchObject({ outcome: 'ok', class: 'quick' });
  expect(await passes()).toBe(3);
});
