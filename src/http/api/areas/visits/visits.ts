import { ofDeals } from '../../../../health/deals.ts';
import { incidentWords } from '../../../../health/words/words.ts';
import { both } from '../../../../language.ts';
import type { Fact } from '../../../../state/account/meta.ts';
import { setUpOf } from '../../../../sync/visits/deal-account.ts';
import type { ApiTools } from '../../api-tools.ts';
import type { Answer, Handlers } from '../../handlers.ts';
import type { CohortJob } from './cohort-job.ts';
import { listVisits } from './listed.ts';

/** Visits and their deals: how they stand, who waits, what people lead. */
export function visitsHandlers(
  tools: ApiTools,
  cohort: CohortJob,
): Handlers<'visits' | 'visitList' | 'cohort' | 'countCohort'> {
  return {
    visits: async () => await standing(tools),
    visitList: async ({ query }) => await listVisits(tools, query),
    cohort: async () => cohort.current,
    countCohort: async ({ body }) => cohort.start(body),
  };
}

async function standing({ clinic }: ApiTools): Promise<Answer<'visits'>> {
  const { state, clock, options, sources, timeZone } = clinic;
  const { linked, led, deleted, doubled } = await state.visitDeals.counts();
  const waiting = await state.visitLooks.counts();
  const rest = await state.meta.get('dealsRest');
  const loaded = await state.meta.ofSources('visitsLoaded');
  const isOn = options.visits !== undefined;
  return {
    ...{ now: clock.now(), on: isOn, setUp: await setUpOf(state) },
    loaded: sources.every(({ number }) => loaded.get(number) === true),
    rest: rest === undefined || !isOn ? null : restAnswer(rest, timeZone),
    counts: {
      ...{ deals: linked + doubled, led, deleted, doubled },
      waiting: [...waiting.values()].reduce((sum, count) => sum + count, 0),
      rejected: (await state.visitRejected.all()).length,
    },
  };
}

/** In the words of every other view. */
function restAnswer(
  dealsRest: Fact<'dealsRest'>,
  timeZone: string,
): NonNullable<Answer<'visits'>['rest']> {
  const [incident] = ofDeals({ dealsRest });
  const { since, until, code } = dealsRest;
  return {
    ...{ since, until, code },
    text: both((language) => {
      const words = incident && incidentWords(incident, { language, timeZone });
      return { message: words?.meaning ?? '', hint: words?.advice ?? words?.option ?? '' };
    }),
  };
}
