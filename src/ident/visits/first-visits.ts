import { sql } from 'kysely';
import { chunks } from '../../chunks.ts';
import type { WallClock } from '../../contact/model/patient.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { completedReceptions } from '../computed/tallies/completed-receptions.ts';
import { firstMoment } from '../computed/tallies/marks.ts';
import { isThere, ref } from '../sql/dialect.ts';
import { idList } from '../sql/id-list.ts';
import { integerOf, parseWallClock } from '../sql/parse-cell.ts';
import type { Reading } from './cancel-reasons.ts';

/** Columns that tell when a reception was, the best first: what is booked is compared by its plan, and so is this. */
const dateColumns = ['PlanStart', 'ReceptionStarted', 'ReceptionEnded'] as const;

/** As many as a list of ids in a statement may have. */
const atOnce = 500;

/** When each of these patients first came, by completed receptions; null: this database does not tell. */
export async function readFirstVisits(
  { queries, catalogue }: Reading,
  patients: readonly PatientId[],
): Promise<ReadonlyMap<PatientId, WallClock> | null> {
  const { dialect } = catalogue;
  const completed = completedReceptions(catalogue);
  const columns = dateColumns.map((column) => catalogue.find({ table: 'Receptions', column }));
  const date = firstMoment('r', columns.filter(isThere), dialect);
  if (completed === null || date === null) return null;
  const { id, patient, condition } = completed;
  const key = dialect.key(ref('r', patient), patient.type);
  const first = new Map<PatientId, WallClock>();
  for (const some of chunks(patients, atOnce)) {
    const rows = await queries.run(
      'first visits',
      sql`select ${key} as patient, ${dialect.stampText(sql`min(${date})`)} as at
        from ${dialect.table(id.table)} r where ${key} in (${idList(some)}) and ${condition}
        group by ${key} ${dialect.end}`,
    );
    for (const row of rows) {
      const whose = integerOf(row['patient']);
      const at = parseWallClock(row['at']);
      // What stands in this column are such keys.
      if (whose !== null && at) first.set(whose as PatientId, at);
    }
  }
  return first;
}
