import { setImmediate } from 'node:timers/promises';
import { Kysely } from 'kysely';
import { openSqlite } from '../../sqlite/sqlite-dialect.ts';
import { Meta } from '../account/meta.ts';
import { closeCopy } from '../backup/backup-copy.ts';
import { statementFailure } from '../file/state-failure.ts';
import { bringToShape } from '../shape/bring-to-shape.ts';
import type { StateTables } from '../shape/schema.ts';
import { rowsIn, sumOf, type TableSum, tablesIn } from '../shape/table-rows.ts';
import type { Moved } from './moved.ts';

/** Rows by the table's name. */
export type TableCounts = Readonly<Record<string, number>>;

/** Makes of a copy what shall arrive: in this version's shape, held by nobody, and marked. */
export async function prepareArrival(file: string, moved: Moved): Promise<void> {
  await opened(file, async (db) => {
    await bringToShape(db);
    await db.deleteFrom('lock_holder').execute();
    await new Meta(db).set('moved', moved);
  });
  closeCopy(file);
}

/** What a copy holds, but for what is about a move and about who works; the copy is spent by it. */
export async function countsOf(file: string): Promise<ReadonlyMap<string, TableSum>> {
  return await opened(file, async (db, database) => {
    await bringToShape(db);
    await db.deleteFrom('lock_holder').execute();
    await new Meta(db).clear('moved');
    const sums = new Map<string, TableSum>();
    for (const table of tablesIn(database)) {
      sums.set(table.name, sumOf(rowsIn(database, table)));
      // The sessions that hold our locks tell the server that we live, between one table and the next.
      for (let turn = 0; turn < 2; turn += 1) await setImmediate();
    }
    return sums;
  });
}

async function opened<T>(
  file: string,
  work: (
    db: Kysely<StateTables>,
    database: ReturnType<typeof openSqlite>['database'],
  ) => Promise<T>,
): Promise<T> {
  const { database, dialect } = openSqlite(file, {
    failure: (error) => statementFailure(error, file),
  });
  using _ = database;
  database.exec('pragma journal_mode = memory; pragma synchronous = off');
  return await work(new Kysely<StateTables>({ dialect }), database);
}
