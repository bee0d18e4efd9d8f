import type { Consent } from '../../../oauth/consent.ts';
import { ApiError } from '../../api-error.ts';
import { type ApiTools, byUser, record } from '../../api-tools.ts';
import type { setupRoutes } from '../../contract/set-up/setup.ts';
import { apiErrors } from '../../errors.ts';
import type { HandlersOf } from '../../handlers.ts';
import type { IdentDesk } from '../../ident-desk.ts';
import type { PlanJob } from '../../plan-job.ts';
import { problemOf } from '../../problem.ts';
import type { FieldsSeen } from './fields-seen.ts';
import { giveToken } from './give-token.ts';
import { setupStanding } from './setup-standing.ts';
import { factsOf, testAmo, testDatabase, tested } from './setup-tests.ts';

interface SetupParts {
  readonly desk: IdentDesk;
  readonly plan: PlanJob;
  readonly fields: FieldsSeen;
}

/** From nothing to the first load, step by step. */
export function setupHandlers(
  tools: ApiTools,
  { desk, plan, fields }: SetupParts,
): HandlersOf<typeof setupRoutes> {
  const { service, clinic } = tools;
  return {
    setup: async () => await setupStanding(tools, { desk, fields }),
    testDatabase: async () => await testDatabase(clinic, desk),
    testAmo: async (_given, { who }) => {
      const test = await testAmo(clinic, fields);
      const { pauses } = await service.facts();
      // It rests since it was not let in, and is.
      if (test.ok && pauses.some(({ reason }) => reason === 'auth')) {
        await service.resume(byUser(who), ['auth']);
      }
      return test;
    },
    giveToken: async ({ body }, { who }) => {
      const { tokenSetting } = tools;
      if (tokenSetting === null) throw new ApiError(apiErrors.notLongLived);
      return await tested(async () =>
        factsOf(await giveToken(tools, tokenSetting, body.token, byUser(who))),
      );
    },
    beginOauth: async (_given, { who }) => {
      const { authorisation } = integration(tools);
      await service.holdFirstLoad(byUser(who));
      await record(clinic, who, 'authorise-begin');
      return { url: authorisation.begin().url };
    },
    finishOauth: async ({ body }) => {
      const outcome = await integration(tools).authorisation.finishByHand(body.code);
      if (outcome.kind === 'refused') return { ok: false, problem: problemOf(outcome.error) };
      return await testAmo(clinic, fields);
    },
    plan: async () => plan.current,
    makePlan: async () => plan.start(),
    start: async (_given, { who }) => {
      await service.begin(byUser(who));
      return {};
    },
  };
}

function integration({ consent }: ApiTools): Consent {
  if (consent === null) throw new ApiError(apiErrors.notOauth);
  return consent;
}
