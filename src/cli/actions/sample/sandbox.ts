import { once } from 'node:events';
import { resolve } from 'node:path';
import { startSandbox } from '../../../sandbox/sandbox.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';

interface SandboxCommandOptions {
  readonly port: number;
  readonly file?: string;
}

export async function sandbox(
  context: CliContext,
  options: SandboxCommandOptions,
): Promise<CommandEnd> {
  const { output, signal, clock, cwd, text } = context;
  const words = text.sandbox;
  const { config, log } = await context.settings();
  const running = await startSandbox({
    port: options.port,
    timeZone: config.timeZone,
    clock,
    ...(options.file === undefined ? {} : { file: resolve(cwd, options.file) }),
  });
  try {
    const token = running.oauth.longLivedToken();
    log.info({ port: running.port }, 'sandbox started');
    output.data(output.paint.bold(words.running(running.url)));
    output.data();
    output.data(words.settings);
    output.data(`AMOCRM_BASE_URL=${running.url}`);
    output.data(`AMOCRM_LONG_LIVED_TOKEN=${token}`);
    const { clientId, clientSecret, redirectUri } = running.oauth.integration;
    output.data();
    output.data(words.oauth);
    output.data(`AMOCRM_CLIENT_ID=${clientId}`);
    output.data(`AMOCRM_CLIENT_SECRET=${clientSecret}`);
    output.data(`AMOCRM_REDIRECT_URI=${redirectUri}`);
    // The object comes first: whoever starts a sandbox from a program wants its address now, and nothing follows.
    output.result({ url: running.url, port: running.port, token });
    output.talk(output.talkPaint.dim(words.stop));
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await running.close();
  }
  // Ctrl-C is how it ends.
  return {};
}
