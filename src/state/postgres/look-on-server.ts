import { steps } from '../shape/bring-to-shape.ts';
import { migrations } from '../shape/migrations.ts';
import { connect } from './connections.ts';
import type { StateServer } from './server.ts';
import { serverFailure } from './server-failure.ts';

/** Whether a state was made there, and whether it has this version's shape; changes nothing. */
export async function lookOnServer(server: StateServer): Promise<'absent' | 'older' | 'present'> {
  const client = await connect(server);
  try {
    const table = `${client.escapeIdentifier(server.schema)}.${client.escapeIdentifier(steps)}`;
    const there = await client.query<{ is: boolean }>(
      'select pg_catalog.to_regclass($1) is not null as is',
      [table],
    );
    if (there.rows[0]?.is !== true) return 'absent';
    const { rows } = await client.query<{ n: number }>(`select count(*) as n from ${table}`);
    return (rows[0]?.n ?? 0) < Object.keys(migrations).length ? 'older' : 'present';
  } catch (error) {
    throw serverFailure(error, server);
  } finally {
    await client.end().catch(() => undefined);
  }
}
