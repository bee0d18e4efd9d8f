import type { Catalogue } from '../../sql/catalogue.ts';
import type { CompletedReceptions } from '../tallies/completed-receptions.ts';
import { completedAt } from '../tallies/receptions.ts';
import { keyCell, rowsOf, type TallySource } from '../tallies/tally.ts';
import { doctorNames } from './doctor.ts';

/** The latest completed reception of a patient: when it was (`date`), and its doctor's name (`doctor_0`, …). */
export function lastVisitTally(
  { id, patient, condition }: CompletedReceptions,
  catalogue: Catalogue,
): TallySource | null {
  const { dialect } = catalogue;
  const date = completedAt(catalogue);
  if (date === null) return null;
  const doctor = doctorNames(catalogue);
  const latest = { kind: 'latest', ranks: 'greatest' } as const;
  return {
    ...rowsOf('r', { id, patient }, dialect),
    joins: doctor ? [doctor] : [],
    counts: () => condition,
    cells: [
      { name: 'date', ...latest, as: 'moment', of: date },
      { name: 'reception', ...latest, ...keyCell('r', id, dialect) },
    ],
  };
}
