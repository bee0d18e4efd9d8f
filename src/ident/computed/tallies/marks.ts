import { sql } from 'kysely';
import {
  type Column,
  isFlag,
  isNumber,
  isStamp,
  isText,
  ref,
  type Sql,
  type SqlDialect,
} from '../../sql/dialect.ts';

/** What people and programs write into a text for "no". */
const no = ['', '-', '0', 'n', 'N', 'no', 'No', 'NO', 'f', 'F', 'false', 'False', 'FALSE'];
const noInRussian = ['н', 'Н', 'нет', 'Нет', 'НЕТ'];

/**
 * Whether a cell says that something happened. A stamp does so by its day, not by a beginning or an end of the calendar;
 * a flag or a number that is 0 says that it did not, and so does a text for "no".
 */
export function isMarked(alias: string, column: Column): Sql {
  const mark = ref(alias, column);
  const { type } = column;
  if (isStamp(type)) return sql`(${mark} > ${first} and ${mark} < ${last})`;
  if (isFlag(type) || isNumber(type)) return sql`coalesce(${mark}, 0) <> 0`;
  return isText(type) ? sql`${words(mark)} not in (${nos()})` : sql`${mark} is not null`;
}

export function isUnmarked(alias: string, column: Column): Sql {
  const mark = ref(alias, column);
  const { type } = column;
  if (isStamp(type)) {
    return sql`(${mark} is null or ${mark} <= ${first} or ${mark} >= ${last})`;
  }
  if (isFlag(type) || isNumber(type)) return sql`coalesce(${mark}, 0) = 0`;
  return isText(type) ? sql`${words(mark)} in (${nos()})` : sql`${mark} is null`;
}

/** A moment of work; a beginning or an end of the calendar is none. */
export function momentOf(alias: string, column: Column, dialect: SqlDialect): Sql {
  const moment = dialect.wallClock(ref(alias, column), column.type);
  return isStamp(column.type)
    ? sql`case when ${isMarked(alias, column)} then ${moment} end`
    : moment;
}

/** The first of these moments that a row has; null where there are no such columns. */
export function firstMoment(
  alias: string,
  columns: readonly Column[],
  dialect: SqlDialect,
): Sql | null {
  const moments = columns.map((column) => momentOf(alias, column, dialect));
  // COALESCE wants two arguments.
  return moments.length === 0 ? null : sql`coalesce(${sql.join([...moments, sql`null`])})`;
}

/** Literals that are the same day whatever order of day and month a login has; SMALLDATETIME ends in 2079. */
const first = sql`'1902-01-01'`;
const last = sql`'2079-01-01'`;

const words = (mark: Sql) => sql`coalesce(ltrim(rtrim(cast(${mark} as nvarchar(100)))), '')`;
const nos = () => sql.join([...no, ...noInRussian]);
