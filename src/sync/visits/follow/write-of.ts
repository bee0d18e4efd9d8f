import type { AmoLead } from '../../../amocrm/model/lead.ts';
import { type Move, moveOf } from '../../../visits/deal/move.ts';
import { priceToWrite } from '../../../visits/deal/price.ts';
import { visitKeyText } from '../../../visits/visit-key.ts';
import { differing, hashesOf, nameHash, priceHash } from '../deal/deal-items.ts';
import type { DealKind } from '../deal/deal-tools.ts';
import { asWaiting } from '../deal/deal-write.ts';
import type { VisitCounts } from '../pass/visit-counts.ts';
import { type DealWrite, type FollowTools, isOthers, type SeenDeal } from './follow-tools.ts';

/** What of a move the guard counts; moving on is everyday work. */
const kindOfMove = {
  forward: null,
  closed: 'deal-closed',
  reopened: 'deal-reopened',
  back: 'deal-back',
} as const;

const countOfMove = {
  forward: 'dealsMoved',
  closed: 'dealsClosed',
  reopened: 'dealsReopened',
  back: 'dealsBack',
} as const;

interface Following {
  /** Null: nothing is written, and nothing new is known. */
  readonly write: DealWrite | null;
  /** Until when its stage waits; null: it does not. */
  readonly until: number | null;
  /** The day has no room for something of it. */
  readonly isPostponed: boolean;
}

/**
 * How a deal follows its visit.
 *
 * @param admits whether a part that the guard counts may be written now.
 */
export function writeOf(
  tools: FollowTools,
  { visit, row, lead }: SeenDeal,
  admits: (kind: DealKind) => boolean,
  counts: VisitCounts,
): Following {
  const { hasher } = tools;
  const isTouched = row.isTouched || isOthers(lead, tools.self);
  const meant = moveOf(
    {
      at: { pipeline: lead.pipelineId, status: lead.statusId },
      put: row.put,
      isTouched,
      stage: visit.stage,
      quietUntil: visit.quietUntil,
      now: tools.clock.now(),
      lossReason: visit.lossReason,
      lossReasons: tools.lossReasons,
    },
    tools.pipeline,
  );
  if (meant.move === 'left') counts.add('dealsLeft', 1);
  if (meant.move === 'left' && meant.why === 'unsorted')
    return { write: null, until: null, isPostponed: false };
  const until = meant.move === 'waits' ? meant.until : null;
  if (until !== null) counts.add('dealsQuiet', 1);
  const meantPrice = priceToWrite({
    there: lead.price,
    wanted: visit.price,
    isOurs: priceHash(hasher, lead.price) === row.acknowledged.get('price'),
  });
  const meantKinds = [...ofMove(meant), ...ofPrice(meantPrice, lead)];
  const kinds = meantKinds.filter(admits);
  const isPostponed = kinds.length < meantKinds.length;
  if (isPostponed) counts.add('dealsPostponed', 1);
  const move = meant.move === 'moves' && ofMove(meant).every(admits) ? meant : null;
  const price = ofPrice(meantPrice, lead).every(admits) ? meantPrice : null;
  if (move !== null) counts.add(countOfMove[move.kind], 1);
  const isNameOurs = nameHash(hasher, lead.name) === row.acknowledged.get('name');
  const fields = differing(visit.fields, lead);
  const write = {
    ...(isNameOurs && lead.name !== visit.name && { name: visit.name }),
    ...(price !== null && { price }),
    ...(fields.length > 0 && { custom_fields_values: fields }),
    ...move?.body,
  };
  const put = move && {
    pipeline: move.body.pipeline_id,
    status: move.body.status_id,
    as: visit.stage,
  };
  const brought = until === null ? visit.fingerprint : asWaiting(visit.fingerprint);
  const fingerprint = isPostponed ? row.fingerprint : brought;
  const isSame = isTouched === row.isTouched && fingerprint === row.fingerprint;
  if (Object.keys(write).length === 0 && isSame) return { write: null, until, isPostponed };
  const sent = hashesOf(hasher, {
    name: write.name ?? lead.name,
    price: write.price ?? lead.price,
  });
  const acknowledged = new Map(row.acknowledged);
  for (const item of ['name', 'price'] as const) {
    if (write[item] !== undefined) acknowledged.set(item, sent.get(item) ?? '');
  }
  return {
    write: {
      kinds,
      fingerprint: visit.fingerprint,
      row: { ...row, isTouched, put: put ?? row.put, acknowledged, fingerprint },
      patch: { ...write, id: row.leadId, request_id: visitKeyText(row.visit) },
    },
    until,
    isPostponed,
  };
}

const ofMove = (move: Move): readonly DealKind[] =>
  move.move === 'moves' ? [kindOfMove[move.kind]].filter((kind) => kind !== null) : [];

/** The first bill is everyday work. */
const ofPrice = (price: number | null, { price: there }: AmoLead): readonly DealKind[] =>
  price !== null && there !== null && there !== 0 ? ['deal-price'] : [];
