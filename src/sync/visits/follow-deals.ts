import type {
  AmoLead,
  LeadPatch,
  LossReasonId,
  PipelineId,
  StatusId,
} from '../../amocrm/model/lead.ts';
import { chunks } from '../../chunks.ts';
import type { Hasher } from '../../contact/value/hasher.ts';
import type { PutPlace, VisitDealRow } from '../../state/visits/visit-deals.ts';
import { type Left, type MoveKind, moveOf, type Pipeline } from '../../visits/move.ts';
import { priceWrite } from '../../visits/price.ts';
import type { VisitStage } from '../../visits/stage.ts';
import { type VisitKey, visitKeyText } from '../../visits/visit-key.ts';
import { settledAfterMs } from '../creates/absence/timing.ts';
import { noted } from '../write/noted.ts';
import { type DealItems, differing, hashesOf, nameHash, priceHash } from './deal-items.ts';
import type { DealTools } from './deal-tools.ts';
import { leadsByIds } from './leads-by-ids.ts';

/** A visit whose deal follows it. */
export interface FollowedVisit extends DealItems {
  readonly visit: VisitKey;
  readonly stage: VisitStage;
  readonly quietUntil: number;
  readonly lossReason: LossReasonId | null;
}

export interface FollowTools extends DealTools {
  readonly hasher: Hasher;
  readonly pipeline: Pipeline;
  readonly lossReasons: ReadonlySet<LossReasonId>;
  /** The user of our token: who else has written a deal last has touched it, but for robots. */
  readonly self: number;
}

/** What became of deals that were looked at. */
export interface FollowOutcomes {
  readonly moved: Record<MoveKind, number>;
  readonly left: Record<Left, number>;
  updated: number;
  waiting: number;
  /** Not to be found: they are left as they are known. */
  gone: number;
  /** They carry another key, or none. */
  odd: number;
  pricesLeft: number;
  /** Bills that come to less than they did. */
  pricesFell: number;
  /** Lost without the reason that was meant: amoCRM has it no more. */
  withoutReason: number;
}

/** Rows of a request. */
const atOnce = 50;

/** Lets deals follow their visits: what a person did to them stays. Only under the pass lock. */
export async function followDeals(
  tools: FollowTools,
  visits: readonly FollowedVisit[],
): Promise<FollowOutcomes> {
  const { state, clock } = tools;
  const pending = await state.visitUpdates.all();
  // An old request may yet arrive.
  if (pending.length > 0) await clock.sleep(settledAfterMs, tools.signal);
  const rows = await state.visitDeals.ofVisits([
    ...visits.map(({ visit }) => visit),
    ...pending.map(({ visit }) => visit),
  ]);
  const linked = [...rows.values()].filter(({ status }) => status === 'linked');
  const leads = await leadsByIds(
    tools,
    linked.map(({ leadId }) => leadId),
  );
  const known = new Map(linked.map((row) => [row.visit, row]));
  for (const update of pending) {
    const row = known.get(update.visit);
    const lead = row && leads.get(row.leadId);
    const now = row && lead ? arrived(tools, row, lead, update) : row;
    await state.transaction(async (tx) => {
      if (now) await tx.visitDeals.save(now);
      await tx.visitUpdates.remove(update.visit);
    });
    if (now) known.set(now.visit, now);
  }
  const outcomes = nothingFollowed();
  const changes = visits.flatMap((visit) => {
    const row = known.get(visit.visit);
    if (row === undefined) return [];
    const lead = leads.get(row.leadId);
    if (lead === undefined) outcomes.gone += 1;
    else if (tools.visitOf(lead) !== visit.visit) outcomes.odd += 1;
    else return changeOf(tools, visit, row, lead, outcomes) ?? [];
    return [];
  });
  for (const some of chunks(changes, atOnce)) await send(tools, some, outcomes);
  return outcomes;
}

/** What an update without an answer has come to, by what is there. */
function arrived(
  { hasher }: FollowTools,
  row: VisitDealRow,
  lead: AmoLead,
  { put, sent }: { readonly put: PutPlace | null; readonly sent: ReadonlyMap<string, string> },
): VisitDealRow {
  const there = hashesOf(hasher, lead);
  const came = [...sent].filter(([item, hash]) => there.get(item) === hash);
  const isMoved = put !== null && isAt(lead, put);
  return {
    ...row,
    put: isMoved ? put : row.put,
    acknowledged: new Map([...row.acknowledged, ...came]),
  };
}

const isAt = (lead: AmoLead, { pipeline, status }: PutPlace): boolean =>
  lead.pipelineId === pipeline && lead.statusId === status;

interface Change {
  readonly row: VisitDealRow;
  readonly patch: LeadPatch;
}

/** Null: nothing is to be written. */
function changeOf(
  tools: FollowTools,
  visit: FollowedVisit,
  row: VisitDealRow,
  lead: AmoLead,
  outcomes: FollowOutcomes,
): Change | null {
  const { hasher } = tools;
  const isTouched = row.isTouched || isOthers(lead, tools.self);
  const move = moveOf(
    {
      at: { pipeline: lead.pipelineId, status: lead.statusId },
      put: row.put && { at: row.put, as: row.put.as },
      ...{ isTouched, stage: visit.stage, quietUntil: visit.quietUntil, now: tools.clock.now() },
      ...{ lossReason: visit.lossReason, lossReasons: tools.lossReasons },
    },
    tools.pipeline,
  );
  if (move.move === 'left') outcomes.left[move.why] += 1;
  if (move.move === 'left' && move.why === 'unsorted') return null;
  if (move.move === 'waits') outcomes.waiting += 1;
  const price = priceWrite({
    there: lead.price,
    wanted: visit.price,
    isOurs: priceHash(hasher, lead.price) === row.acknowledged.get('price'),
  });
  if (price.price === 'left') outcomes.pricesLeft += 1;
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
  if (Object.keys(write).length === 0 && isTouched === row.isTouched) return null;
  const sent = hashesOf(hasher, {
    name: write.name ?? lead.name,
    price: write.price ?? lead.price,
  });
  const acknowledged = new Map(row.acknowledged);
  for (const item of ['name', 'price'] as const) {
    if (write[item] !== undefined) acknowledged.set(item, sent.get(item) ?? '');
  }
  return {
    row: { ...row, isTouched, put, acknowledged },
    patch: { ...write, id: row.leadId, request_id: visitKeyText(row.visit) },
  };
}

/** Robots of the account itself have no number. */
const isOthers = ({ updatedBy }: AmoLead, self: number): boolean =>
  updatedBy === null || (updatedBy !== 0 && updatedBy !== self);

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

async function send(
  tools: FollowTools,
  changes: readonly Change[],
  outcomes: FollowOutcomes,
): Promise<void> {
  const { state } = tools;
  const writes = changes.filter(({ patch }) => Object.keys(patch).length > 2);
  const save = (some: readonly Change[]) =>
    state.transaction(async (tx) => {
      for (const { row } of some) {
        await tx.visitDeals.save(row);
        await tx.visitUpdates.remove(row.visit);
      }
    });
  await save(changes.filter((change) => !writes.includes(change)));
  if (writes.length === 0) return;
  tools.signal?.throwIfAborted();
  const { departure } = await noted(tools, () =>
    state.transaction((tx) =>
      tx.visitUpdates.declare(
        writes.map(({ row: { visit, patientId, put, acknowledged } }) => ({
          ...{ visit, patientId, put, sent: acknowledged },
        })),
      ),
    ),
  );
  const { acknowledged } = await tools.leads.update(
    writes.map(({ patch }) => patch),
    departure,
  );
  const done = writes.filter(({ row }) => acknowledged.has(visitKeyText(row.visit)));
  await save(done);
  outcomes.updated += done.length;
}

const nothingFollowed = (): FollowOutcomes => ({
  moved: { forward: 0, closed: 0, reopened: 0, back: 0 },
  left: {
    ...{ unsorted: 0, protected: 0, 'closed-by-person': 0, 'led-by-person': 0 },
    ...{ touched: 0, 'never-put': 0 },
  },
  ...{ updated: 0, waiting: 0, gone: 0, odd: 0, pricesLeft: 0, pricesFell: 0, withoutReason: 0 },
});
