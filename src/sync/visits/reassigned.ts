import { type AmoLead, lostStatus } from '../../amocrm/model/lead.ts';
import type { PatientId, SourceNumber } from '../../contact/model/patient-key.ts';
import type { PutPlace, VisitDealRow } from '../../state/visits/visit-deals.ts';
import { type Reassignment, reassignmentOf } from '../../visits/deal/reassigned.ts';
import type { ReceptionId } from '../../visits/reception.ts';
import type { Visit } from '../../visits/visit.ts';
import { visitKey, visitKeyText } from '../../visits/visit-key.ts';
import { emptied, hashesOf, nameHash, priceHash, standsAt } from './deal/deal-items.ts';
import { type DealWrite, type FollowTools, isOthers } from './follow/follow-tools.ts';
import { leadsByIds } from './leads-by-ids.ts';
import { keepRejected, rowByRow } from './rejected-rows.ts';
import { sendUpdates, undoUpdates } from './updates.ts';

export interface ReassignTools extends Omit<FollowTools, 'lossReasons'> {
  readonly source: SourceNumber;
}

/** A visit that became another patient's, its deal, and what becomes of that. */
export interface ReassignedVisit {
  readonly visit: Visit;
  /** Whose it is now. */
  readonly patientId: PatientId;
  readonly row: VisitDealRow;
  /** Null: it is gone. */
  readonly lead: AmoLead | null;
  readonly is: Reassignment;
}

/** Reads the deals of visits that became another patient's, and decides; writes nothing. */
export async function judgeReassigned(
  tools: ReassignTools,
  visits: readonly Visit[],
): Promise<readonly ReassignedVisit[]> {
  const { state, source } = tools;
  const others = visits.flatMap((visit) => {
    const { deal, dealKey, lead } = visit;
    if (deal !== 'reassigned' || dealKey === null || lead.patient === null) return [];
    return [{ visit, key: visitKey(source, dealKey), patientId: lead.patient }];
  });
  if (others.length === 0) return [];
  const rows = await state.visitDeals.ofVisits(others.map(({ key }) => key));
  const leads = await leadsByIds(
    tools,
    [...rows.values()].map(({ leadId }) => leadId),
  );
  const contacts = await state.links.contactsOf(others.map(({ patientId }) => patientId));
  // An answer that was lost may have moved it.
  const pending = new Map((await state.visitUpdates.all()).map((one) => [one.visit, one.put]));
  const shared = keysWithOwnRest(visits);
  return others.flatMap(({ visit, key, patientId }): readonly ReassignedVisit[] => {
    const row = rows.get(key);
    // One that is not decided is waited for.
    if (row === undefined) return [];
    const lead = leads.get(row.leadId) ?? null;
    const contactId = contacts.get(patientId);
    const main = lead?.contacts?.find(({ isMain }) => isMain)?.id;
    const is = reassignmentOf({
      isShared: visit.dealKey !== null && shared.has(visit.dealKey),
      holdsKey: visit.dealKey !== null && visit.members.includes(visit.dealKey),
      isInNewContact: contactId !== undefined && main === contactId,
      isTouched:
        row.status !== 'linked' ||
        lead === null ||
        isTouched(tools, row, lead, pending.get(key) ?? null),
      isKept:
        lead !== null &&
        (tools.pipeline.unsorted.has(lead.statusId) || tools.pipeline.protected.has(lead.statusId)),
    });
    return [{ visit, patientId, row, lead, is }];
  });
}

/**
 * Whether anybody but us ever changed a deal of ours: it was seen so before, wrote it last, or it stands, is called or
 * costs otherwise than we left it.
 *
 * @param sent where a request without an answer may have moved it.
 */
function isTouched(
  { hasher, self }: ReassignTools,
  { isTouched: wasTouched, put, acknowledged }: VisitDealRow,
  lead: AmoLead,
  sent: PutPlace | null,
): boolean {
  return (
    wasTouched ||
    isOthers(lead, self) ||
    !(standsAt(lead, put) || standsAt(lead, sent)) ||
    nameHash(hasher, lead.name) !== acknowledged.get('name') ||
    ((lead.price ?? 0) !== 0 && priceHash(hasher, lead.price) !== acknowledged.get('price'))
  );
}

/** Deals whose visit still has receptions of its own patient, or went over to several. */
function keysWithOwnRest(visits: readonly Visit[]): ReadonlySet<ReceptionId> {
  const byKey = Map.groupBy(visits, ({ dealKey }) => dealKey);
  const shared = [...byKey].filter(([, { length }]) => length > 1);
  return new Set(shared.flatMap(([key]) => key ?? []));
}

/**
 * Carries out what was decided. Only under the pass lock, and once the guard has let what is closed through.
 *
 * @returns those that may have a deal of their own from now on
 */
export async function carryOutReassigned(
  tools: ReassignTools,
  judged: readonly ReassignedVisit[],
): Promise<readonly ReassignedVisit[]> {
  const { state, source } = tools;
  const keysOf = ({ members }: Visit) => members.map((id) => visitKey(source, id));
  const free: ReassignedVisit[] = [];
  for (const one of judged) {
    const { visit, patientId, row, is } = one;
    if (is === 'follows') {
      await state.transaction(async (tx) => {
        await tx.visitDeals.save({ ...row, patientId });
        await tx.visitMembers.note({ visit: row.visit, patientId }, keysOf(visit));
      });
    } else if (is === 'parted') {
      await state.transaction((tx) => tx.visitMembers.release(row.visit, keysOf(visit)));
      free.push(one);
    }
  }
  const closed = judged.filter(({ is }) => is === 'closed');
  await rowByRow(tools, closed, {
    visitOf: ({ row }) => row.visit,
    send: async (batch) => {
      free.push(...(await close(tools, batch)));
    },
    undo: (batch) => undoUpdates(tools, batch),
    reject: (some) =>
      keepRejected(tools, some, ({ row: { visit, patientId } }) => ({
        visit,
        patientId,
        fingerprint: '',
      })),
    endsUnjudged: false,
  });
  return free;
}

/** @returns those whose deals are closed and empty: they count as made of nothing. */
async function close(
  tools: ReassignTools,
  judged: readonly ReassignedVisit[],
): Promise<readonly ReassignedVisit[]> {
  const { state } = tools;
  const closings = judged.flatMap((one) => closingOf(tools, one) ?? []);
  const written = closings.length === 0 ? new Set() : await sendUpdates(tools, closings);
  const sent = new Set(closings.map(({ row }) => row.visit));
  const done = judged.filter(({ row }) => written.has(row.visit) || !sent.has(row.visit));
  await state.transaction(async (tx) => {
    for (const { row } of done) {
      await tx.visitDeals.remove(row.visit);
      await tx.visitUpdates.remove(row.visit);
      await tx.visitMembers.forget(row.visit);
    }
    await tx.visitRejected.remove(done.map(({ row }) => row.visit));
  });
  return done;
}

/** Null: it is closed and empty. */
function closingOf(
  { hasher, fields: ours }: ReassignTools,
  { row, lead }: ReassignedVisit,
): Pick<DealWrite, 'row' | 'patch' | 'kinds'> | null {
  if (lead === null) return null;
  const fields = emptied(lead, new Set(ours.values()));
  const isOpen = lead.statusId !== lostStatus;
  const isPriced = (lead.price ?? 0) !== 0;
  if (!isOpen && fields.length === 0 && !isPriced) return null;
  const put = { pipeline: lead.pipelineId, status: lostStatus, as: 'cancelled' } as const;
  return {
    row: { ...row, put, acknowledged: hashesOf(hasher, { name: lead.name, price: 0 }) },
    kinds: ['deal-closed'],
    patch: {
      id: row.leadId,
      request_id: visitKeyText(row.visit),
      ...(isOpen && { pipeline_id: put.pipeline, status_id: put.status }),
      // Nobody touched it: the price is ours, or none.
      ...(isPriced && { price: 0 }),
      ...(fields.length > 0 && { custom_fields_values: fields }),
    },
  };
}
