import { Kysely } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openSqlite } from '../../src/sqlite/sqlite-dialect.ts';
import { BulkInsert } from '../../src/state/bulk-insert.ts';

interface Row {
  id: number;
  word: string | null;
}

async function aTable(): Promise<Kysely<{ rows: Row }>> {
  const db = new Kysely<{ rows: Row }>({ dialect: openSqlite(':memory:').dialect });
  onTestFinished(() => db.destroy());
  await db.schema
    .createTable('rows')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('word', 'text')
    .execute();
  return db;
}

const rowsFrom = (first: number, count: number): Row[] =>
  Array.from({ length: count }, (_, at) => ({
    id: first + at,
    word: at % 3 === 0 ? null : `word ${first + at}`,
  }));

test.each([0, 1, 124, 125, 126, 250, 777])(
  '%i rows inserted in bulk stand there as they are',
  async (count) => {
    const db = await aTable();
    const bulk = new BulkInsert<Row>((rows) => db.insertInto('rows').values(rows));
    const [some, others] = [rowsFrom(1, count), rowsFrom(10_001, count)];
    await bulk.insert(db, some);
    // Properties in another order are the same row.
    await bulk.insert(
      db,
      others.map(({ id, word }) => ({ word, id })),
    );
    const stored = await db.selectFrom('rows').selectAll().orderBy('id').execute();
    expect(stored).toEqual([...some, ...others]);
  },
);

test('what a bulk insert does with rows that are there is done with each', async () => {
  const db = await aTable();
  const bulk = new BulkInsert<Row>((rows) =>
    db
      .insertInto('rows')
      .values(rows)
      .onConflict((c) => c.column('id').doUpdateSet((e) => ({ word: e.ref('excluded.word') }))),
  );
  await bulk.insert(db, rowsFrom(1, 300));
  await bulk.insert(
    db,
    rowsFrom(1, 300).map(({ id }) => ({ id, word: 'new' })),
  );
  const stored = await db.selectFrom('rows').selectAll().execute();
  expect(stored.map(({ word }) => word)).toEqual(Array.from({ length: 300 }, () => 'new'));
});

test('a bulk insert is part of the transaction that it is given', async () => {
  const db = await aTable();
  const bulk = new BulkInsert<Row>((rows) => db.insertInto('rows').values(rows));
  const broken = db.transaction().execute(async (tx) => {
    await bulk.insert(tx, rowsFrom(1, 300));
    throw new Error('broken off');
  });
  await expect(broken).rejects.toThrow('broken off');
  expect(await db.selectFrom('rows').selectAll().execute()).toEqual([]);
});

test('a bulk insert with a value that is none of its rows is refused', async () => {
  const db = await aTable();
  const bulk = new BulkInsert<Row>((rows) =>
    db
      .insertInto('rows')
      .values(rows)
      .onConflict((c) => c.column('id').doUpdateSet({ word: 'a value of its own' })),
  );
  await expect(bulk.insert(db, rowsFrom(1, 300))).rejects.toThrow(TypeError);
});
