import { type RawBuilder, sql } from 'kysely';

/**
 * No row of this table (of those rows that `where` tells of) has in this column what `value` names. Never said by `not
 * in`: once its list outgrows the memory that PostgreSQL gives a statement, it is looked through for every single row.
 *
 * @param value with its own table's name or alias, since the column is the other table's otherwise
 */
export const isAbsent = (
  value: `${string}.${string}`,
  table: string,
  {
    column = 'patient_id',
    where,
  }: { readonly column?: string; readonly where?: RawBuilder<unknown> } = {},
): RawBuilder<boolean> => sql<boolean>`not exists (
    select 1 from ${sql.table(table)} as other
    where ${sql.ref(`other.${column}`)} = ${sql.ref(value)}${where === undefined ? sql`` : sql` and ${where}`})`;
