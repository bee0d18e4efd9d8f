import { ForbiddenError } from '../../amocrm/errors/errors.ts';
import type { AmoLead, LeadId, LeadPatch } from '../../amocrm/model/lead.ts';
import type { ContactId, FieldId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Hasher } from '../../contact/value/hasher.ts';
import { isVisitName } from '../../visits/deal/deal.ts';
import { visitFields } from '../../visits/setup/visit-fields.ts';
import type { VisitKey } from '../../visits/visit-key.ts';
import { finalAfterMs } from '../creates/absence/timing.ts';
import { visitIn } from './deal/deal-account.ts';
import { emptied, nameHash, priceHash } from './deal/deal-items.ts';
import type { DealTools } from './deal/deal-tools.ts';
import { isAdoption } from './intents.ts';
import { leadsByIds } from './leads-by-ids.ts';
import { resolveDeals } from './make/resolve-deals.ts';
import { VisitCounts } from './pass/visit-counts.ts';

interface ForgetTools extends Omit<DealTools, 'visitOf' | 'fields' | 'note'> {
  /** Whose the reception is that a key names; null: IDENT does not tell. */
  readonly patientOf: (visit: VisitKey) => Promise<PatientId | null>;
  readonly hasher: Hasher;
}

/** What is left of a deal of ours in its name: everybody sees it. */
const neutralName = 'Приём';

interface ForgottenDeals {
  readonly cleared: readonly LeadId[];
  /** Something of ours still stands there. */
  readonly left: readonly LeadId[];
}

/**
 * Takes what is ours out of the deals of a patient: those that we made, and people's in which one of its contacts stands.
 * A deal that carries a visit of another patient, or is first of all another contact's, is that one's. The rows of the state stay until all of it is done, so that
 * it can be broken off anywhere and run again. Only under the pass lock.
 */
export async function forgetDeals(
  tools: ForgetTools,
  patientId: PatientId,
  contacts: readonly ContactId[],
): Promise<ForgottenDeals> {
  const { state, leads } = tools;
  const isKnown =
    (await state.visitDeals.ofPatient(patientId)).length > 0 ||
    (await state.meta.get('visitsSetup')) !== undefined;
  const fields = await ourFields(tools).catch((error: unknown) => {
    // Who never had deals of visits need not be allowed to see them.
    if (error instanceof ForbiddenError && !isKnown) return { all: new Set<FieldId>(), key: null };
    throw error;
  });
  if (fields.all.size === 0) return { cleared: [], left: [] };
  const visitOf = visitIn(fields.key);
  await awaitArrivals(tools, patientId, visitOf);
  const deals = await state.visitDeals.ofPatient(patientId);
  const ids = new Set([
    ...deals.map(({ leadId }) => leadId),
    ...(await intentsOf(tools, patientId)).flatMap(({ leadId }) => leadId ?? []),
  ]);
  for (const id of contacts) for (const lead of (await leads.ofContact(id)) ?? []) ids.add(lead);
  const unsorted = new Set(
    (await leads.pipelines()).flatMap(({ statuses }) =>
      statuses.filter(({ kind }) => kind === 'unsorted').map(({ id }) => id),
    ),
  );
  const acknowledged = new Map(deals.map((deal) => [deal.leadId, deal.acknowledged]));
  const patchOf = (lead: AmoLead): Omit<LeadPatch, 'request_id'> | null => {
    const ours = acknowledged.get(lead.id);
    const isOurName =
      isVisitName(lead.name) || nameHash(tools.hasher, lead.name) === ours?.get('name');
    const cleared = emptied(lead, fields.all);
    const patch = {
      ...(isOurName && lead.name !== neutralName && { name: neutralName }),
      ...((lead.price ?? 0) !== 0 &&
        priceHash(tools.hasher, lead.price) === ours?.get('price') && { price: 0 }),
      ...(cleared.length > 0 && { custom_fields_values: cleared }),
    };
    return Object.keys(patch).length === 0 ? null : { ...patch, id: lead.id };
  };
  const found = [...(await leadsByIds(tools, [...ids])).values()];
  const others = await ofOthers(tools, found, { patientId, contacts: new Set(contacts), visitOf });
  const patches = found
    // Any write takes a deal out of «Неразобранное».
    .filter(({ id, statusId }) => !others.has(id) && !unsorted.has(statusId))
    .flatMap((lead) => patchOf(lead) ?? []);
  for (const some of chunks(patches, 50)) {
    tools.signal?.throwIfAborted();
    await leads.update(some.map((patch) => ({ ...patch, request_id: String(patch.id) })));
  }
  const cleared = patches.map(({ id }) => id);
  const kept = found.filter(({ id, statusId }) => !others.has(id) && unsorted.has(statusId));
  const after = [...(await leadsByIds(tools, cleared)).values(), ...kept];
  return { cleared, left: after.filter((lead) => patchOf(lead) !== null).map(({ id }) => id) };
}

interface OurFields {
  readonly all: ReadonlySet<FieldId>;
  readonly key: FieldId | null;
}

/** By the ids that were used, and by our codes, which outlive a lost state. */
async function ourFields({ state, leads }: ForgetTools): Promise<OurFields> {
  const known = (await state.meta.get('visitsSetup'))?.fields ?? {};
  const codes = new Map<string | null, string>(visitFields.map(({ code, key }) => [code, key]));
  const ids = new Set(Object.values(known));
  let key: FieldId | null = null;
  const all = (await leads.fields()).filter((field) => {
    const isKey = field.id === known['visit_key'] || codes.get(field.code) === 'visit_key';
    if (isKey) key = field.id;
    return ids.has(field.id) || codes.has(field.code);
  });
  return { all: new Set(all.map(({ id }) => id)), key };
}

/** What was sent and not answered may yet arrive, and put back what is cleared: it is decided, or waited for. */
async function awaitArrivals(
  tools: ForgetTools,
  patientId: PatientId,
  visitOf: DealTools['visitOf'],
): Promise<void> {
  const { state, clock, signal } = tools;
  const isOf = (one: { readonly patientId: PatientId }) => one.patientId === patientId;
  const intents = await intentsOf(tools, patientId);
  if (intents.length > 0)
    await resolveDeals(
      // Nothing is made.
      { ...tools, fields: new Map(), note: async () => undefined, visitOf },
      new VisitCounts(),
    );
  if (intents.some(isAdoption) || (await state.visitUpdates.all()).some(isOf))
    await clock.sleep(finalAfterMs, signal);
}

const intentsOf = async ({ state }: ForgetTools, patientId: PatientId) =>
  (await state.visitIntents.all()).filter((one) => one.patientId === patientId);

interface Whose {
  readonly patientId: PatientId;
  /** Its contacts. */
  readonly contacts: ReadonlySet<ContactId>;
  readonly visitOf: DealTools['visitOf'];
}

/** Those that are not this patient's: by the state, by IDENT, and where neither tells by their main contact. */
async function ofOthers(
  { state, patientOf }: ForgetTools,
  leads: readonly AmoLead[],
  { patientId, contacts, visitOf }: Whose,
): Promise<ReadonlySet<LeadId>> {
  const visits = leads.flatMap((lead) => visitOf(lead) ?? []);
  const rows = await state.visitDeals.ofVisits(visits);
  const ours = new Set((await state.visitDeals.ofPatient(patientId)).map(({ leadId }) => leadId));
  const others = new Set<LeadId>();
  for (const lead of leads) {
    if (ours.has(lead.id)) continue;
    const visit = visitOf(lead);
    const row = visit === null ? undefined : rows.get(visit);
    const known = row?.leadId === lead.id ? row.patientId : null;
    const whose = known ?? (visit === null ? null : await patientOf(visit));
    const main = lead.contacts?.find(({ isMain }) => isMain)?.id;
    const isTheirs =
      whose === null ? main !== undefined && contacts.has(main) : whose === patientId;
    if (!isTheirs) others.add(lead.id);
  }
  return others;
}
