import { sql } from 'kysely';
import { isFlag, isNumber, isStamp, isText, type Sql, type SqlDialect } from '../../sql/dialect.ts';

/** What people and programs write into a text for "no". */
const no = ['', '-', '0', 'n', 'N', 'no', 'No', 'NO', 'f', 'F', 'false', 'False', 'FALSE'];
const noInRussian = ['н', 'Н', 'нет', 'Нет', 'НЕТ'];

/**
 * Whether a cell says that something happened. A stamp does so by its day, not by a beginning or an end of the calendar;
 * a flag or a number that is 0 says that it did not, and so does a text for "no".
 */
export function isMarked(mark: Sql, type: string): Sql {
  if (isStamp(type)) return sql`(${mark} > ${first} and ${mark} < ${last})`;
  if (isFlag(type) || isNumber(type)) return sql`coalesce(${mark}, 0) <> 0`;
  return isText(type) ? sql`${words(mark)} not in (${nos()})` : sql`${mark} is not null`;
}

export function isUnmarked(mark: Sql, type: string): Sql {
  if (isStamp(type)) {
    return sql`(${mark} is null or ${mark} <= ${first} or ${mark} >= ${last})`;
  }
  if (isFlag(type) || isNumber(type)) return sql`coalesce(${mark}, 0) = 0`;
  return isText(type) ? sql`${words(mark)} in (${nos()})` : sql`${mark} is null`;
}

/** A moment of work; a beginning or an end of the calendar is none. */
export function momentOf(cell: Sql, type: string, dialect: SqlDialect): Sql {
  const moment = dialect.wallClock(cell, type);
  return isStamp(type) ? sql`case when ${isMarked(cell, type)} then ${moment} end` : moment;
}

/** Literals that are the same day whatever order of day and month a login has; SMALLDATETIME ends in 2079. */
const first = sql`'1902-01-01'`;
const last = sql`'2079-01-01'`;

const words = (mark: Sql) => sql`coalesce(ltrim(rtrim(cast(${mark} as nvarchar(100)))), '')`;
const nos = () => sql.join([...no, ...noInRussian]);
