import type { PatientId } from '../../../contact/model/patient-key.ts';
import type { State } from '../../../state/open-state.ts';
import type { VisitDealRow } from '../../../state/visits/visit-deals.ts';
import type { WaitingVisit } from '../../../state/visits/visit-looks.ts';
import type { RejectedVisit } from '../../../state/visits/visit-rejected.ts';
import type { VisitKey } from '../../../visits/visit-key.ts';

/** `led`: whose open deals somebody else has changed. `waiting`, `rejected`: those that the program comes back to, or not. */
export type VisitListKind = 'led' | 'waiting' | 'rejected';

/** What the state knows of a visit. */
export interface ListedVisit {
  readonly visit: VisitKey;
  readonly patientId: PatientId;
  readonly deal: VisitDealRow | undefined;
  readonly wait: WaitingVisit | undefined;
  readonly rejected: RejectedVisit | undefined;
}

type Known = Pick<State, 'visitDeals' | 'visitLooks' | 'visitRejected'>;
interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** Visits of one kind, by the state alone: IDENT is not asked. @returns a page of them, and how many there are. */
export async function listVisits(
  state: Known,
  kind: VisitListKind,
  page: Page,
): Promise<{ readonly total: number; readonly rows: readonly ListedVisit[] }> {
  const { visitDeals, visitLooks, visitRejected } = state;
  if (kind === 'led') {
    const { led: total } = await visitDeals.counts();
    const deals = await visitDeals.led(page);
    const nothing = { wait: undefined, rejected: undefined };
    return {
      total,
      rows: deals.map((deal) => ({ ...nothing, ...idsOf(deal), deal })),
    };
  }
  if (kind === 'waiting') {
    const counts = await visitLooks.counts();
    const waits = await visitLooks.page(page);
    const rows = await withDeals(state, waits, (wait) => ({ wait, rejected: undefined }));
    return { total: [...counts.values()].reduce((sum, count) => sum + count, 0), rows };
  }
  const all = await visitRejected.all();
  const some = all.slice(page.offset, page.offset + page.limit);
  const rows = await withDeals(state, some, (rejected) => ({ rejected, wait: undefined }));
  return { total: all.length, rows };
}

const idsOf = ({ visit, patientId }: Pick<ListedVisit, 'visit' | 'patientId'>) => ({
  visit,
  patientId,
});

async function withDeals<Row extends Pick<ListedVisit, 'visit' | 'patientId'>>(
  { visitDeals }: Pick<Known, 'visitDeals'>,
  rows: readonly Row[],
  told: (row: Row) => Pick<ListedVisit, 'wait' | 'rejected'>,
): Promise<readonly ListedVisit[]> {
  const deals = await visitDeals.ofVisits(rows.map(({ visit }) => visit));
  return rows.map((row) => ({ ...idsOf(row), deal: deals.get(row.visit), ...told(row) }));
}
