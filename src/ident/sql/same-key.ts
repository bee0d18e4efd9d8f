import { sql } from 'kysely';
import type { Column } from './catalogue.ts';
import { isInteger, isText, ref, type Sql, type SqlDialect } from './dialect.ts';

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
