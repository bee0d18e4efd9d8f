import { chosenToken } from '../../../amocrm/auth/given-token.ts';
import { longLivedTokens } from '../../../amocrm/auth/long-lived-tokens.ts';
import type { AppError } from '../../../app-error.ts';
import { type AdoptionSetup, adoptAccount } from '../../../clinic/adopt-account.ts';
import { AmoLine } from '../../../clinic/amo-line.ts';
import {
  type Authorisation,
  type Connection,
  createAuthorisation,
} from '../../../clinic/authorisation.ts';
import type { AmoAccountConfig } from '../../../config/parts/amo-config.ts';
import { startAuthServer } from '../../../http/oauth/auth-server.ts';
import { listenAddress } from '../../../http/oauth/listen-address.ts';
import { formatMoment } from '../../../report/format.ts';
import { openState } from '../../../state/open-state.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext, Settings } from '../../context.ts';
import { UsageError } from '../../ends/usage-error.ts';
import { sayFellBack, sayForWhom } from '../../lock-request.ts';
import { personAtTerminal } from '../../person.ts';
import { showConnection } from '../../views/connection-view.ts';

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

/** With the code that a person has. */
async function byHand(authorisation: Authorisation, code: string): Promise<Connection> {
  const outcome = await authorisation.finishByHand(code);
  if (outcome.kind === 'refused') throw outcome.error;
  return outcome.connection;
}

/** Waits until an account let us in, the settings turn out to be wrong, or somebody stops the command. */
async function waitForBrowser(
  context: CliContext,
  authorisation: Authorisation,
  place: Pick<Parameters<typeof startAuthServer>[0], 'accountHost' | 'redirectUri' | 'listen'>,
): Promise<Connection> {
  const { output, text, language, signal } = context;
  const words = text.auth;
  const connected = Promise.withResolvers<Connection>();
  await using server = await startAuthServer({
    authorisation,
    language,
    ...place,
    onOutcome: (outcome) => {
      if (outcome.kind === 'connected') connected.resolve(outcome.connection);
      else if (outcome.kind === 'broken' || !outcome.again) connected.reject(outcome.error);
      else sayRefusal(context, outcome.error, authorisation.begin().url);
    },
  });
  const { url } = authorisation.begin();
  const { host } = place.listen;
  // The object comes first: whoever starts this from a program needs the link now.
  output.result({ url, redirectUri: place.redirectUri, host, port: server.port });
  output.talk(words.open);
  output.talk(`\n  ${output.talkPaint.bold(url)}\n`);
  output.talk(words.waiting(place.redirectUri, `${host}:${server.port}`));
  output.talk(output.talkPaint.dim(words.byHand));
  signal.addEventListener('abort', () => connected.reject(signal.reason), { once: true });
  signal.throwIfAborted();
  return await connected.promise;
}

function sayRefusal({ output, text, language }: CliContext, error: AppError, url: string): void {
  const { message, hint } = error.text(language);
  output.talk(`${output.talkPaint.red(text.auth.refused)} ${message} [${error.code}]`);
  output.talk(hint);
  output.talk(`\n  ${output.talkPaint.bold(url)}\n`);
}

interface TokenCheck {
  readonly token: string;
  readonly line: AmoLine;
  readonly timeZone: string;
}

/** Whether amoCRM takes the long-lived token in use, and for which account: there is nothing else to do. */
async function checkLongLivedToken(
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
