import type { ReceptionId } from '../../visits/reception.ts';
import type { ChangeCursor } from '../changes/change-cursor.ts';
import { type ChangeScan, type ScanContext, scanChanges } from '../changes/change-scan.ts';
import { type ChangeSource, changeSources } from '../changes/change-source.ts';
import type { ChangeTable } from '../profiles/profile.ts';
import { parseSource } from '../profiles/source.ts';
import type { Catalogue } from '../sql/catalogue.ts';

/** The receptions that may have changed since a cursor; see {@link ChangeScan}. */
export interface ReceptionScan extends Pick<ChangeScan, 'next' | 'reset'> {
  readonly ids: readonly ReceptionId[];
}

/** Where each table that tells of receptions has the id of its one. */
const owners: Readonly<Record<string, string>> = {
  receptions: 'Receptions.ID',
  orders: 'Orders.ID_Receptions',
  orderservicerelation: 'Orders.ID_Receptions via OrderServiceRelation.ID_Orders',
};

/** As patients' changes are seen, by rowversion or stamps, told by receptions. */
export function receptionSources(
  tables: readonly ChangeTable[],
  catalogue: Catalogue,
): readonly ChangeSource[] {
  const own = tables.flatMap((table): ChangeTable[] => {
    const owner = parseSource(owners[table.table.toLowerCase()] ?? '');
    return owner === null || owner.kind === 'computed' || owner.kind === 'greatest'
      ? []
      : [{ ...table, patient: [owner], for: null }];
  });
  return changeSources(own, catalogue, () => true);
}

export async function scanReceptions(
  cursor: ChangeCursor | null,
  context: ScanContext,
): Promise<ReceptionScan> {
  const { ids, next, reset } = await scanChanges(cursor, context);
  // The scan's ids are what its owners hold: of receptions here.
  return { ids: ids.map((id) => Number(id) as ReceptionId), next, reset };
}
