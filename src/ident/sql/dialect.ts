import { type RawBuilder, sql } from 'kysely';
import type { Flavor } from '../connection/connection.ts';
import type { ColumnName } from '../profiles/computed-source.ts';

/** A piece of SQL. */
export type Sql = RawBuilder<unknown>;

/** A column as this database spells it; `type` in lower case, without its length. */
export interface Column extends ColumnName {
  readonly type: string;
}

/** The little in which SQL Server (2012 and later) and SQLite differ for our queries. */
export interface SqlDialect {
  /** A table, with its schema where there is one. */
  table(name: string): Sql;
  /** `select <this> …`: the first rows only. */
  top(rows: number): Sql;
  /** `… order by … <this>`: the first rows only. */
  limit(rows: number): Sql;
  /** Ends every statement that reads tables. */
  readonly end: Sql;
  /** How many keys the first range of a walk spans, and how long one should take. */
  readonly firstSpan: number;
  readonly rangeMs: number;
  /** A key as an integer that sorts as one, whatever the column's type; NULL when it is none. */
  key(column: Sql, type: string): Sql;
  /** A sum of money as exact text. */
  exactText(value: Sql, type: string): Sql;
  /** A cell as a number of four decimals, whatever type keeps it; NULL when it is none: no cell ends a statement. */
  number(cell: Sql, type: string): Sql;
  /**
   * A row's amount of money, exact to four decimals: sums of it are the same in any order and in any parts. NULL beyond
   * a hundred billions: no clinic has that.
   */
  amount(value: Sql): Sql;
  /** A sum of amounts, for {@link readAmount}. */
  amountText(sum: Sql): Sql;
  /** A sum of amounts in ten-thousandths; null where there is none. */
  readAmount(cell: unknown): bigint | null;
  /** A short text that is compared or grouped, whatever type keeps it. */
  shortText(text: Sql): Sql;
  /** A key that is no integer as a text that sorts by its code. */
  binaryText(key: Sql): Sql;
  /** A date-time as its wall clock, to be compared, sorted or returned. */
  wallClock(column: Sql, type: string): Sql;
  /** A wall clock `YYYY-MM-DDTHH:MM:SS` as a value of a stamp column's own type. */
  instant(wallClock: string, type: string): Sql;
  /** A column to group by, never to be read through its index: the whole table is looked at anyway. */
  grouped(column: Sql): Sql;
  /** Whether a text begins as a pattern of letters and classes of them, `[Ии][Вв]`, says. */
  beginsWith(text: Sql, pattern: string): Sql;
  /** {@link wallClock} as text, `YYYY-MM-DD?HH:MM:SS[.fff…]`. */
  stampText(value: Sql): Sql;
}

/** @param schema of SQL Server that holds the tables. */
export function sqlDialect(flavor: Flavor, schema: string | null): SqlDialect {
  return flavor === 'mssql' ? mssql(schema ?? 'dbo') : sqlite;
}

/** `alias.column`, quoted. */
export function ref(alias: string, column: Pick<Column, 'column'> | string): Sql {
  return sql.ref(`${alias}.${typeof column === 'string' ? column : column.column}`);
}

/** A column in a statement. */
type Place = readonly [alias: string, column: Column];

/**
 * Whether two cells are the same key. Of a text beside an integer SQL Server would make a number, and the first text that
 * is none would end the statement (245).
 */
export function sameKey(one: Place, other: Place, dialect: SqlDialect): Sql {
  return sql`${keyBeside(one, other, dialect)} = ${keyBeside(other, one, dialect)}`;
}

function keyBeside([alias, column]: Place, [, other]: Place, dialect: SqlDialect): Sql {
  const cell = ref(alias, column);
  return isText(column.type) && isInteger(other.type) ? dialect.key(cell, column.type) : cell;
}

/** For filtering: tells the compiler, too, that nulls are gone. */
export function isThere<T>(value: T | null): value is T {
  return value !== null;
}

const nothing = sql``;

function mssql(schema: string): SqlDialect {
  return {
    table: (name) => sql.id(schema, name),
    top: (rows) => sql`top (${sql.lit(rows)})`,
    limit: () => nothing,
    // One core of the clinic's server at most.
    end: sql`option (maxdop 1)`,
    firstSpan: 50_000,
    rangeMs: 5_000,
    key: (column, type) => (isInteger(type) ? column : sql`try_cast(${column} as bigint)`),
    exactText: (value, type) => {
      // Style 2: all four decimals; the default cuts money to two.
      if (isMoney(type)) return sql`convert(varchar(41), ${value}, 2)`;
      // As a number it would come through a binary double.
      return isDecimal(type) ? sql`convert(varchar(41), ${value})` : value;
    },
    number: numberOfServer,
    amount: (value) =>
      sql`case when ${value} between -99999999999.0 and 99999999999.0 then cast(${value} as decimal(28, 4)) end`,
    amountText: (sum) => sql`convert(varchar(41), ${sum})`,
    readAmount: (cell) => (typeof cell === 'string' ? tenThousandths(cell) : null),
    shortText: (text) => sql`cast(${text} as nvarchar(400))`,
    binaryText: (key) => sql`convert(nvarchar(100), ${key}) collate Latin1_General_BIN2`,
    wallClock: (column, type) => {
      if (type === 'datetimeoffset') return sql`convert(datetime2, ${column})`;
      return isText(type) ? typedMomentOfServer(column) : column;
    },
    // In whole seconds both DATETIME (ticks of 3.33 ms) and DATETIME2 hold it exactly, and the comparison stays in
    // the column's own type: no row is skipped by rounding, and an index on the column can be used.
    instant: (wallClock, type) => sql`convert(${sql.raw(instantType(type))}, ${wallClock}, 126)`,
    grouped: (column) => column,
    beginsWith: (text, pattern) => sql`ltrim(${text}) like ${`${pattern}%`}`,
    stampText: (value) => sql`convert(varchar(27), ${value}, 126)`,
  };
}

const sqlite: SqlDialect = {
  table: (name) => sql.id(name),
  top: () => nothing,
  limit: (rows) => sql`limit ${sql.lit(rows)}`,
  end: nothing,
  // SQLite works in our own process: a range keeps it from all else for as long.
  firstSpan: 5_000,
  rangeMs: 40,
  key: (column, type) => {
    if (type.includes('int')) return column;
    const key = sql`cast(${column} as integer)`;
    // Of a text that is no number the cast makes 0.
    return sql`case when cast(${key} as text) = cast(${column} as text) then ${key} end`;
  },
  // SQLite would fetch row after row in the index's order, in order not to sort the few that it finds.
  grouped: (column) => sql`+${column}`,
  exactText: (value) => value,
  number: (cell) => {
    const text = bare(cell, sql`char(160)`);
    const isNumber = sql`${text} glob '*[0-9]*' and ${text} not glob '*[^0-9.-]*' and ${text} not glob '?*-*'
      and ${text} not glob '*.*.*'`;
    return sql`case when typeof(${cell}) in ('integer', 'real') then ${cell}
      when ${isNumber} then cast(${text} as numeric) end`;
  },
  // SQLite has no decimals: whole ten-thousandths add up without the noise of doubles.
  amount: (value) =>
    sql`case when ${value} between -99999999999 and 99999999999 then cast(round((${value}) * 10000) as integer) end`,
  amountText: (sum) => sum,
  readAmount: (cell) => (typeof cell === 'bigint' ? cell : null),
  shortText: (text) => text,
  binaryText: (key) => sql`cast(${key} as text)`,
  // Texts: with a T some, with a blank others, told apart by it they would sort wrongly within a day.
  wallClock: (column, type) =>
    isText(type) ? typedMoment(column) : sql`replace(${column}, 'T', ' ')`,
  instant: (wallClock) => sql`${wallClock.replace('T', ' ')}`,
  beginsWith: (text, pattern) => sql`ltrim(${text}) glob ${`${pattern}*`}`,
  stampText: (value) => value,
};

/** Of the types that hold more than a `decimal(19, 4)`, what it cannot hold is no number; a text may be anything. */
function numberOfServer(cell: Sql, type: string): Sql {
  if (isFlag(type) || isMoney(type)) return sql`cast(${cell} as decimal(19, 4))`;
  if (isNumber(type)) {
    return sql`case when ${cell} between -99999999999999.0 and 99999999999999.0 then cast(${cell} as decimal(19, 4)) end`;
  }
  if (!isText(type)) return sql`cast(null as decimal(19, 4))`;
  // An empty text is 0 to some conversions.
  const text = bare(sql`cast(${cell} as nvarchar(100))`, sql`nchar(160)`);
  return sql`try_cast(nullif(${text}, '') as decimal(19, 4))`;
}

/** Days that people typed, `2024-01-31` or `31.01.2024`, with or without a time: as texts they would not sort. */
function typedMomentOfServer(cell: Sql): Sql {
  const text = sql`ltrim(rtrim(cast(${cell} as nvarchar(100))))`;
  return sql`case
    when ${text} like '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]%' then try_cast(left(${text}, 19) as datetime2)
    when ${text} like '[0-3][0-9].[01][0-9].[12][0-9][0-9][0-9]%' then try_cast(substring(${text}, 7, 4) + '-'
      + substring(${text}, 4, 2) + '-' + left(${text}, 2) + substring(${text}, 11, 9) as datetime2) end`;
}

function typedMoment(cell: Sql): Sql {
  const text = sql`trim(${cell})`;
  return sql`case
    when ${text} glob '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]*' then replace(${text}, 'T', ' ')
    when ${text} glob '[0-3][0-9].[01][0-9].[12][0-9][0-9][0-9]*' then substr(${text}, 7, 4) || '-'
      || substr(${text}, 4, 2) || '-' || substr(${text}, 1, 2) || substr(${text}, 11, 9) end`;
}

/** A number that people typed, without the blanks between its thousands and with a decimal point. */
function bare(text: Sql, noBreakSpace: Sql): Sql {
  return sql`replace(replace(replace(${text}, ' ', ''), ${noBreakSpace}, ''), ',', '.')`;
}

/** Column types that hold texts; SQLite's columns without a type may hold them, too. */
export function isText(type: string): boolean {
  return type === '' || /char|text/.test(type);
}

/** Column types that hold moments, in the words of either database. */
export function isStamp(type: string): boolean {
  return /^(date|datetime|datetime2|smalldatetime|datetimeoffset)$/.test(type);
}

/** Column types of flags, counts and foreign keys, of which 0 is none. */
export function isFlag(type: string): boolean {
  return isInteger(type) || /^(bit|bool|boolean)$/.test(type);
}

/** Column types that hold integers alone, in the words of either database. */
export function isInteger(type: string): boolean {
  return /^(bigint|int|integer|smallint|tinyint)$/.test(type);
}

/** `-12.5` is -125000. */
function tenThousandths(text: string): bigint | null {
  const [, sign, whole = '', fraction = ''] = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text.trim()) ?? [];
  if (whole === '' && fraction === '') return null;
  const value = BigInt(`${whole}${fraction.slice(0, 4).padEnd(4, '0')}`);
  return sign === '-' ? -value : value;
}

/** Types whose digits a binary double would lose. */
export function isExact(type: string): boolean {
  return isDecimal(type) || isMoney(type);
}

/** Types with fractions, which as texts look otherwise than people write the number. */
export function isNumber(type: string): boolean {
  return isExact(type) || /^(float|real|double|double precision)$/.test(type);
}

function isMoney(type: string): boolean {
  return type === 'money' || type === 'smallmoney';
}

function isDecimal(type: string): boolean {
  return type === 'decimal' || type === 'numeric';
}

/** SMALLDATETIME would round the bound to a minute; DATETIME takes its values over exactly. */
function instantType(type: string): string {
  if (type === 'datetime' || type === 'smalldatetime') return 'datetime';
  return type === 'date' ? 'date' : 'datetime2';
}
