import { sql } from 'kysely';
import { ref, type Sql, type SqlDialect } from '../sql/dialect.ts';
import type { PatientTables } from './resolve.ts';

/** Ids of Patients above one of them, however many, and the highest `below` of the others. */
export function newestQuery(
  { patientKey }: PatientTables,
  { above, below }: { readonly above: number; readonly below: number },
  dialect: SqlDialect,
): Sql {
  const table = dialect.table(patientKey.table);
  const key = dialect.key(ref('t', patientKey), patientKey.type);
  return sql`
    select id from (
      select ${dialect.top(below)} ${key} as id from ${table} t
      where ${key} between 1 and ${above} order by ${key} desc ${dialect.limit(below)}) n
    union all
    select ${key} as id from ${table} t where ${key} > ${above} ${dialect.end}`;
}
