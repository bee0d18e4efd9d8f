import { sql } from 'kysely';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Sql } from './dialect.ts';

/** SQL Server compiles a plan for each length of a list, and keeps it: there are few of them. */
const lengths = [1, 4, 16, 64, 250, 500, 1_000] as const;

/** Ids for `in (…)`: filled up with the last one to one of a few lengths. At most 1,000: a statement takes 2,100. */
export function idList(ids: readonly PatientId[]): Sql {
  const last = ids.at(-1);
  const length = lengths.find((most) => most >= ids.length) ?? ids.length;
  const missing = last === undefined ? [] : Array<PatientId>(length - ids.length).fill(last);
  return sql.join([...ids, ...missing]);
}
