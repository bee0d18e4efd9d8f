import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqlite, type SqliteOptions } from '../../src/sqlite/sqlite-dialect.ts';

interface Tables {
  notes: { id: number | null; text: unknown };
}

async function file(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sqlite-dialect-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'test.db');
}

function open(path: string, options?: SqliteOptions): Kysely<Tables> {
  const { database, dialect } = openSqlite(path, options);
  if (!options?.readOnly) {
    database.exec('pragma journal_mode = wal; create table if not exists notes (id, text)');
  }
  const db = new Kysely<Tables>({ dialect });
  onTestFinished(() => db.destroy());
  return db;
}

describe("Kysely on Node's own SQLite", () => {
  it('reads and writes, and tells how many rows a statement changed', async () => {
    const db = open(await file());
    await db
      .insertInto('notes')
      .values([
        { id: 1, text: 'a' },
        { id: 2, text: null },
      ])
      .execute();
    const { numUpdatedRows } = await db
      .updateTable('notes')
      .set({ text: true })
      .executeTakeFirstOrThrow();
    expect(numUpdatedRows).toBe(2n);
    expect(await db.selectFrom('notes').selectAll().execute()).toEqual([
      { id: 1, text: 1 },
      { id: 2, text: 1 },
    ]);
  });

  it('a writer that reads first is not thrown out by another process that writes meanwhile', async () => {
    const path = await file();
    const [one, other] = [open(path), open(path, { busyTimeoutMs: 0 })];
    await one.insertInto('notes').values({ id: 1, text: '0' }).execute();
    await one.transaction().execute(async (transaction) => {
      await transaction.selectFrom('notes').selectAll().execute();
      await expect(
        other.insertInto('notes').values({ id: 2, text: '' }).execute(),
      ).rejects.toThrow();
      await transaction.updateTable('notes').set({ text: '1' }).execute();
    });
    expect(await other.selectFrom('notes').select('text').execute()).toEqual([{ text: '1' }]);
  });

  it('opened for reading, it refuses every write, but takes transactions', async () => {
    const path = await file();
    open(path);
    const reader = open(path, { readOnly: true });
    await reader
      .transaction()
      .execute((transaction) => transaction.selectFrom('notes').selectAll().execute());
    await expect(
      reader.insertInto('notes').values({ id: 1, text: '' }).execute(),
    ).rejects.toThrow();
  });

  it('with bigints a number beyond a double does not throw its row away', async () => {
    const path = await file();
    await sql`insert into notes values (9007199254740993, '')`.execute(open(path));
    const reader = open(path, { readOnly: true, bigints: true });
    expect(await reader.selectFrom('notes').select('id').execute()).toEqual([
      { id: 9007199254740993n },
    ]);
  });

  it('refuses what SQLite would bind as NULL or not at all', async () => {
    const db = open(await file());
    const insert = (text: unknown) => db.insertInto('notes').values({ id: 1, text }).execute();
    await expect(insert(new Date())).rejects.toThrow(TypeError);
    await expect(insert({ a: 1 })).rejects.toThrow(TypeError);
  });
});
