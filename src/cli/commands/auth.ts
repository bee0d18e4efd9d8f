import type { AmoAccountConfig } from '../../config/amo-config.ts';
import { type CommandDeclaration, type CommandEnd, integerArgument } from '../command.ts';
import type { CliContext, Settings } from '../context.ts';
import { UsageError } from '../usage-error.ts';
import type { AuthOptions } from './auth-consent.ts';

export const declareAuth: CommandDeclaration = (parent, { text, action }) => {
  const words = text.auth;
  parent
    .command('auth')
    .description(words.description)
    .option('--code <CODE>', words.code)
    .option('--port <P>', words.port, integerArgument(0, 65_535, text))
    .option('--host <ADDRESS>', words.host)
    .option('--accept-account', words.acceptAccount)
    .action(action(auth));
};

/** Connects amoCRM: by a consent in the browser, by a code, or by looking at the long-lived token. */
async function auth(context: CliContext, options: AuthOptions): Promise<CommandEnd> {
  const settings = await context.settings('amocrm', 'state', 'http');
  const { amocrm } = settings.config;
  if (!amocrm.mock) return await connect(context, settings, amocrm, options);
  context.output.data(context.text.auth.mock);
  return { result: { kind: 'mock' } };
}

async function connect(
  context: CliContext,
  settings: Settings<'amocrm' | 'state' | 'http'>,
  amocrm: AmoAccountConfig,
  options: AuthOptions,
): Promise<CommandEnd> {
  const { auth: access } = amocrm;
  if (access.kind === 'long-lived' && options.code !== undefined) {
    throw new UsageError((said) => said.auth.codeNotNeeded, 'ident-amocrm auth');
  }
  const { openState } = await import('../../state/open-state.ts');
  await using state = await openState(settings.config.state, context.clock);
  if (access.kind === 'oauth') {
    const { authorise } = await import('./auth-consent.ts');
    return await authorise(context, settings, { state, amocrm, integration: access, options });
  }
  const { checkLongLivedToken } = await import('./auth-token.ts');
  const { token } = access;
  return await checkLongLivedToken(context, settings, { state, token, options });
}
