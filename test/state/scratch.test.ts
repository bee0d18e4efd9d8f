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
