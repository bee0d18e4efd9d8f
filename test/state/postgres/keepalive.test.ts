import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { connect, oneSession, poolOf } from '../../../src/state/postgres/connections.ts';
import { tablesIn } from '../../../src/state/postgres/dialect.ts';
import { StateFolder } from '../folder.ts';

const settings = [
  'tcp_keepalives_idle',
  'tcp_keepalives_interval',
  'tcp_keepalives_count',
  'tcp_user_timeout',
] as const;
const question = `select ${settings.map((name) => `current_setting('${name}') as ${name}`).join(', ')}`;

/** Seconds, seconds, probes, milliseconds: 10 + 3 × 5 s. */
const wanted = {
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '25000',
};

test('the server finds out within half a minute that a machine of ours is gone, and frees its locks: each kind of connection asks it to', async () => {
  await using folder = new StateFolder('PostgreSQL');
  const server = await folder.onServer();
  if (server === null) throw new Error('the folder is one of a state on a server');
  const session = await connect(server);
  expect((await session.query(question)).rows).toEqual([wanted]);
  await session.end();
  for (const pool of [poolOf(server, { most: 1 }), oneSession(server)]) {
    const tables = tablesIn(server.schema, pool);
    expect((await sql.raw(question).execute(tables)).rows).toEqual([wanted]);
    await tables.destroy();
  }
});
