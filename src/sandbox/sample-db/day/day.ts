import type { Faker } from '@faker-js/faker';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Flavor } from '../../../ident/connection/connection.ts';
import { RowWriter, wallClockFor } from '../row-writer.ts';
import type { Rows, SampleTables, TableName } from '../schema.ts';
import { shifted } from '../wall-clock.ts';

/** What every change of a clinic's day works with. */
export interface Day {
  readonly db: Kysely<SampleTables>;
  readonly flavor: Flavor;
  readonly faker: Faker;
  readonly seed: number;
  /** The wall clock that all changes are stamped with. */
  readonly now: string;
}

/** The day's present less some minutes, as a cell of a date-time column. */
export function ago(day: Day, minutes: number): string {
  return wallClockFor(day.flavor, shifted(day.now, -minutes));
}

export async function insert(day: Day, rows: Rows): Promise<void> {
  const writer = new RowWriter(day.db, day.flavor);
  await writer.write(rows);
  await writer.end();
}

/** Some id among the rows that fit, found without sorting or reading them all; `null` when none fits. */
export async function anyId(
  day: Day,
  table: TableName,
  column: string,
  fits: RawBuilder<unknown> = sql`1 = 1`,
): Promise<number | null> {
  const max = await idFrom(day, table, sql`max(${sql.ref(column)})`, fits);
  if (max === null) return null;
  const from = day.faker.number.int({ min: 1, max });
  const upwards = sql`${sql.ref(column)} >= ${from} and ${fits}`;
  return await idFrom(day, table, sql`min(${sql.ref(column)})`, upwards);
}

/** One above the highest id of the rows that fit. */
export async function nextId(
  day: Day,
  table: TableName,
  column: string,
  fits: RawBuilder<unknown> = sql`1 = 1`,
): Promise<number> {
  return ((await idFrom(day, table, sql`max(${sql.ref(column)})`, fits)) ?? 0) + 1;
}

async function idFrom(
  day: Day,
  table: TableName,
  id: RawBuilder<unknown>,
  fits: RawBuilder<unknown>,
): Promise<number | null> {
  const query = sql<{
    id: number | null;
  }>`select ${id} as id from ${sql.table(table)} where ${fits}`;
  const { rows } = await query.execute(day.db);
  return rows[0]?.id ?? null;
}
