import { type ListedVisit, listVisits } from '../../../../sync/visits/standing/listed-visits.ts';
import { visitKeyText } from '../../../../visits/visit-key.ts';
import { type ApiTools, sourceName } from '../../api-tools.ts';
import type { Given } from '../../contract/contract.ts';
import type { Answer } from '../../handlers.ts';
import { dealAnswer, rejectionAnswer, waitAnswer } from './answers.ts';

type Listed = Answer<'visitList'>;

/** A page of the visits of one kind. */
export async function visitList(
  tools: Pick<ApiTools, 'clinic' | 'reads'>,
  { of, offset, limit }: Given<'visitList'>['query'],
): Promise<Listed> {
  const { total, rows } = await listVisits(tools.reads, of, { offset, limit });
  return { total, rows: rows.map((row) => rowOf(tools, row)) };
}

function rowOf(
  tools: Pick<ApiTools, 'clinic'>,
  { visit, patientId, deal, wait, rejected }: ListedVisit,
): Listed['rows'][number] {
  return {
    visit: visitKeyText(visit),
    patientId,
    source: sourceName(tools, patientId),
    deal: dealAnswer(tools, deal),
    wait: waitAnswer(wait),
    rejected: rejectionAnswer(rejected),
  };
}
