import type pg from 'pg';
import { steps } from '../shape/bring-to-shape.ts';
import { migrations } from '../shape/migrations.ts';
import { bySession } from './connections.ts';
import { type StateServer, tableOf } from './server.ts';

/** Whether a state was made there, and whether it has this version's shape; changes nothing. */
export const lookOnServer = (server: StateServer): Promise<'absent' | 'older' | 'present'> =>
  bySession(server, async (client) => {
    const table = tableOf(server, steps);
    if (!(await isTableThere(client, table))) return 'absent';
    const { rows } = await client.query<{ n: number }>(`select count(*) as n from ${table}`);
    return (rows[0]?.n ?? 0) < Object.keys(migrations).length ? 'older' : 'present';
  });

export async function isTableThere(client: pg.Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ is: boolean }>(
    'select pg_catalog.to_regclass($1) is not null as is',
    [table],
  );
  return rows[0]?.is === true;
}
