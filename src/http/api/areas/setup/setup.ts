import { keepGivenToken, type TokenSetting } from '../../../../amocrm/auth/given-token.ts';
import { longLivedTokens } from '../../../../amocrm/auth/long-lived-tokens.ts';
import type { AmoAccount } from '../../../../amocrm/model/model.ts';
import { adoptAccount } from '../../../../clinic/adopt-account.ts';
import type { Person } from '../../../../state/record/pauses.ts';
import type { Consent } from '../../../oauth/consent.ts';
import { type ApiParts, type ApiTools, byUser, record } from '../../api-tools.ts';
import type { setupRoutes } from '../../contract/set-up/setup.ts';
import { ApiError, apiErrors } from '../../errors.ts';
import type { HandlersOf } from '../../handlers.ts';
import { problemOf } from '../../problem.ts';
import { setupStanding } from './setup-standing.ts';
import { factsOf, testAmo, testDatabase, tested } from './setup-tests.ts';

/** From nothing to the first load, step by step. */
export function setupHandlers(tools: ApiParts): HandlersOf<typeof setupRoutes> {
  const { service, clinic, plan } = tools;
  return {
    setup: async () => await setupStanding(tools),
    testDatabase: async () => await testDatabase(tools),
    testAmo: async (_given, { who }) => {
      const test = await testAmo(tools);
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
      return await testAmo(tools);
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

/**
 * Takes a long-lived token from a person in place of the one of the settings. It is looked at before it is kept: it reads
 * the account, contacts and fields, and the account is the state's own; else all stays as it was.
 *
 * @throws AmoError what amoCRM said; SyncError OTHER_ACCOUNT
 */
async function giveToken(
  { clinic, service }: Pick<ApiTools, 'clinic' | 'service'>,
  setting: TokenSetting,
  token: string,
  by: Person,
): Promise<AmoAccount> {
  const { state, stateSource: source, clock, signal } = clinic;
  const { client: amo } = clinic.line.tried(longLivedTokens(token, clock, [], 'tried'));
  const account = await amo.account();
  await amo.contacts({ limit: 1 });
  await amo.fields();
  await service.holdFirstLoad(by);
  await adoptAccount({ state, source, clock, actor: by, signal }, account, () =>
    keepGivenToken(state.givenToken, setting, { token, at: clock.now() }),
  );
  clinic.line.heard.taken();
  return account;
}
