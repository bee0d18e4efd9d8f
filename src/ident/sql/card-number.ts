import { sql } from 'kysely';
import type { PatientTables, ResolvedInput } from '../resolve.ts';
import type { Sql, SqlDialect } from './dialect.ts';
import { base, joinPersons } from './page.ts';

/**
 * The patients of a card number, as many as `rows`: compared as text, since clinics keep numbers in columns of any type.
 * `null` where the number stands in neither of the two tables.
 */
export function cardNumberQuery(
  tables: PatientTables,
  source: ResolvedInput | undefined,
  wanted: { readonly cardNumber: string; readonly rows: number },
  dialect: SqlDialect,
): Sql | null {
  if (source?.kind !== 'columns') return null;
  const { patientKey } = tables;
  const key = dialect.key(sql.ref(`t.${patientKey.column}`), patientKey.type);
  const matches = source.columns.map(
    (column) =>
      sql`ltrim(rtrim(cast(${base(column)} as nvarchar(100)))) = ${wanted.cardNumber.trim()}`,
  );
  return sql`
    select ${dialect.top(wanted.rows)} ${key} as id
    from ${dialect.table(patientKey.table)} t ${joinPersons(tables, dialect)}
    where ${key} is not null and (${sql.join(matches, sql` or `)})
    order by ${key} ${dialect.limit(wanted.rows)} ${dialect.end}`;
}
