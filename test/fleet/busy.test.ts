import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/state/postgres/connections.ts';
import { lockKey } from '../../src/state/postgres/locks/lock-keys.ts';
import { FleetGround } from './fleet-ground.ts';

let ground: FleetGround;

beforeAll(async () => {
  ground = await FleetGround.make();
  const [one, two] = [await ground.account(31_000_001), await ground.account(31_000_002)];
  ground.write([
    { name: 'one', schema: 'one', sandbox: one },
    { name: 'two', schema: 'two', sandbox: two },
  ]);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', 'one');
  // As a session's own lock_timeout, which nobody has to wait half a minute for.
  await ground.sql(`create function impatient() returns event_trigger language plpgsql as $$ begin
      perform set_config('lock_timeout', '200', false); end $$;
    create event trigger impatient on login execute function impatient()`);
});
afterAll(() => ground[Symbol.asyncDispose]());

const busy = {
  error: { code: 'STATE_SERVER_BUSY', message: expect.stringContaining('55P03') },
};

/** Somebody else is making a state just now, and does not come to an end. */
async function turnHeld(): Promise<AsyncDisposable> {
  const { first, second } = lockKey('open', 0);
  const client = await connect({ ...ground.server, schema: 'somebody' });
  await client.query(`select pg_advisory_lock(${first}, ${second})`);
  return { [Symbol.asyncDispose]: () => client.end() };
}

test.for([['add', 'two'], ['migrate']] as const)(
  '«fleet %s» that waits in vain for its turn says that the server is busy, and works when it is run again',
  async (words) => {
    {
      await using _ = await turnHeld();
      expect(await ground.run('fleet', ...words, '--json')).toMatchObject({ code: 5, json: busy });
    }
    expect(await ground.run('fleet', ...words, '--json')).toMatchObject({ code: 0 });
  },
);

test('a clinic whose tables somebody holds is told of by its name when all are migrated, and the others are not kept back', async () => {
  await ground.sql('drop table one.limiter; drop table two.limiter');
  {
    await using _ = await ground.locked('one.lineage');
    expect((await ground.run('fleet', 'migrate', '--json')).json).toMatchObject({
      errors: [{ clinic: 'one', ...busy.error }],
    });
  }
  const there = await ground.sql(
    `select to_regclass('one.limiter') is null as one, to_regclass('two.limiter') is null as two`,
  );
  expect(there).toEqual([{ one: true, two: false }]);
  expect((await ground.run('fleet', 'migrate', '--json')).json).toMatchObject({ errors: [] });
});
