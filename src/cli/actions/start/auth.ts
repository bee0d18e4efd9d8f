import type { AdoptionSetup } from '../../../clinic/adopt-account.ts';
import { AmoLine } from '../../../clinic/amo-line.ts';
import { createAuthorisation } from '../../../clinic/authorisation.ts';
import type { AmoAccountConfig } from '../../../config/parts/amo-config.ts';
import { listenAddress } from '../../../http/oauth/listen-address.ts';
import { openState } from '../../../state/open-state.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext, Settings } from '../../context.ts';
import { UsageError } from '../../ends/usage-error.ts';
import { sayFellBack, sayForWhom } from '../../lock-request.ts';
import { personAtTerminal } from '../../person.ts';
import { showConnection } from '../../views/connection-view.ts';
import { byHand, waitForBrowser } from './auth-consent.ts';
import { checkLongLivedToken } from './auth-token.ts';

interface AuthOptions {
  readonly code?: string;
  readonly port?: number;
  readonly host?: string;
  readonly acceptAccount?: boolean;
}

/** Connects amoCRM: by a consent in the browser, by a code, or by looking at the long-lived token. */
export async function auth(context: CliContext, options: AuthOptions): Promise<CommandEnd> {
  const settings = await context.settings('amocrm', 'state', 'http');
  const { amocrm } = settings.config;
  if (!amocrm.mock) return await connect(context, settings, amocrm, options);
  context.output.data(context.text.auth.mock);
  return { result: { kind: 'mock' } };
}

async function connect(
  context: CliContext,
  { config, log }: Settings<'amocrm' | 'state' | 'http'>,
  { auth: access }: AmoAccountConfig,
  { code, acceptAccount = false, ...listen }: AuthOptions,
): Promise<CommandEnd> {
  if (access.kind === 'long-lived' && code !== undefined) {
    throw new UsageError((said) => said.auth.codeNotNeeded, 'ident-amocrm auth');
  }
  const { clock, signal } = context;
  const { timeZone } = config;
  await using state = await openState(config.state, clock);
  await using line = await AmoLine.open(config, { state, clock, log, signal, asked: true });
  const adoption: AdoptionSetup = {
    state,
    clock,
    signal,
    acceptAccount,
    source: config.state,
    actor: personAtTerminal(context),
    onWait: sayForWhom(context, timeZone),
    onFellBack: sayFellBack(context),
  };
  if (access.kind === 'long-lived') {
    return await checkLongLivedToken(context, adoption, { ...access, line, timeZone });
  }
  const authorisation = createAuthorisation({ ...adoption, integration: access, line, log });
  const { redirectUri } = access;
  const connection =
    code === undefined
      ? await waitForBrowser(context, authorisation, {
          accountHost: new URL(line.baseUrl).host,
          redirectUri,
          listen: listenAddress(redirectUri, config.http.host, listen),
        })
      : await byHand(authorisation, code);
  return { result: { kind: 'oauth', ...(await showConnection(context, state, connection)) } };
}
