import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type pg from 'pg';
import { openSqlite } from '../../../sqlite/sqlite-dialect.ts';
import { closeToOthers } from '../../file/disk.ts';
import { StateError, stateErrors } from '../../file/errors.ts';
import { stateFailure } from '../../file/state-failure.ts';
import { bringToShape } from '../../shape/bring-to-shape.ts';
import type { StateTables } from '../../shape/schema.ts';
import { lastNumberIn, rowsIn, sumOf, type TableShape, tablesIn } from '../../shape/table-rows.ts';
import { patience } from '../client/patience.ts';
import { bySession } from '../connections.ts';
import { takenSteps } from '../schema-on-server.ts';
import { addressOf, type StateServer } from '../server.ts';
import { copyDiffers } from './copy-differs.ts';
import { ServerTables } from './server-tables.ts';

/**
 * Writes a state on a server into a new SQLite file, as it was at one moment and in the shape that it has there. What
 * was written is read back and compared.
 *
 * @throws StateError STATE_ABSENT, STATE_NEWER, STATE_COPY_DIFFERS
 */
export async function copyFromServer(server: StateServer, file: string): Promise<void> {
  const copy = async (client: pg.Client) => {
    await client.query('begin isolation level repeatable read read only');
    const upTo = (await takenSteps(client, server)).at(-1);
    if (upTo === undefined) throw new StateError(stateErrors.absent({ state: addressOf(server) }));
    await makeShape(file, upTo);
    using database = openedForFilling(file);
    const tables = new ServerTables(client, server);
    for (const table of tablesIn(database)) await fill(database, table, tables, server);
    database.exec('commit');
  };
  await bySession(server, copy, { answerMs: patience.wholeMs });
}

/** Until it is whole nobody has any use for it: `closeCopy` makes it durable. */
const unhurried = 'pragma journal_mode = memory; pragma synchronous = off';

/** An older state is copied as what it is: whoever restores it brings it to their own shape. */
async function makeShape(file: string, upTo: string): Promise<void> {
  closeToOthers(file);
  const { database, dialect } = openSqlite(file, { failure: (error) => stateFailure(error, file) });
  using _ = database;
  database.exec(unhurried);
  await bringToShape(new Kysely<StateTables>({ dialect }), { upTo });
}

function openedForFilling(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec(unhurried);
  database.exec('begin exclusive');
  return database;
}

async function fill(
  database: DatabaseSync,
  table: TableShape,
  tables: ServerTables,
  server: StateServer,
): Promise<void> {
  const { name, columns, counter } = table;
  const places = columns.map(() => '?').join(', ');
  const sum = sumOf([]);
  try {
    database.exec(`delete from "${name}"`);
    const insert = database.prepare(`insert into "${name}" values (${places})`);
    for await (const row of tables.rows(table)) {
      insert.run(...row);
      sum.add(row);
    }
    if (counter !== null) {
      const last = await tables.lastNumber(table);
      database.prepare('delete from sqlite_sequence where name = ?').run(name);
      database.prepare('insert into sqlite_sequence (name, seq) values (?, ?)').run(name, last);
      if (lastNumberIn(database, table) !== last) throw differs(server, name);
    }
  } catch (error) {
    throw isOfSqlite(error) ? differs(server, name, error) : error;
  }
  if (!sumOf(rowsIn(database, table)).equals(sum)) throw differs(server, name);
}

/** A row that the same table of SQLite refuses is one that its index on the server should not have let in. */
const isOfSqlite = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 19;

const differs = (server: StateServer, table: string, cause?: unknown): StateError =>
  new StateError(copyDiffers({ address: addressOf(server), table }), { cause });
