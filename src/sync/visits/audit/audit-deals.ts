import type { AmoLead, LeadId } from '../../../amocrm/model/lead.ts';
import type { ContactId } from '../../../amocrm/model/model.ts';
import type { VisitDealRow } from '../../../state/visits/visit-deals.ts';
import { type DealFlaw, flawsOf } from '../../../visits/deal/audit.ts';
import { isEnd } from '../../../visits/stage.ts';
import { receptionOf, type VisitKey, visitKey, visitKeyText } from '../../../visits/visit-key.ts';
import type { Found } from '../../run/findings/finding-log.ts';
import type { Places } from '../deal/deal-account.ts';
import { priceHash, standsAt, stillThere } from '../deal/deal-items.ts';
import type { FollowedVisit, FollowTools } from '../follow/follow-tools.ts';
import { leadsByIds } from '../leads-by-ids.ts';
import { newestLeads } from '../newest-leads.ts';
import { type Looked, sourceOfVisit } from '../pass/look.ts';

interface Auditing {
  /** All of the window and of the open deals. */
  readonly looked: readonly Looked[];
  readonly places: Places;
}

/** A visit's deal as it is known, and all that there is of it. */
interface AuditedDeal {
  readonly row: VisitDealRow;
  /** Null: it is gone. */
  readonly lead: AmoLead | null;
  /** All deals that carry the visit. */
  readonly carrying: readonly AmoLead[];
  /** Undefined: it is not followed now: amoCRM rejects it, or IDENT has no reception of it any more. */
  readonly visit: FollowedVisit | undefined;
  /** Whether IDENT still has a reception of it, and its patient. */
  readonly isThere: boolean;
  readonly contact: ContactId | undefined;
}

/** What the audit has learnt of a visit's deal, to be kept. */
interface Learnt {
  readonly row: VisitDealRow;
  readonly kind: DealFlaw | 'deal-merged' | 'deal-restored';
}

/**
 * Compares the deals of visits with what is known of them, and tells what the engine does not mend. To amoCRM nothing is
 * written: what differs in our own fields, what is missing and what has to move goes to the engine, which looks at the
 * same visits. Only under the pass lock, and once what was sent is decided.
 */
export async function auditDeals(
  tools: FollowTools,
  auditing: Auditing,
): Promise<readonly Found[]> {
  const { state } = tools;
  const rows = await rowsOf(tools, auditing);
  if (rows.length === 0) return [];
  const lowest = rows.reduce((least, { leadId }) => Math.min(least, leadId), Infinity);
  const { leads: newest } = await newestLeads(tools, lowest);
  const older = rows.filter(({ leadId, status }) => status !== 'deleted' && !newest.has(leadId));
  const leads = new Map([
    ...newest,
    ...(await leadsByIds(
      tools,
      older.map(({ leadId }) => leadId),
    )),
  ]);
  const carriers = Map.groupBy(leads.values(), tools.visitOf);
  const contacts = await state.links.contactsOf(rows.map(({ patientId }) => patientId));
  const followed = new Map(
    auditing.looked.flatMap((one) => one.followed.map((visit) => [visit.visit, visit] as const)),
  );
  const there = new Set(auditing.looked.flatMap(knownIn));
  // A deal carries one visit, of whatever time that is.
  const taken = await state.visitDeals.amongLeads([...leads.keys()]);
  const learnt: Learnt[] = [];
  const found: Found[] = [];
  for (const row of rows) {
    const contact = contacts.get(row.patientId);
    const deal: AuditedDeal = {
      row,
      contact,
      lead: leads.get(row.leadId) ?? null,
      carrying: carriers.get(row.visit) ?? [],
      visit: followed.get(row.visit),
      isThere: there.has(row.visit),
    };
    const known = relinked(tools, deal, taken);
    if (known !== null) learnt.push(known);
    const flaws = known === null ? flawsIn(tools, auditing.places, deal, taken) : [known.kind];
    for (const kind of flaws) {
      const subject = dealSubject(row);
      found.push({ kind, patientId: row.patientId, contactId: contact ?? null, subject });
      if (kind === 'deal-missing') learnt.push({ kind, row: { ...row, status: 'deleted' } });
      if (kind === 'deal-doubled') learnt.push({ kind, row: { ...row, status: 'doubled' } });
    }
  }
  if (learnt.length > 0) {
    await state.transaction(async (tx) => {
      for (const { row } of learnt) await tx.visitDeals.save(row);
      for (const { source } of auditing.looked) {
        const own = tx.meta.of(source);
        const doubled = learnt.filter(
          ({ kind, row }) => kind === 'deal-doubled' && sourceOfVisit(row.visit) === source,
        ).length;
        const known = await own.get('visitsSurveyed');
        // All deals are read once more until each visit is carried by one alone.
        if (doubled > 0 && known !== undefined)
          await own.set('visitsSurveyed', { ...known, doubled: known.doubled + doubled });
      }
    });
  }
  return found;
}

/** As people find it: the deal by its id, and the visit by its key. */
export const dealSubject = ({ leadId, visit }: Pick<VisitDealRow, 'leadId' | 'visit'>): string =>
  `deal:${leadId}:${visitKeyText(visit)}`;

/** Those of the window, and those that are open; one that people deleted may have come back. */
async function rowsOf(
  { state }: FollowTools,
  { looked }: Auditing,
): Promise<readonly VisitDealRow[]> {
  const rows: VisitDealRow[] = [];
  for (const { source, visits, reassigned } of looked) {
    const inside = new Set(visits);
    // What became another patient's is told apart.
    const given = new Set(reassigned.map(({ dealKey }) => dealKey));
    const all = (await state.visitDeals.ofSource(source)).filter(
      ({ visit }) => !given.has(receptionOf(visit)),
    );
    rows.push(
      ...all.filter(
        ({ visit, status, put }) => inside.has(visit) || (status === 'linked' && !isEnd(put?.as)),
      ),
    );
  }
  // Those that several deals carry are surveyed anew.
  return rows.filter(({ status }) => status !== 'doubled');
}

/** Those of which IDENT still has a reception of their own patient. */
const knownIn = ({ source, read }: Looked): readonly VisitKey[] =>
  read
    .filter(({ deal, lead }) => deal === 'known' && lead.patient !== null)
    .map(({ key }) => visitKey(source, key));

/** A deal that was merged into another one, which carries its visit now, or that came back out of the trash; null: none. */
function relinked(
  { hasher }: FollowTools,
  { row, lead: own, carrying }: AuditedDeal,
  taken: ReadonlySet<LeadId>,
): Learnt | null {
  const [lead, ...others] = carrying;
  if (lead === undefined || others.length > 0) return null;
  const again = { status: 'linked', isTouched: true, fingerprint: '' } as const;
  if (row.status === 'deleted' && lead.id === row.leadId)
    return { kind: 'deal-restored', row: { ...row, ...again } };
  if (own !== null || taken.has(lead.id)) return null;
  return {
    kind: 'deal-merged',
    row: {
      ...row,
      ...again,
      leadId: lead.id,
      // What another one was called, cost and stood at is whoever's made it.
      put: standsAt(lead, row.put) ? row.put : null,
      acknowledged: new Map(stillThere(hasher, row.acknowledged, lead)),
    },
  };
}

function flawsIn(
  { hasher }: FollowTools,
  places: Places,
  { row, lead, carrying, visit, isThere, contact }: AuditedDeal,
  taken: ReadonlySet<LeadId>,
): readonly DealFlaw[] {
  if (row.status === 'deleted') return [];
  // Where it is gone itself, one that is another visit's does not stand for it.
  const others = carrying.filter(
    ({ id }) => id !== row.leadId && (lead !== null || !taken.has(id)),
  );
  return flawsOf({
    at: lead && { pipeline: lead.pipelineId, status: lead.statusId },
    put: row.put,
    others: others.length,
    meant: visit === undefined ? (row.put ?? places.planned) : places[visit.stage],
    isKeyed: carrying.some(({ id }) => id === lead?.id),
    // A patient who is gone has no contact, and a visit that is gone no patient.
    hasContact: isThere && (lead?.contacts?.some(({ id }) => id === contact) ?? false),
    isByRobot: lead?.updatedBy === 0,
    price: lead?.price ?? null,
    isPriceOurs: lead !== null && priceHash(hasher, lead.price) === row.acknowledged.get('price'),
    meantPrice: visit?.price ?? null,
  });
}
