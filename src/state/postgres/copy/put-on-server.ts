import { DatabaseSync } from 'node:sqlite';
import type pg from 'pg';
import { StateError } from '../../file/errors.ts';
import { lastNumberIn, rowsIn, sumOf, tablesIn } from '../../shape/table-rows.ts';
import { prepareSchema } from '../schema-on-server.ts';
import { addressOf, type StateServer } from '../server.ts';
import { copyDiffers } from './copy-differs.ts';
import { ServerTables } from './server-tables.ts';

/** The tables in this version's shape, whatever is in them. */
export async function prepareTables(server: StateServer): Promise<void> {
  await prepareSchema(server, async () => undefined);
}

/**
 * Puts what a SQLite file of this version's shape holds in the place of a state on a server, in the transaction that the
 * session is in: whoever reads it sees the old or the new content. Each table is read back and compared.
 *
 * @param isDamaged what stands there cannot be read: tables and indexes are made anew, for which readers wait.
 * @throws StateError STATE_COPY_DIFFERS
 */
export async function putOnServer(
  client: pg.Client,
  server: StateServer,
  { file, isDamaged }: { readonly file: string; readonly isDamaged: boolean },
): Promise<void> {
  using database = new DatabaseSync(file, { readOnly: true });
  const target = new ServerTables(client, server);
  const tables = tablesIn(database);
  const names = tables.map(({ name }) => target.nameOf(name)).join(', ');
  // Readers go on; a writer that no lock of ours keeps out waits.
  await client.query(`lock table ${names} in exclusive mode`);
  if (isDamaged) await client.query(`truncate ${names}`);
  else await target.empty(tables);
  for (const table of tables) {
    await target.fill(table, rowsIn(database, table));
    if (table.counter !== null) {
      await target.countFrom(table, lastNumberIn(database, table));
    }
    const sum = sumOf(rowsIn(database, table));
    if (!sum.equals(await target.sum(table))) {
      throw new StateError(copyDiffers({ address: addressOf(server), table: table.name }));
    }
  }
  await client.query(`analyze ${names}`);
}
