import type { AmoLead } from '../../../../amocrm/model/lead.ts';
import { AppError } from '../../../../app-error.ts';
import { type PatientId, sourceOf } from '../../../../contact/model/patient-key.ts';
import type { VisitDealRow } from '../../../../state/visits/visit-deals.ts';
import { leadsByIds } from '../../../../sync/visits/leads-by-ids.ts';
import {
  readStandings,
  startOf,
  type VisitStanding,
} from '../../../../sync/visits/standing/visit-standing.ts';
import { ledBy } from '../../../../visits/deal/led.ts';
import { matchStages } from '../../../../visits/setup/match-stages.ts';
import { receptionOf, visitKeyText } from '../../../../visits/visit-key.ts';
import { type ApiParts, type ApiTools, sourceName } from '../../api-tools.ts';
import { ApiError, apiErrors } from '../../errors.ts';
import type { Answer } from '../../handlers.ts';
import { orAppError, problemOf } from '../../problem.ts';
import { dealAnswer, standingAnswer } from './answers.ts';

type View = Answer<'patientVisits'>;
type Row = View['rows'][number];

/** So many are shown, the newest. */
const most = 50;

/**
 * The visits of a patient as IDENT shows them now, and where their deals stand in amoCRM. Whose deal is in the account but
 * whose booking IDENT has no more is shown too.
 *
 * @throws ApiError NOT_FOUND where there is no such database.
 */
export async function visitsOfPatient(
  tools: Pick<ApiParts, 'clinic' | 'desk'>,
  id: PatientId,
  { reveal }: { readonly reveal: boolean },
): Promise<View> {
  const { state, clock, timeZone, sources, options } = tools.clinic;
  const source = sources.find(({ number }) => number === sourceOf(id));
  if (source === undefined) throw new ApiError(apiErrors.notFound);
  const { number } = source;
  const setup = { state, clock, timeZone, rules: options.visits };
  const deals = await state.visitDeals.ofPatient(id);
  const read = await tools.desk.ask(async (ident) => {
    const own = await readStandings(setup, { number, ident }, { of: id });
    const known = new Set(own?.map(({ key }) => key));
    // A booking that went over to somebody else, or was deleted, leaves a deal.
    const left = deals.map(({ visit }) => visit).filter((visit) => !known.has(visit));
    const others =
      own === null || left.length === 0
        ? []
        : await readStandings(
            setup,
            { number, ident },
            { with: left.slice(0, 500).map(receptionOf) },
          );
    return own && [...own, ...(others ?? [])];
  }, source);
  const isOwn = ({ visit, deal }: VisitStanding) =>
    visit.lead.patient === id || deal?.patientId === id;
  const visits = new Map((read ?? []).filter(isOwn).map((one) => [one.key, one]));
  const gone = deals.filter(({ visit }) => !visits.has(visit));
  const newest = [...visits.values()].toSorted((a, b) => startOf(b).localeCompare(startOf(a)));
  const shown = newest.slice(0, most);
  const lost = gone.slice(0, most - shown.length);
  const live = await livePlaces(
    tools,
    [...shown.flatMap(({ deal }) => deal ?? []), ...lost].filter(isThere),
  );
  return {
    on: options.visits !== undefined,
    masked: !reveal,
    reveals: shown.some(({ price, visit }) => price !== null || visit.lead.doctor !== null),
    told: read !== null,
    amoAway: live.away,
    more: newest.length + gone.length > most,
    rows: [
      ...shown.map((one) => {
        const seen = live.of(one.deal);
        const answer = standingAnswer(tools, one, reveal ? { name: null } : null, seen.ledBy);
        return { ...answer, ...seen };
      }),
      ...lost.map((deal) => ({ ...goneAnswer(tools, deal), ...live.of(deal) })),
    ],
  };
}

const isThere = ({ status }: VisitDealRow): boolean => status !== 'deleted';

/** A deal whose booking IDENT has no more. */
const goneAnswer = (
  tools: Pick<ApiTools, 'clinic'>,
  deal: VisitDealRow,
): Omit<Row, 'place' | 'ledBy'> => ({
  visit: visitKeyText(deal.visit),
  start: null,
  stage: null,
  branch: null,
  reason: null,
  patientId: deal.patientId,
  source: sourceName(tools, deal.patientId),
  name: null,
  doctor: null,
  sum: null,
  outcome: null,
  fate: { ru: '', en: '' },
  deal: dealAnswer(tools, deal),
});

interface LivePlaces {
  readonly away: View['amoAway'];
  of(deal: VisitDealRow | undefined): Pick<Row, 'place' | 'ledBy'>;
}

/** Where deals stand now: two requests, and one for each that the first does not show; amoCRM that is away keeps nothing else from being shown. */
async function livePlaces(
  { clinic }: Pick<ApiTools, 'clinic'>,
  deals: readonly VisitDealRow[],
): Promise<LivePlaces> {
  const { leads: client } = clinic.amo;
  const { state, clock, signal } = clinic;
  const read = await orAppError(async () => {
    if (deals.length === 0) return { leads: new Map<number, AmoLead>(), pipelines: [] };
    const ids = deals.map(({ leadId }) => leadId);
    const leads = await leadsByIds({ leads: client, state, clock, signal }, ids);
    return { leads: new Map<number, AmoLead>(leads), pipelines: await client.pipelines() };
  });
  const isAway = read instanceof AppError;
  const { leads, pipelines } = isAway ? { leads: new Map<number, AmoLead>(), pipelines: [] } : read;
  const known = await state.meta.get('visitsSetup');
  const own = pipelines.find(({ id }) => id === known?.pipeline?.id) ?? null;
  const wanted = clinic.options.visits?.choice.protectedStages ?? [];
  const kept = new Set<number>([
    ...pipelines.flatMap(({ statuses }) =>
      statuses.filter(({ kind }) => kind === 'unsorted').map(({ id }) => id),
    ),
    ...matchStages(pipelines, wanted, own).flatMap(({ found }) => found?.status.id ?? []),
  ]);
  return {
    away: isAway ? problemOf(read) : null,
    of: (deal) => {
      if (deal === undefined) return { place: null, ledBy: null };
      const lead = leads.get(deal.leadId);
      const pipeline = pipelines.find(({ id }) => id === lead?.pipelineId);
      const stage = pipeline?.statuses.find(({ id }) => id === lead?.statusId);
      const at = lead === undefined ? null : { pipeline: lead.pipelineId, status: lead.statusId };
      return {
        place: pipeline && stage ? { pipeline: pipeline.name, stage: stage.name } : null,
        ledBy: isThere(deal) ? ledBy({ at, put: deal.put, isTouched: deal.isTouched, kept }) : null,
      };
    },
  };
}
