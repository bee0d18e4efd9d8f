import { sql } from 'kysely';
import type { PatientId } from '../../contact/patient.ts';
import type { Sql } from './dialect.ts';

/**
 * Which patients a query is about: all of one page, from its first id to its last, or these ids.
 * A list stays far below the 2,100 parameters that SQL Server takes.
 */
export type Keys =
  | { readonly kind: 'range'; readonly first: PatientId; readonly last: PatientId }
  | { readonly kind: 'ids'; readonly ids: readonly PatientId[] };

export function within(column: Sql, keys: Keys): Sql {
  return keys.kind === 'range'
    ? sql`${column} between ${keys.first} and ${keys.last}`
    : sql`${column} in (${sql.join(keys.ids)})`;
}
