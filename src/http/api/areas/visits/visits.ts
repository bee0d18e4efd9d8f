import { patientIdText } from '../../../../contact/model/patient-key.ts';
import { foreignDeals } from '../../../../health/read-deals.ts';
import { otherWriter } from '../../../../health/read-facts.ts';
import { ofForeign, restIncident } from '../../../../health/rules/deals.ts';
import { otherWriterIncident } from '../../../../health/rules.ts';
import { meaningOf } from '../../../../health/words/words.ts';
import type { Fact } from '../../../../state/account/facts.ts';
import { setUpOf } from '../../../../sync/visits/deal/deal-account.ts';
import { type ApiParts, type ApiTools, record } from '../../api-tools.ts';
import type { cohortRoutes } from '../../contract/visits/cohort.ts';
import type { dayRoutes } from '../../contract/visits/days.ts';
import type { visitRoutes } from '../../contract/visits/visits.ts';
import type { Answer, HandlersOf } from '../../handlers.ts';
import { keyOf } from '../../patient-key.ts';
import { visitList } from './answers.ts';
import { visitDay, visitDays } from './days.ts';
import { visitsOfPatient } from './of-patient.ts';

/** Visits and their deals: how they stand, who waits, what people lead. */
export function visitsHandlers(
  tools: ApiParts,
): HandlersOf<typeof visitRoutes & typeof dayRoutes & typeof cohortRoutes> {
  const { clinic, cohort } = tools;
  return {
    visits: async () => await standing(tools),
    visitList: async ({ query }) => await visitList(tools, query),
    cohort: async () => cohort.current,
    countCohort: async ({ body }) => cohort.start(body),
    visitDays: async ({ query: { days } }) => await visitDays(tools, days),
    visitDay: async ({ query }) => await visitDay(tools, query, { reveal: false }),
    revealVisitDay: async ({ body }, { who }) => {
      // Written down first: what was not recorded is not shown.
      await record(clinic, who, 'reveal-visits', body.day);
      return await visitDay(tools, body, { reveal: true });
    },
    patientVisits: async ({ params }) =>
      await visitsOfPatient(tools, keyOf(params.patientId), { reveal: false }),
    revealPatientVisits: async ({ params }, { who }) => {
      const id = keyOf(params.patientId);
      await record(clinic, who, 'reveal-patient-visits', patientIdText(id));
      return await visitsOfPatient(tools, id, { reveal: true });
    },
  };
}

async function standing({ clinic, reads }: ApiTools): Promise<Answer<'visits'>> {
  const { clock, options, sources, timeZone } = clinic;
  const { linked, led, deleted, doubled } = await reads.visitDeals.counts();
  const waiting = await reads.visitLooks.counts();
  const rest = await reads.meta.get('dealsRest');
  const loaded = await reads.meta.ofSources('visitsLoaded');
  const isOn = options.visits !== undefined;
  return {
    now: clock.now(),
    on: isOn,
    setUp: await setUpOf(reads),
    loaded: sources.every(({ number }) => loaded.get(number) === true),
    rest: rest === undefined || !isOn ? null : restAnswer(rest, timeZone),
    stopped: isOn ? await stoppedAnswer(clinic, reads) : null,
    counts: {
      deals: linked + doubled,
      led,
      deleted,
      doubled,
      waiting: [...waiting.values()].reduce((sum, count) => sum + count, 0),
      rejected: (await reads.visitRejected.all()).length,
    },
  };
}

/** In the words of every other view. */
function restAnswer(
  rest: Fact<'dealsRest'>,
  timeZone: string,
): NonNullable<Answer<'visits'>['rest']> {
  const { since, until, code } = rest;
  return { since, until, code, text: meaningOf(restIncident(rest), timeZone) };
}

/** What keeps new deals from being made: the same as keeps a pass from it. */
async function stoppedAnswer(
  { clock, timeZone }: ApiTools['clinic'],
  { meta }: Pick<ApiTools['reads'], 'meta'>,
): Promise<Answer<'visits'>['stopped']> {
  const writer = otherWriter(await meta.read('otherWriter'));
  const [foreign] = ofForeign(await foreignDeals(meta), clock.now());
  const incident = writer === null ? foreign : otherWriterIncident(writer);
  if (incident === undefined) return null;
  const code = writer === null ? 'deals-foreign' : 'other-writer';
  return { since: incident.since, code, text: meaningOf(incident, timeZone) };
}
