import type { LeadId } from '../../../amocrm/model/lead.ts';
import { chunks } from '../../../chunks.ts';
import type { PatientId, SourceNumber } from '../../../contact/model/patient-key.ts';
import type { OpenSource } from '../../../ident/sources/databases.ts';
import { mostReceptions } from '../../../ident/visits/receptions.ts';
import type { VisitDealRow } from '../../../state/visits/visit-deals.ts';
import type { VisitSeen } from '../../../state/visits/visit-members.ts';
import type { Reception } from '../../../visits/reception.ts';
import type { Visit } from '../../../visits/visit.ts';
import { receptionOf, type VisitKey, visitKey } from '../../../visits/visit-key.ts';
import { finalAfterMs } from '../../creates/absence/timing.ts';
import { isPriceConfirmed } from '../../source/confirm-price.ts';
import { dropIntents, unnamedIntents } from '../intents.ts';
import { sourceOfVisit } from '../pass/look.ts';
import { readWholeVisits } from '../whole-visits.ts';
import { type Carrier, carriersOf, type Surveying } from './carriers.ts';
import { linkOf, stillKnown } from './link-of.ts';

/** What a survey found that a person has to see to. */
interface Surveyed {
  /** Deals with keys of sources that this installation does not have. */
  readonly foreign: readonly LeadId[];
  /** Visits that several deals carry, each with its patient. */
  readonly doubled: readonly VisitSeen[];
}

/**
 * Reads all deals of the account by their keys and links what the state does not know: it was lost, or put back from a
 * copy, or another installation has been at work. Nothing is made before it has come to its end; one that breaks off
 * begins anew.
 *
 * @param sources those that are read; of the others nothing is linked, and nothing counts as surveyed.
 * @throws SyncError VISITS_SURVEY_UNSURE
 */
export async function survey(
  surveying: Surveying,
  sources: readonly Pick<OpenSource, 'number' | 'ident'>[],
  numbers: ReadonlySet<SourceNumber>,
): Promise<Surveyed> {
  const { state, now } = surveying;
  const { carriers, upTo } = await carriersOf(surveying);
  const foreign = [...carriers]
    .filter(([visit]) => !numbers.has(sourceOfVisit(visit)))
    .flatMap(([, some]) => some.map(({ id }) => id));
  const doubled: VisitSeen[] = [];
  for (const source of sources) {
    const own = new Map([...carriers].filter(([key]) => sourceOfVisit(key) === source.number));
    const rows = await linksOf(surveying, source, own);
    const twice = rows.filter(({ status }) => status === 'doubled');
    doubled.push(...twice);
    const lost = await lostIntents(surveying, source.number, carriers);
    await state.transaction(async (tx) => {
      for (const { members, ...row } of rows) {
        await tx.visitDeals.save(row);
        await tx.visitMembers.note(row, members);
      }
      await tx.meta
        .of(source.number)
        .set('visitsSurveyed', { at: now, foreign: foreign.length, doubled: twice.length, upTo });
      // All deals were seen, and theirs is not among them.
      await dropIntents(tx, lost);
    });
  }
  return { foreign, doubled };
}

/** What was sent without an answer so long ago that it is there, or never will be. */
async function lostIntents(
  { state, now }: Surveying,
  source: SourceNumber,
  carriers: ReadonlyMap<VisitKey, unknown>,
): Promise<readonly VisitKey[]> {
  return (await unnamedIntents(state))
    .filter(({ createdAt }) => createdAt + finalAfterMs < now)
    .map(({ visit }) => visit)
    .filter((visit) => sourceOfVisit(visit) === source && !carriers.has(visit));
}

type SurveyedRow = VisitDealRow & { readonly members: readonly VisitKey[] };

/** What is to be known of a source's deals from now on. */
async function linksOf(
  surveying: Surveying,
  source: Pick<OpenSource, 'number' | 'ident'>,
  carriers: ReadonlyMap<VisitKey, readonly Carrier[]>,
): Promise<readonly SurveyedRow[]> {
  const { state } = surveying;
  const known = await state.visitDeals.ofSource(source.number);
  const knownOf = new Map(known.map((row) => [row.visit, row]));
  const taken = new Map(known.map((row) => [row.leadId, row.visit]));
  const rows: SurveyedRow[] = [];
  for (const some of chunks([...carriers], mostReceptions)) {
    const patients = await patientsOf(surveying, source, new Map(some));
    const visits = await visitsOf(surveying, source, patients);
    const priced = await isPriceConfirmed({
      ident: source.ident,
      meta: state.meta.of(source.number),
    });
    for (const [visit, [first, ...others]] of some) {
      const patientId = patients.get(visit);
      if (first === undefined || patientId === undefined) continue;
      const before = knownOf.get(visit);
      const there = visits.get(visit);
      const members = there?.members.map((id) => visitKey(source.number, id)) ?? [visit];
      const all = members.includes(visit) ? members : [visit, ...members];
      const status = others.length > 0 ? 'doubled' : 'linked';
      const carrier = [first, ...others].find(({ id }) => id === before?.leadId) ?? first;
      if ((taken.get(carrier.id) ?? visit) !== visit) continue;
      const row = linkOf(surveying, { visit, patientId, carrier, there, source, priced });
      const kept =
        before?.leadId === carrier.id ? stillKnown(surveying, before, carrier, row) : row;
      rows.push({ ...kept, status, members: all });
    }
  }
  return rows;
}

/**
 * Whose visit each deal carries: IDENT's patient, where the deal has that one's contact, or nobody's that is known; else
 * whose contact it has, since the reception became another patient's.
 */
async function patientsOf(
  { state, rules }: Surveying,
  { ident }: Pick<OpenSource, 'ident'>,
  carriers: ReadonlyMap<VisitKey, readonly Carrier[]>,
): Promise<ReadonlyMap<VisitKey, PatientId>> {
  const receptions =
    (await ident.receptions({ with: [...carriers.keys()].map(receptionOf) }, rules)) ?? [];
  const told = (visit: VisitKey, of: (row: Reception) => unknown) =>
    receptions.find((row) => row.patient !== null && of(row) === receptionOf(visit))?.patient;
  const contacts = [...carriers.values()].flatMap((some) =>
    some.flatMap(({ contacts: own }) => own?.map(({ id }) => id) ?? []),
  );
  const links = await state.links.ofContacts(contacts);
  const patients = new Map<VisitKey, PatientId>();
  for (const [visit, some] of carriers) {
    const own = some
      .flatMap(({ contacts: all }) => all ?? [])
      .toSorted((a, b) => Number(b.isMain) - Number(a.isMain))
      .flatMap(({ id }) => links.get(id)?.patientId ?? []);
    const said = told(visit, ({ id }) => id) ?? told(visit, ({ movedFrom }) => movedFrom) ?? null;
    const patient = said !== null && own.includes(said) ? said : (own[0] ?? said);
    if (patient !== null) patients.set(visit, patient);
  }
  return patients;
}

/** What IDENT has of the visits that these deals carry, by their keys. */
async function visitsOf(
  { state, rules }: Surveying,
  { number, ident }: Pick<OpenSource, 'number' | 'ident'>,
  patients: ReadonlyMap<VisitKey, PatientId>,
): Promise<ReadonlyMap<VisitKey, Visit>> {
  const seen = (visit: VisitKey): VisitSeen | undefined => {
    const patientId = patients.get(visit);
    return patientId === undefined ? undefined : { visit, patientId };
  };
  const { visitMembers } = state;
  const members = {
    among: async (receptions: readonly VisitKey[]) => {
      const before = await visitMembers.among(receptions);
      const own = receptions.flatMap((one): [VisitKey, VisitSeen][] => {
        const carried = before.get(one) ?? seen(one);
        return carried === undefined ? [] : [[one, carried]];
      });
      return new Map(own);
    },
    ofVisits: async (visits: readonly VisitKey[]) => [
      ...new Set([...visits, ...(await visitMembers.ofVisits(visits))]),
    ],
  };
  const wanted = { with: [...patients.keys()].map(receptionOf) };
  const read = await readWholeVisits(
    { source: number, read: (some) => ident.receptions(some, rules), members },
    wanted,
  );
  return new Map((read ?? []).map((visit) => [visitKey(number, visit.key), visit]));
}
