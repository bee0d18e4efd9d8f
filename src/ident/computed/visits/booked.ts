import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { isThere, ref, type SqlDialect } from '../../sql/dialect.ts';
import { isUnmarked, momentOf } from '../tallies/marks.ts';
import { keyCell, type TallySource } from '../tallies/tally.ts';
import { doctorNames } from './doctor.ts';

/** Each says that the reception is no booking any more; the first two must be there in part. */
const cancels = ['ReceptionCanceled', 'ID_ReceptionCancelReasons'] as const;
const arrivals = ['PatientAppeared', 'ReceptionStarted', 'ReceptionEnded', 'CheckIssued'] as const;

/**
 * The earliest booking of a patient that is still ahead by the clinic's clock (`start`), with its doctor's name
 * (`doctor_0`, …): neither cancelled nor come, and planned for later than now.
 *
 * @param now the clinic's wall clock, asked for anew by every statement: a reading may take hours.
 */
export function bookedTally(
  catalogue: Catalogue,
  dialect: SqlDialect,
  now: () => string,
): TallySource | null {
  const find = (column: string) => catalogue.find({ table: 'Receptions', column });
  const [id, patient, planned] = [find('ID'), find('ID_Patients'), find('PlanStart')];
  const cancelled = cancels.map(find).filter(isThere);
  if (!id || !patient || !planned || cancelled.length === 0) return null;
  const unmarked = [...cancelled, ...arrivals.map(find).filter(isThere)].map((mark) =>
    isUnmarked(ref('r', mark), mark.type),
  );
  const start = momentOf(ref('r', planned), planned.type, dialect);
  const doctor = doctorNames(catalogue, dialect);
  return {
    table: id.table,
    key: { of: ref('r', id), column: id },
    patient: { of: ref('r', patient), column: patient },
    from: sql`from ${dialect.table(id.table)} r`,
    joins: doctor ? [doctor] : [],
    counts: () =>
      sql.join([...unmarked, sql`${start} > ${dialect.instant(now(), planned.type)}`], sql` and `),
    cells: [
      { name: 'start', kind: 'latest', as: 'moment', ranks: 'least', of: start },
      { name: 'reception', kind: 'latest', ranks: 'least', ...keyCell(ref('r', id), id, dialect) },
    ],
  };
}
