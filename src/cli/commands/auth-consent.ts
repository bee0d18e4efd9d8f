import { createLimiter } from '../../amocrm/limiter.ts';
import type { AppError } from '../../app-error.ts';
import type { AmoAccountConfig } from '../../config/amo-config.ts';
import { startAuthServer } from '../../http/oauth/auth-server.ts';
import {
  type Authorisation,
  type AuthorisationSetup,
  type Connection,
  createAuthorisation,
} from '../../http/oauth/authorisation.ts';
import { listenAddress } from '../../http/oauth/listen-address.ts';
import type { State } from '../../state/open-state.ts';
import { adoptionSetup } from '../adoption-setup.ts';
import type { CommandEnd } from '../command.ts';
import type { CliContext, Settings } from '../context.ts';
import { showConnection } from '../views/connection-view.ts';

export interface AuthOptions {
  readonly code?: string;
  readonly port?: number;
  readonly host?: string;
  readonly acceptAccount?: true;
}

interface Consent {
  readonly state: State;
  readonly amocrm: AmoAccountConfig;
  readonly integration: Omit<AuthorisationSetup['client'], 'baseUrl'>;
  readonly options: AuthOptions;
}

/** OAuth: by the code that a person has, or by waiting for the browser that brings one. */
export async function authorise(
  context: CliContext,
  settings: Settings<'state' | 'http'>,
  { state, amocrm, integration, options }: Consent,
): Promise<CommandEnd> {
  const { clock } = context;
  const { baseUrl, rate } = amocrm;
  const authorisation = createAuthorisation({
    ...adoptionSetup(context, settings, state, options),
    client: { ...integration, baseUrl },
    limiter: createLimiter({ store: state.slots, clock, pace: rate }),
    log: settings.log,
  });
  const { code } = options;
  const connection =
    code === undefined
      ? await waitForBrowser(context, authorisation, {
          accountHost: new URL(baseUrl).host,
          redirectUri: integration.redirectUri,
          listen: listenAddress(integration.redirectUri, settings.config.http.host, options),
        })
      : await byHand(authorisation, code);
  return { result: { kind: 'oauth', ...(await showConnection(context, state, connection)) } };
}

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
  const settled = Promise.withResolvers<Connection>();
  await using server = await startAuthServer({
    ...{ authorisation, language, ...place },
    onOutcome: (outcome) => {
      if (outcome.kind === 'connected') settled.resolve(outcome.connection);
      else if (outcome.kind === 'broken' || !outcome.again) settled.reject(outcome.error);
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
  signal.addEventListener('abort', () => settled.reject(signal.reason), { once: true });
  signal.throwIfAborted();
  return await settled.promise;
}

function sayRefusal({ output, text, language }: CliContext, error: AppError, url: string): void {
  const { message, hint } = error.text(language);
  output.talk(`${output.talkPaint.red(text.auth.refused)} ${message} [${error.code}]`);
  output.talk(hint);
  output.talk(`\n  ${output.talkPaint.bold(url)}\n`);
}
