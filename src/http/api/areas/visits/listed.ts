import type { VisitDealRow } from '../../../../state/visits/visit-deals.ts';
import type { WaitingVisit } from '../../../../state/visits/visit-looks.ts';
import type { RejectedVisit } from '../../../../state/visits/visit-rejected.ts';
import { visitKeyText } from '../../../../visits/visit-key.ts';
import { type ApiTools, sourceName } from '../../api-tools.ts';
import type { Given } from '../../contract/contract.ts';
import type { Answer } from '../../handlers.ts';
import { dealAnswer, rejectionAnswer, waitAnswer } from './answers.ts';

type Listed = Answer<'visitList'>;
type Row = Listed['rows'][number];

/** Visits of one kind, by the state alone: IDENT is not asked. */
export async function listVisits(
  tools: Pick<ApiTools, 'clinic'>,
  { of, offset, limit }: Given<'visitList'>['query'],
): Promise<Listed> {
  const { visitDeals, visitLooks, visitRejected } = tools.clinic.state;
  const page = { offset, limit };
  if (of === 'led') {
    const { led: total } = await visitDeals.counts();
    const rows = await visitDeals.led(page);
    return { total, rows: rows.map((deal) => rowOf(tools, deal, { deal })) };
  }
  if (of === 'waiting') {
    const counts = await visitLooks.counts();
    const rows = await visitLooks.page(page);
    const deals = await visitDeals.ofVisits(rows.map(({ visit }) => visit));
    return {
      total: [...counts.values()].reduce((sum, count) => sum + count, 0),
      rows: rows.map((wait) => rowOf(tools, wait, { wait, deal: deals.get(wait.visit) })),
    };
  }
  const all = await visitRejected.all();
  const rows = all.slice(offset, offset + limit);
  const deals = await visitDeals.ofVisits(rows.map(({ visit }) => visit));
  return {
    total: all.length,
    rows: rows.map((rejected) =>
      rowOf(tools, rejected, { rejected, deal: deals.get(rejected.visit) }),
    ),
  };
}

function rowOf(
  tools: Pick<ApiTools, 'clinic'>,
  { visit, patientId }: Pick<VisitDealRow, 'visit' | 'patientId'>,
  told: {
    readonly deal?: VisitDealRow | undefined;
    readonly wait?: WaitingVisit;
    readonly rejected?: RejectedVisit;
  },
): Row {
  return {
    ...{ visit: visitKeyText(visit), patientId, source: sourceName(tools, patientId) },
    deal: dealAnswer(tools, told.deal),
    wait: waitAnswer(told.wait),
    rejected: rejectionAnswer(told.rejected),
  };
}
