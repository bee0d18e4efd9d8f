import { once } from 'node:events';
import { AppError, exitCode } from '../../../app-error.ts';
import { startMisconfiguredSite } from '../../../http/misconfigured-site.ts';
import type { CliContext } from '../../context.ts';

/** Whether a setting is wrong: no restart would mend that. */
export const isMisconfigured = (error: unknown): error is AppError =>
  error instanceof AppError && error.exit === exitCode.usage;

/**
 * Says what is wrong and stays, until it is stopped: a container that ended would be started again for ever, and nobody
 * could run `doctor` in it.
 */
export async function stayMisconfigured(context: CliContext, error: AppError): Promise<void> {
  const { env, output, signal, language, text } = context;
  const { message, hint } = error.text(language);
  for (const line of [message, hint, text.run.misconfigured]) output.alarm(line);
  const port = Number(env['HTTP_PORT']);
  await using _ = await startMisconfiguredSite({
    host: env['HTTP_HOST'] || '127.0.0.1',
    language,
    port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : 8090,
  });
  // Nobody may be able to listen: what keeps the process is this timer.
  const timer = setInterval(() => {}, 60_000);
  try {
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    clearInterval(timer);
  }
}
