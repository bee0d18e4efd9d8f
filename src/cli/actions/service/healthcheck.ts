import { exitCode } from '../../../app-error.ts';
import { bareHost } from '../../../network/loopback.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';

/** A container engine gives the whole check ten seconds. */
const patienceMs = 5_000;

/**
 * Whether the service of these settings is alive: 0 or 1, as container engines ask for. It leaves no trace and never
 * throws, so that a service that is down fills no log with the news.
 */
export async function healthcheck(context: CliContext): Promise<CommandEnd> {
  const { output, signal, text } = context;
  const { config } = await context.settings('http');
  const url = `http://${reachable(config.http.host)}:${config.http.port}/healthz`;
  const answer = await ask(url, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]));
  signal.throwIfAborted();
  const isAlive = answer === 200;
  if (isAlive) output.data(text.healthcheck.alive);
  else output.talk(text.healthcheck.down(url, String(answer)));
  return { result: { alive: isAlive }, exit: isAlive ? exitCode.ok : exitCode.failed };
}

/** The HTTP status, or why there is none; a process that only waits for its settings is no service. */
async function ask(url: string, signal: AbortSignal): Promise<number | string> {
  try {
    const response = await fetch(url, { signal, redirect: 'manual' });
    const body = await response.text();
    return /"(misconfigured|set-up)"/.exec(body)?.[1] ?? response.status;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    if (cause instanceof Error && 'code' in cause) return String(cause.code);
    return cause instanceof Error ? cause.name : 'UNKNOWN';
  }
}

/** «All addresses» is none that one could call. */
function reachable(setting: string): string {
  const host = bareHost(setting);
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
