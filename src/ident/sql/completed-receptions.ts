import { sql } from 'kysely';
import type { Catalogue, Column } from '../catalogue.ts';
import { isFlag, isThere, ref, type Sql, type SqlDialect } from './dialect.ts';
import { type Keys, within } from './keys.ts';

export interface CompletedReceptions {
  readonly patient: Sql;
  readonly id: Column;
  /** `from` and `where` of the completed receptions (alias `r`) of some patients, other tables joined in between. */
  of(keys: Keys, joins?: Sql): Sql;
}

/**
 * Receptions holds planned, cancelled and finished rows together, told apart by stamps alone. Completed is what was
 * never cancelled and has ended or been billed. Without a mark of cancelling, or without one of ending, nobody can
 * tell: then nothing is computed.
 */
export function completedReceptions(
  catalogue: Catalogue,
  dialect: SqlDialect,
): CompletedReceptions | null {
  const column = (name: string) => catalogue.find({ table: 'Receptions', column: name });
  const id = column('ID');
  const patientColumn = column('ID_Patients');
  const cancelled = ['ReceptionCanceled', 'ID_ReceptionCancelReasons'].map(column).filter(isThere);
  const ended = ['ReceptionEnded', 'CheckIssued'].map(column).filter(isThere);
  if (!id || !patientColumn || cancelled.length === 0 || ended.length === 0) return null;
  const patient = ref('r', patientColumn);
  const completed = sql.join(
    [
      ...cancelled.map((mark) => isUnmarked(ref('r', mark), mark.type)),
      sql`(${sql.join(
        ended.map((mark) => isMarked(ref('r', mark), mark.type)),
        sql` or `,
      )})`,
    ],
    sql` and `,
  );
  return {
    patient,
    id,
    of: (keys, joins = sql``) =>
      sql`from ${dialect.table(id.table)} r ${joins} where ${within(patient, keys)} and ${completed}`,
  };
}

/** A stamp is set when it happened; a flag or a number that is 0 says that it did not. */
function isMarked(mark: Sql, type: string): Sql {
  return isFlag(type) ? sql`coalesce(${mark}, 0) <> 0` : sql`${mark} is not null`;
}

export function isUnmarked(mark: Sql, type: string): Sql {
  return isFlag(type) ? sql`coalesce(${mark}, 0) = 0` : sql`${mark} is null`;
}
