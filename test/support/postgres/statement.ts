import pg from 'pg';
import type { StateServer } from '../../../src/state/postgres/server.ts';

/** A statement as whoever looks after the server. */
export async function statementOn<Row extends pg.QueryResultRow>(
  { host, port, user, database }: Pick<StateServer, 'host' | 'port' | 'user' | 'database'>,
  text: string,
): Promise<readonly Row[]> {
  const client = new pg.Client({ host, port, user, database });
  // Who ends sessions may end this one: whoever asks is told by the statement.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
