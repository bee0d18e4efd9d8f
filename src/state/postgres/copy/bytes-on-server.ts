import { connect } from '../connections.ts';
import type { StateServer } from '../server.ts';
import { serverFailure } from '../server-failure.ts';

/** What a state takes of the server's disk, with its indexes. */
export async function bytesOnServer(server: StateServer): Promise<number> {
  const client = await connect(server);
  try {
    const { rows } = await client.query<{ bytes: number }>(
      `select coalesce(sum(pg_catalog.pg_total_relation_size(c.oid)), 0) as bytes
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = $1 and c.relkind = 'r'`,
      [server.schema],
    );
    return rows[0]?.bytes ?? 0;
  } catch (error) {
    throw serverFailure(error, server);
  } finally {
    await client.end().catch(() => undefined);
  }
}
