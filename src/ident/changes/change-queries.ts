import { sql } from 'kysely';
import { type Column, ref, type Sql, type SqlDialect } from '../sql/dialect.ts';
import type { ChangeSource, DueSource, RowversionSource, StampSource } from './change-source.ts';
import { hoursBefore } from './stamp.ts';

/** The n-th stamp of a row that {@link stampScan} or {@link stampPositions} returns. */
export function stampName(index: number): string {
  return `stamp_${index}`;
}

/*
 * Rows without a patient are scanned with the others: their stamps are landmarks too.
 */

/** Ids of patients whose rows have this rowversion or a later one (hex, `0x…`). */
export function rowversionScan(source: RowversionSource, since: string, dialect: SqlDialect): Sql {
  const patient = patientId(source);
  return sql`
    select distinct ${patient} as id
    ${fromTable(source, dialect)}
    where ${ref('t', source.column)} >= convert(binary(8), ${since}, 1) ${dialect.end}`;
}

/**
 * One scan of a table for all of its stamps: a row a patient and stamps, with how many rows (`n`) are stamped so.
 *
 * @param since for each of the source's columns, `YYYY-MM-DDTHH:MM:SS`.
 */
export function stampScan(source: StampSource, since: readonly string[], dialect: SqlDialect): Sql {
  const stamps = source.columns.map((column) => wallClock(column, dialect));
  const named = stamps.map((stamp, index) => asStamp(dialect.stampText(stamp), index));
  const moved = source.columns.map(
    (column, index) =>
      sql`${compared(column, dialect)} >= ${dialect.instant(since[index] ?? '', column.type)}`,
  );
  const patient = patientId(source);
  return sql`
    select ${patient} as id, ${sql.join(named)}, count(*) as n
    ${fromTable(source, dialect)}
    where ${sql.join(moved, sql` or `)}
    group by ${dialect.grouped(patient)}, ${sql.join(stamps)} ${dialect.end}`;
}

/** Ids of patients whose moment the clinic's clock passed: above the one (`YYYY-MM-DDTHH:MM:SS`), up to the other. */
export function dueScan(
  source: DueSource,
  { above, upTo }: { readonly above: string; readonly upTo: string },
  dialect: SqlDialect,
): Sql {
  const { type } = source.column;
  const moment = wallClock(source.column, dialect);
  const passed = source.hours.map(
    (hours) =>
      sql`(${moment} > ${dialect.instant(hoursBefore(above, hours), type)} and ${moment} <= ${dialect.instant(hoursBefore(upTo, hours), type)})`,
  );
  return sql`
    select distinct ${patientId(source)} as id
    ${fromTable(source, dialect)}
    where ${sql.join(passed, sql` or `)} ${dialect.end}`;
}

/** Where the stamps of a table stand: the latest of each that is not in the future, in one row. */
export function stampPositions(source: StampSource, now: string, dialect: SqlDialect): Sql {
  const latest = source.columns.map((column, index) => {
    const stamp = wallClock(column, dialect);
    const past = sql`${stamp} <= ${dialect.instant(now, column.type)}`;
    return asStamp(dialect.stampText(sql`max(case when ${past} then ${stamp} end)`), index);
  });
  return sql`
    select ${sql.join(latest)} from ${dialect.table(source.table)} t ${dialect.end}`;
}

function asStamp(stamp: Sql, index: number): Sql {
  return sql`${stamp} as ${sql.ref(stampName(index))}`;
}

/** The table (`t`), joined with those that hold the patient's id (`q0`, …) where these are others. */
function fromTable({ table, owners }: ChangeSource, dialect: SqlDialect): Sql {
  const joins = owners.flatMap(({ column, through }, index) => {
    if (!through) return [];
    const on = sql`${ref(`q${index}`, through.key)} = ${ref('t', through.from)}`;
    return [sql`left join ${dialect.table(column.table)} ${sql.raw(`q${index}`)} on ${on}`];
  });
  return sql.join([sql`from ${dialect.table(table)} t`, ...joins], sql` `);
}

function patientId({ owners }: ChangeSource): Sql {
  const ids = owners.map(({ column, through }, index) => ref(through ? `q${index}` : 't', column));
  return ids.length === 1 ? sql`${ids[0]}` : sql`coalesce(${sql.join(ids)})`;
}

function wallClock(column: Column, dialect: SqlDialect): Sql {
  return dialect.wallClock(ref('t', column), column.type);
}

/** In a condition the bare column, so that its index serves. */
function compared(column: Column, dialect: SqlDialect): Sql {
  return column.type === 'datetimeoffset' ? wallClock(column, dialect) : ref('t', column);
}
