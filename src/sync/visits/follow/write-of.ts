import type { AmoLead, LossReasonId, PipelineId, StatusId } from '../../../amocrm/model/lead.ts';
import type { PutPlace } from '../../../state/visits/visit-deals.ts';
import { type Move, moveOf } from '../../../visits/deal/move.ts';
import { type PriceWrite, priceWrite } from '../../../visits/deal/price.ts';
import type { VisitStage } from '../../../visits/stage.ts';
import { visitKeyText } from '../../../visits/visit-key.ts';
import { differing, hashesOf, nameHash, priceHash } from '../deal/deal-items.ts';
import type { DealKind } from '../deal/deal-tools.ts';
import { asWaiting } from '../deal/deal-write.ts';
import { isOthers } from '../touched.ts';
import type { DealWrite, FollowOutcomes, FollowTools, SeenDeal } from './follow-tools.ts';

/** What of a move the guard counts. */
const kindOfMove = {
  closed: 'deal-closed',
  reopened: 'deal-reopened',
  back: 'deal-back',
} as const;

/**
 * What is to be written of a deal; null: nothing is, and nothing new is known.
 *
 * @param admits whether a part that the guard counts may be written now.
 */
export function writeOf(
  tools: FollowTools,
  { visit, row, lead }: SeenDeal,
  admits: (kind: DealKind) => boolean,
  outcomes: FollowOutcomes,
): DealWrite | null {
  const { hasher } = tools;
  const isTouched = row.isTouched || isOthers(lead, tools.self);
  const meant = moveOf(
    {
      at: { pipeline: lead.pipelineId, status: lead.statusId },
      put: row.put && { at: row.put, as: row.put.as },
      isTouched,
      stage: visit.stage,
      quietUntil: visit.quietUntil,
      now: tools.clock.now(),
      lossReason: visit.lossReason,
      lossReasons: tools.lossReasons,
    },
    tools.pipeline,
  );
  if (meant.move === 'left') outcomes.left[meant.why] += 1;
  if (meant.move === 'left' && meant.why === 'unsorted') return null;
  if (meant.move === 'waits') outcomes.waiting.set(visit.visit, meant.until);
  const meantPrice = priceWrite({
    there: lead.price,
    wanted: visit.price,
    isOurs: priceHash(hasher, lead.price) === row.acknowledged.get('price'),
  });
  if (meantPrice.price === 'left') outcomes.pricesLeft += 1;
  const meantKinds = [...ofMove(meant), ...ofPrice(meantPrice, lead)];
  const kinds = meantKinds.filter(admits);
  if (kinds.length < meantKinds.length) outcomes.postponed.add(visit.visit);
  const move = ofMove(meant).every(admits) ? meant : ({ move: 'stays' } as const);
  const price = ofPrice(meantPrice, lead).every(admits)
    ? meantPrice
    : ({ price: 'stays' } as const);
  if (price.price === 'written' && price.fell) outcomes.pricesFell += 1;
  const isNameOurs = nameHash(hasher, lead.name) === row.acknowledged.get('name');
  const fields = differing(visit.fields, lead);
  const write = {
    ...(isNameOurs && lead.name !== visit.name && { name: visit.name }),
    ...(price.price === 'written' && { price: price.value }),
    ...(fields.length > 0 && { custom_fields_values: fields }),
    ...(move.move === 'moves' && placeOf(move.body)),
  };
  if (move.move === 'moves') {
    outcomes.moved[move.kind] += 1;
    if (move.isReasonGone) outcomes.withoutReason += 1;
  }
  const put = putAfter(move.move === 'moves' ? write : null, visit.stage) ?? row.put;
  const brought = meant.move === 'waits' ? asWaiting(visit.fingerprint) : visit.fingerprint;
  const fingerprint = kinds.length === meantKinds.length ? brought : row.fingerprint;
  const isSame = isTouched === row.isTouched && fingerprint === row.fingerprint;
  if (Object.keys(write).length === 0 && isSame) return null;
  const sent = hashesOf(hasher, {
    name: write.name ?? lead.name,
    price: write.price ?? lead.price,
  });
  const acknowledged = new Map(row.acknowledged);
  for (const item of ['name', 'price'] as const) {
    if (write[item] !== undefined) acknowledged.set(item, sent.get(item) ?? '');
  }
  return {
    kinds,
    fingerprint: visit.fingerprint,
    row: { ...row, isTouched, put, acknowledged, fingerprint },
    patch: { ...write, id: row.leadId, request_id: visitKeyText(row.visit) },
  };
}

const ofMove = (move: Move): readonly DealKind[] =>
  move.move === 'moves' && move.kind !== 'forward' ? [kindOfMove[move.kind]] : [];

/** The first bill is everyday work. */
const ofPrice = (price: PriceWrite, { price: there }: AmoLead): readonly DealKind[] =>
  price.price === 'written' && there !== null && there !== 0 ? ['deal-price'] : [];

interface PlaceBody {
  readonly pipeline_id: PipelineId;
  readonly status_id: StatusId;
  readonly loss_reason_id?: LossReasonId | null;
}

/** The core speaks in plain numbers, which came from amoCRM. */
const placeOf = (body: object): PlaceBody => body as PlaceBody;

const putAfter = (write: Partial<PlaceBody> | null, as: VisitStage): PutPlace | null =>
  write?.pipeline_id === undefined || write.status_id === undefined
    ? null
    : { pipeline: write.pipeline_id, status: write.status_id, as };
