import type { AppError } from '../../../app-error.ts';
import type { Authorisation, Connection } from '../../../clinic/authorisation.ts';
import { startAuthServer } from '../../../http/oauth/auth-server.ts';
import type { CliContext } from '../../context.ts';

/** With the code that a person has. */
export async function byHand(authorisation: Authorisation, code: string): Promise<Connection> {
  const outcome = await authorisation.finishByHand(code);
  if (outcome.kind === 'refused') throw outcome.error;
  return outcome.connection;
}

/** Waits until an account let us in, the settings turn out to be wrong, or somebody stops the command. */
export async function waitForBrowser(
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
