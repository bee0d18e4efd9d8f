import { both } from '../../../../language.ts';
import { dealRejectionText, dealSubject } from '../../../../report/visits/deal-rejections.ts';
import { visitFate } from '../../../../report/visits/visit-fate.ts';
import type { VisitDealRow } from '../../../../state/visits/visit-deals.ts';
import type { WaitingVisit } from '../../../../state/visits/visit-looks.ts';
import type { RejectedVisit } from '../../../../state/visits/visit-rejected.ts';
import { type ListedVisit, listVisits } from '../../../../sync/visits/standing/listed-visits.ts';
import type { VisitStanding } from '../../../../sync/visits/standing/visit-standing.ts';
import type { LedBy } from '../../../../visits/deal/led.ts';
import { visitKeyText } from '../../../../visits/visit-key.ts';
import { type ApiTools, dealUrl, sourceName } from '../../api-tools.ts';
import type { Given } from '../../contract/contract.ts';
import type { Answer } from '../../handlers.ts';

type Listed = Answer<'visitList'>['rows'][number];
type DayRow = Answer<'visitDay'>['rows'][number];

export function dealAnswer(
  tools: Pick<ApiTools, 'clinic'>,
  deal: VisitDealRow | undefined,
): Listed['deal'] {
  if (deal === undefined) return null;
  const { leadId: id, status, put, isTouched } = deal;
  return { id, url: dealUrl(tools, id), status, put: put?.as ?? null, touched: isTouched };
}

/** A contact has no time: it is waited for until it is there. */
function waitAnswer(wait: WaitingVisit | undefined): Listed['wait'] {
  if (wait === undefined) return null;
  const { for: what, since, at } = wait;
  return { for: what, since, until: what === 'contact' ? null : at };
}

function rejectionAnswer(row: RejectedVisit | undefined): Listed['rejected'] {
  if (row === undefined) return null;
  const { code, subject, firstAt, attempts, fingerprint } = row;
  return {
    code,
    firstAt,
    attempts,
    retrying: fingerprint === '',
    subject: subject === null ? null : dealSubject(subject),
    text: dealRejectionText(code),
  };
}

/**
 * @param revealed null: nothing of the person is told, nor doctor or sum.
 * @param live who leads the deal's stage, where amoCRM was asked.
 */
export function standingAnswer(
  tools: Pick<ApiTools, 'clinic'>,
  standing: VisitStanding,
  revealed: { readonly name: string | null } | null,
  live?: LedBy | null,
): DayRow {
  const { key, visit, stage, price, outcome, deal } = standing;
  const { lead } = visit;
  const { patient, start, branch, reason, doctor } = lead;
  return {
    visit: visitKeyText(key),
    start,
    stage,
    branch,
    outcome,
    patientId: patient,
    source: sourceName(tools, patient),
    reason: stage === 'cancelled' ? (reason?.name ?? null) : null,
    name: revealed?.name ?? null,
    doctor: revealed === null ? null : doctor,
    sum: revealed === null ? null : price,
    deal: dealAnswer(tools, deal),
    fate: both((language) => visitFate(standing, language, live)),
  };
}

/** A page of the visits of one kind. */
export async function visitList(
  tools: Pick<ApiTools, 'clinic' | 'reads'>,
  { of, offset, limit }: Given<'visitList'>['query'],
): Promise<Answer<'visitList'>> {
  const { total, rows } = await listVisits(tools.reads, of, { offset, limit });
  return { total, rows: rows.map((row) => rowOf(tools, row)) };
}

function rowOf(
  tools: Pick<ApiTools, 'clinic'>,
  { visit, patientId, deal, wait, rejected }: ListedVisit,
): Listed {
  return {
    visit: visitKeyText(visit),
    patientId,
    source: sourceName(tools, patientId),
    deal: dealAnswer(tools, deal),
    wait: waitAnswer(wait),
    rejected: rejectionAnswer(rejected),
  };
}
