import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import { openWritable } from '../../src/ident/open-connection.ts';
import { createSampleDatabase } from '../../src/sandbox/sample-db/create.ts';

/** A path for a database file in a folder of its own, gone when the test ends. */
export async function newFile(forgetAtEnd = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sample-db-'));
  forgetAtEnd(() => rm(folder, { recursive: true }));
  return join(folder, 'ident.db');
}

/** Runs with an open connection and closes it. */
export async function connected<T>(
  file: string,
  work: (connection: Awaited<ReturnType<typeof openWritable>>) => Promise<T>,
): Promise<T> {
  const connection = await openWritable({ client: 'sqlite', file }, { log: { warn: () => {} } });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

export async function createdFile(
  patients: number,
  seed = 1,
  forgetAtEnd = onTestFinished,
): Promise<string> {
  const file = await newFile(forgetAtEnd);
  await connected(file, (connection) => createSampleDatabase(connection, { patients, seed }));
  return file;
}

export type ReadRow = Readonly<Record<string, string | number | null>>;

/** Plain SQL on a file, past all our own code. */
export function rowsOf(file: string, query: string, ...values: SQLInputValue[]): ReadRow[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare(query).all(...values) as ReadRow[]; // the sample has no blobs
  } finally {
    database.close();
  }
}

export function countOf(file: string, fromWhere: string): number {
  const [{ n } = {}] = rowsOf(file, `select count(*) as n from ${fromWhere}`);
  return Number(n);
}

/** Everything in a file: table by table, all rows by key. */
export function dumpOf(file: string): string {
  const tables = rowsOf(file, `select name, sql from sqlite_master order by name`);
  return tables
    .map(({ name, sql }) =>
      String(sql).startsWith('create table')
        ? JSON.stringify([sql, rowsOf(file, `select * from "${name}" order by 1, 2`)])
        : sql,
    )
    .join('\n');
}
