import { keepGivenToken, type TokenSetting } from '../../../../amocrm/auth/given-token.ts';
import { longLivedTokens } from '../../../../amocrm/auth/long-lived-tokens.ts';
import type { AmoAccount } from '../../../../amocrm/model/model.ts';
import { adoptAccount } from '../../../../clinic/adopt-account.ts';
import type { Person } from '../../../../state/record/pauses.ts';
import type { ApiTools } from '../../api-tools.ts';

/**
 * Takes a long-lived token from a person in place of the one of the settings. It is looked at before it is kept: it reads
 * the account, contacts and fields, and the account is the state's own; else all stays as it was.
 *
 * @throws AmoError what amoCRM said; SyncError OTHER_ACCOUNT
 */
export async function giveToken(
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
