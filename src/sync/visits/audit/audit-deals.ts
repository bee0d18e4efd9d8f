import type { AmoLead, LeadId } from '../../../amocrm/model/lead.ts';
import type { ContactId } from '../../../amocrm/model/model.ts';
import type { PutPlace, VisitDealRow } from '../../../state/visits/visit-deals.ts';
import { type DealFlaw, flawsOf } from '../../../visits/deal/audit.ts';
import { receptionOf, type VisitKey, visitKey, visitKeyText } from '../../../visits/visit-key.ts';
import type { Found } from '../../run/findings/finding-log.ts';
import type { Places } from '../deal/deal-account.ts';
import { nameHash, priceHash } from '../deal/deal-items.ts';
import type { FollowedVisit, FollowTools } from '../follow/follow-tools.ts';
import { leadsByIds } from '../leads-by-ids.ts';
import { newestLeads } from '../newest-leads.ts';
import { type Looked, sourceOfVisit } from '../pass/look.ts';

interface Auditing {
  /** All of the window and of the open deals. */
  readonly looked: readonly Looked[];
  readonly places: Places;
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
  const { leads: newest } = await newestLeads(tools, lowestOf(rows));
  const older = rows.filter(({ leadId, status }) => status !== 'deleted' && !newest.has(leadId));
  const leads = new Map([
    ...newest,
    ...(await leadsByIds(
      tools,
      older.map(({ leadId }) => leadId),
    )),
  ]);
  const carriers = carriersOf(tools, leads);
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
    const carrying = carriers.get(row.visit) ?? [];
    const known = relinked(tools, row, { carrying, leads, taken });
    if (known !== null) learnt.push(known);
    const flaws =
      known === null
        ? flawsIn(tools, auditing, {
            row,
            carrying,
            lead: leads.get(row.leadId) ?? null,
            visit: followed.get(row.visit),
            isThere: there.has(row.visit),
            contact: contacts.get(row.patientId),
            taken,
          })
        : [known.kind];
    for (const kind of flaws) {
      found.push({
        kind,
        patientId: row.patientId,
        contactId: contacts.get(row.patientId) ?? null,
        subject: dealSubject(row),
      });
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
        ({ visit, status, put }) => inside.has(visit) || (status === 'linked' && !isEnd(put)),
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

const isEnd = (put: PutPlace | null): boolean => put?.as === 'billed' || put?.as === 'cancelled';

const lowestOf = (rows: readonly VisitDealRow[]): LeadId =>
  rows.reduce(
    (least, { leadId }) => (leadId < least ? leadId : least),
    rows[0]?.leadId ?? (0 as LeadId), // there is one
  );

function carriersOf(
  { visitOf }: FollowTools,
  leads: ReadonlyMap<LeadId, AmoLead>,
): ReadonlyMap<VisitKey, readonly AmoLead[]> {
  const carrying = [...leads.values()].flatMap((lead) => {
    const visit = visitOf(lead);
    return visit === null ? [] : [{ visit, lead }];
  });
  const byVisit = Map.groupBy(carrying, ({ visit }) => visit);
  return new Map([...byVisit].map(([visit, some]) => [visit, some.map(({ lead }) => lead)]));
}

/** A deal that was merged into another one, which carries its visit now, or that came back out of the trash; null: none. */
function relinked(
  { hasher }: FollowTools,
  row: VisitDealRow,
  {
    carrying,
    leads,
    taken,
  }: {
    readonly carrying: readonly AmoLead[];
    readonly leads: ReadonlyMap<LeadId, AmoLead>;
    readonly taken: ReadonlySet<LeadId>;
  },
): Learnt | null {
  const [lead, ...others] = carrying;
  if (lead === undefined || others.length > 0) return null;
  if (row.status === 'deleted' && lead.id === row.leadId)
    return {
      kind: 'deal-restored',
      row: { ...row, status: 'linked', isTouched: true, fingerprint: '' },
    };
  if (leads.has(row.leadId) || taken.has(lead.id)) return null;
  const { put, acknowledged } = row;
  const isThere = put !== null && put.pipeline === lead.pipelineId && put.status === lead.statusId;
  const there = new Map([
    ['name', nameHash(hasher, lead.name)],
    ['price', priceHash(hasher, lead.price)],
  ]);
  return {
    kind: 'deal-merged',
    row: {
      ...row,
      leadId: lead.id,
      status: 'linked',
      isTouched: true,
      fingerprint: '',
      // What another one was called, cost and stood at is whoever's made it.
      put: isThere ? put : null,
      acknowledged: new Map([...acknowledged].filter(([item, hash]) => there.get(item) === hash)),
    },
  };
}

function flawsIn(
  { hasher }: FollowTools,
  { places }: Auditing,
  {
    row,
    lead,
    carrying,
    visit,
    isThere,
    contact,
    taken,
  }: {
    readonly row: VisitDealRow;
    readonly lead: AmoLead | null;
    readonly carrying: readonly AmoLead[];
    /** Undefined: it is not followed now: amoCRM rejects it, or IDENT has no reception of it any more. */
    readonly visit: FollowedVisit | undefined;
    /** Whether IDENT still has a reception of it, and its patient. */
    readonly isThere: boolean;
    readonly contact: ContactId | undefined;
    readonly taken: ReadonlySet<LeadId>;
  },
): readonly DealFlaw[] {
  if (row.status === 'deleted') return [];
  const at = lead && { pipeline: lead.pipelineId, status: lead.statusId };
  const isOwn = lead !== null && carrying.some(({ id }) => id === lead.id);
  // Where it is gone itself, one that is another visit's does not stand for it.
  const others = carrying.filter(
    ({ id }) => id !== row.leadId && (at !== null || !taken.has(id)),
  ).length;
  return flawsOf({
    at,
    put: row.put,
    others,
    meant: visit === undefined ? (row.put ?? places.planned) : places[visit.stage],
    carries: isOwn ? 'own' : 'none',
    // A patient who is gone has no contact, and a visit that is gone no patient.
    hasContact: isThere && (lead?.contacts?.some(({ id }) => id === contact) ?? false),
    isByRobot: lead?.updatedBy === 0,
    price: lead?.price ?? null,
    isPriceOurs: lead !== null && priceHash(hasher, lead.price) === row.acknowledged.get('price'),
    meantPrice: visit?.price ?? null,
  });
}
