import { chosenToken } from '../../amocrm/given-token.ts';
import { longLivedTokens } from '../../amocrm/long-lived-tokens.ts';
import type { State } from '../../state/open-state.ts';
import { adoptAccount } from '../../sync/account/adopt-account.ts';
import { adoptionSetup } from '../adoption-setup.ts';
import type { CommandEnd } from '../command.ts';
import type { CliContext, Settings } from '../context.ts';
import { formatMoment } from '../locale/format.ts';
import { showConnection } from '../views/connection-view.ts';
import type { AuthOptions } from './auth-consent.ts';

interface TokenCheck {
  readonly state: State;
  readonly token: string;
  readonly options: AuthOptions;
}

/** Whether amoCRM takes the long-lived token in use, and for which account: there is nothing else to do. */
export async function checkLongLivedToken(
  context: CliContext,
  settings: Settings<'amocrm' | 'state'>,
  { state, token, options }: TokenCheck,
): Promise<CommandEnd> {
  const { output, text, language, clock } = context;
  const { useAmo } = await import('../runtime.ts');
  await using resources = new AsyncDisposableStack();
  const { client, baseUrl } = await useAmo(resources, context, settings, {
    ...{ state, asked: true },
  });
  const account = await client.account();
  const setup = adoptionSetup(context, settings, state, options);
  const adoption = await adoptAccount(setup, account);
  const connection = { ...adoption, account, origin: baseUrl, isConfigured: true };
  const shown = await showConnection(context, state, connection);
  const chosen = chosenToken({ token, baseUrl }, await state.givenToken.load());
  output.data(text.auth.tokenFrom[chosen.origin]);
  const { expiresAt } = longLivedTokens(chosen.token, clock);
  if (expiresAt !== null) {
    output.data(text.auth.tokenUntil(formatMoment(expiresAt, settings.config.timeZone, language)));
  }
  output.talk(text.auth.nothingMore);
  return {
    result: {
      ...{ kind: 'long-lived', origin: chosen.origin, ...shown },
      expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    },
  };
}
