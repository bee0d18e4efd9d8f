import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { StateFolder } from './folder.ts';

test('behind a long statement of a pass’s scratch in a file the loop of the process turns', async () => {
  await using folder = new StateFolder();
  const state = await folder.open();
  await using scratch = state.scratch();
  const heard: string[] = [];
  setImmediate(() => heard.push('a sign of life'));
  // Hundreds of milliseconds on any machine.
  await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000000)
    select count(*) from n`.execute(scratch.db);
  heard.push('the next statement');
  expect(heard).toEqual(['a sign of life', 'the next statement']);
});

test('a scratch on a server whose session was ended opens no other one in silence: the pass is told that the server closed it', async () => {
  await using folder = new StateFolder('PostgreSQL');
  const state = await folder.open();
  await using scratch = state.scratch();
  await sql`create temporary table seen (id bigint)`.execute(scratch.db);
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(scratch.db);
  await folder.admin(`select pg_terminate_backend(${rows[0]?.pid})`);
  const ask = () => sql`select id from seen`.execute(scratch.db);
  const refusal = { code: 'STATE_SERVER_UNREACHABLE', retryable: true };
  await expect(ask()).rejects.toMatchObject(refusal);
  await expect(ask()).rejects.toMatchObject(refusal);
});
