import { sql } from 'kysely';
import type { CancelMeaning } from '../../../contact/visits/cancel-reason.ts';
import type { Catalogue } from '../../sql/catalogue.ts';
import { isThere, ref, sameKey } from '../../sql/dialect.ts';
import { idList } from '../../sql/id-list.ts';
import { type CancelReason, idsMeaning } from '../../visits/cancel-reasons.ts';
import { isMarked } from '../tallies/marks.ts';
import { countCell, rowsOf, type TallySource } from '../tallies/tally.ts';

/**
 * How many bookings of a patient came to nothing: nobody came (`no_shows`), or the patient took them back
 * (`cancellations`). What was moved to another time did not come to nothing, whatever reason was given: another reception
 * points back at it.
 */
export function cancelledTally(
  catalogue: Catalogue,
  reasons: readonly CancelReason[],
): TallySource | null {
  const { dialect } = catalogue;
  const find = (column: string) => catalogue.find({ table: 'Receptions', column });
  const [id, patient] = [find('ID'), find('ID_Patients')];
  const reason = find('ID_ReceptionCancelReasons');
  const from = find('ID_ReceptionsTransferFrom');
  if (!id || !patient || !reason || !from) return null;
  const marks = [find('ReceptionCanceled'), reason].filter(isThere);
  const cancelled = sql.join(
    marks.map((mark) => isMarked('r', mark)),
    sql` or `,
  );
  const key = dialect.key(ref('r', reason), reason.type);
  const isOf = (...meanings: readonly CancelMeaning[]) => {
    const ids = idsMeaning(reasons, ...meanings);
    return ids.length === 0 ? sql`1 = 0` : sql`coalesce(${key}, 0) in (${idList(ids)})`;
  };
  return {
    ...rowsOf('r', { id, patient }, dialect),
    counts: () => sql`(${cancelled}) and not exists (
      select 1 from ${dialect.table(id.table)} n where ${sameKey(['n', from], ['r', id], dialect)})`,
    cells: [
      countCell('no_shows', sql`case when ${isOf('no-show')} then 1 end`),
      countCell(
        'cancellations',
        sql`case when not (${isOf('no-show', 'clinic', 'transfer')}) then 1 end`,
      ),
    ],
  };
}
