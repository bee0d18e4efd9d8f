import { chosenToken } from '../../../amocrm/auth/given-token.ts';
import { longLivedTokens } from '../../../amocrm/auth/long-lived-tokens.ts';
import { type AdoptionSetup, adoptAccount } from '../../../clinic/adopt-account.ts';
import type { AmoLine } from '../../../clinic/amo-line.ts';
import { formatMoment } from '../../../report/format.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { showConnection } from '../../views/connection-view.ts';

interface TokenCheck {
  readonly token: string;
  readonly line: AmoLine;
  readonly timeZone: string;
}

/** Whether amoCRM takes the long-lived token in use, and for which account: there is nothing else to do. */
export async function checkLongLivedToken(
  context: CliContext,
  setup: AdoptionSetup,
  { token, line, timeZone }: TokenCheck,
): Promise<CommandEnd> {
  const { output, text, language, clock } = context;
  const { client, baseUrl } = line;
  const account = await client.account();
  const adoption = await adoptAccount(setup, account);
  const connection = { ...adoption, account, origin: baseUrl, isConfigured: true };
  const shown = await showConnection(context, setup.state, connection);
  const chosen = chosenToken({ token, baseUrl }, await setup.state.givenToken.load());
  output.data(text.auth.tokenFrom[chosen.origin]);
  const { expiresAt } = longLivedTokens(chosen.token, clock);
  if (expiresAt !== null) {
    output.data(text.auth.tokenUntil(formatMoment(expiresAt, timeZone, language)));
  }
  output.talk(text.auth.nothingMore);
  return {
    result: {
      kind: 'long-lived',
      origin: chosen.origin,
      ...shown,
      expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    },
  };
}
