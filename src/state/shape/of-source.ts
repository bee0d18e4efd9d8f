import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { keysOf, type SourceNumber } from '../../contact/model/patient-key.ts';

/** Whether a column's key, of a patient or of a visit, is one of this source's. */
export function ofSource(column: string, source: SourceNumber): RawBuilder<SqlBool> {
  const { after, before } = keysOf(source);
  return sql`${sql.ref(column)} > ${after} and ${sql.ref(column)} < ${before}`;
}
