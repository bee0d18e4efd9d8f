import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { isThere, ref, type SqlDialect } from '../../sql/dialect.ts';
import { idList } from '../../sql/id-list.ts';
import { sameKey } from '../../sql/same-key.ts';
import { type CancelReason, idsMeaning } from '../../visits/cancel-reasons.ts';
import { isMarked } from '../tallies/marks.ts';
import type { TallySource } from '../tallies/tally.ts';

/**
 * How many bookings of a patient came to nothing: nobody came (`no_shows`), or the patient took them back
 * (`cancellations`). What was moved to another time did not come to nothing, whatever reason was given: another reception
 * points back at it.
 */
export function cancelledTally(
  catalogue: Catalogue,
  dialect: SqlDialect,
  reasons: readonly CancelReason[],
): TallySource | null {
  const find = (column: string) => catalogue.find({ table: 'Receptions', column });
  const [id, patient, reason] = [
    find('ID'),
    find('ID_Patients'),
    find('ID_ReceptionCancelReasons'),
  ];
  const from = find('ID_ReceptionsTransferFrom');
  if (!id || !patient || !reason || !from) return null;
  const marks = [find('ReceptionCanceled'), reason].filter(isThere);
  const cancelled = sql.join(
    marks.map((mark) => isMarked(ref('r', mark), mark.type)),
    sql` or `,
  );
  const key = dialect.key(ref('r', reason), reason.type);
  const isOf = (...meanings: Parameters<typeof idsMeaning>[1][]) => {
    const ids = idsMeaning(reasons, ...meanings);
    return ids.length === 0 ? sql`1 = 0` : sql`coalesce(${key}, 0) in (${idList(ids)})`;
  };
  const count = { kind: 'count', as: 'count', ranks: false } as const;
  return {
    table: id.table,
    key: { of: ref('r', id), column: id },
    patient: { of: ref('r', patient), column: patient },
    from: sql`from ${dialect.table(id.table)} r`,
    joins: [],
    counts: () => sql`(${cancelled}) and not exists (
      select 1 from ${dialect.table(id.table)} n where ${sameKey(['n', from], ['r', id], dialect)})`,
    cells: [
      { name: 'no_shows', ...count, of: sql`case when ${isOf('no-show')} then 1 end` },
      {
        name: 'cancellations',
        ...count,
        of: sql`case when not (${isOf('no-show', 'clinic', 'transfer')}) then 1 end`,
      },
    ],
  };
}
