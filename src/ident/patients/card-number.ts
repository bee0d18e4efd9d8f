import { sql } from 'kysely';
import { isNumber, type Sql, type SqlDialect } from '../sql/dialect.ts';
import { base, joinPersons } from './page.ts';
import type { PatientTables, ResolvedInput } from './resolve.ts';

/**
 * The patients of a card number, as many as `rows`, whatever type the column has. `null` where no row can have it.
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
  const text = wanted.cardNumber.trim();
  const matches = source.columns.flatMap((column) => {
    if (!isNumber(column.type)) {
      return [sql`ltrim(rtrim(cast(${base(column)} as nvarchar(100)))) = ${text}`];
    }
    // As a text a FLOAT of seven digits is 1.23457e+006, and a DECIMAL has zeros behind it.
    return /^\d{1,15}$/.test(text) ? [sql`${base(column)} = cast(${text} as float)`] : [];
  });
  if (matches.length === 0) return null;
  return sql`
    select ${dialect.top(wanted.rows)} ${key} as id
    from ${dialect.table(patientKey.table)} t ${joinPersons(tables, dialect)}
    where ${key} is not null and (${sql.join(matches, sql` or `)})
    order by ${key} ${dialect.limit(wanted.rows)} ${dialect.end}`;
}
