import { DatabaseSync } from 'node:sqlite';
import { StateError } from '../../file/errors.ts';
import { lastNumberIn, rowsIn, sumOf, tablesIn } from '../../shape/table-rows.ts';
import { connect, poolOf } from '../connections.ts';
import { tablesIn as tablesOnServer } from '../dialect.ts';
import { lockKey } from '../locks/lock-keys.ts';
import { prepareSchema } from '../schema-on-server.ts';
import { addressOf, type StateServer } from '../server.ts';
import { serverFailure } from '../server-failure.ts';
import { copyDiffers } from './copy-differs.ts';
import { ServerTables } from './server-tables.ts';

/**
 * Puts what a SQLite file of this version's shape holds in the place of a state on a server, in one transaction: whoever
 * reads it sees the old or the new content. Each table is read back and compared before that transaction ends.
 *
 * @throws StateError STATE_COPY_DIFFERS
 */
export async function putOnServer(server: StateServer, file: string): Promise<void> {
  const db = tablesOnServer(server.schema, poolOf(server, { most: 1 }));
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const [clinic] = await prepareSchema(server, db, async () => undefined);
    const client = await connect(server);
    try {
      const target = new ServerTables(client, server);
      const tables = tablesIn(database);
      const { first, second } = lockKey('write', clinic);
      await client.query(`begin; select pg_catalog.pg_advisory_xact_lock(${first}, ${second})`);
      const names = tables.map(({ name }) => target.nameOf(name)).join(', ');
      // Readers go on; a writer that no lock of ours keeps out waits.
      await client.query(`lock table ${names} in exclusive mode`);
      await target.empty(tables);
      for (const table of tables) {
        await target.fill(table, rowsIn(database, table));
        if (table.counter !== null) {
          await target.countFrom(table, lastNumberIn(database, table));
        }
        const sum = sumOf(rowsIn(database, table));
        if (!sum.equals(await target.sum(table))) {
          const address = addressOf(server);
          throw new StateError(copyDiffers({ address, table: table.name }));
        }
      }
      await client.query(`analyze ${names}; commit`);
    } finally {
      await client.end().catch(() => undefined);
    }
  } catch (error) {
    throw serverFailure(error, server);
  } finally {
    database.close();
    await db.destroy();
  }
}
