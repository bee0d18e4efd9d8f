import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { isThere, ref, type SqlDialect } from '../../sql/dialect.ts';
import type { CompletedReceptions } from '../tallies/completed-receptions.ts';
import { momentOf } from '../tallies/marks.ts';
import { dateColumns } from '../tallies/receptions.ts';
import { keyCell, type TallySource } from '../tallies/tally.ts';
import { doctorNames } from './doctor.ts';

/** The latest completed reception of a patient: when it was (`date`), and its doctor's name (`doctor_0`, …). */
export function lastVisitTally(
  { id, patient, condition }: CompletedReceptions,
  catalogue: Catalogue,
  dialect: SqlDialect,
): TallySource | null {
  const dates = dateColumns
    .map((column) => catalogue.find({ table: 'Receptions', column }))
    .filter(isThere)
    .map((column) => momentOf(ref('r', column), column.type, dialect));
  if (dates.length === 0) return null;
  const doctor = doctorNames(catalogue, dialect);
  return {
    table: id.table,
    key: { of: ref('r', id), column: id },
    patient: { of: ref('r', patient), column: patient },
    from: sql`from ${dialect.table(id.table)} r`,
    joins: doctor ? [doctor] : [],
    counts: () => condition,
    cells: [
      {
        name: 'date',
        kind: 'latest',
        as: 'moment',
        ranks: true,
        // COALESCE wants two arguments.
        of: sql`coalesce(${sql.join([...dates, sql`null`])})`,
      },
      { name: 'reception', kind: 'latest', ranks: true, ...keyCell(ref('r', id), id, dialect) },
    ],
  };
}
