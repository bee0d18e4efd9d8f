import type { HttpContext } from '../../../amocrm/http/http-exchange.ts';
import { AppError } from '../../../app-error.ts';
import type { AlertConfig } from '../../../config/parts/alert-config.ts';
import { testMessage } from '../alerts/message.ts';
import { beat } from '../heartbeat.ts';
import type { ChannelName } from './channel.ts';
import { configuredChannels } from './configured.ts';

/** How a sample went; `failure` is null when it arrived. */
export interface ChannelTrial {
  readonly name: ChannelName | 'heartbeat';
  readonly failure: AppError | null;
}

/** A sample through every channel at once, and a beat. */
export async function tryChannels(
  config: AlertConfig,
  http: HttpContext,
): Promise<readonly ChannelTrial[]> {
  const message = testMessage(http.clock.now(), config);
  const { heartbeatUrl } = config;
  const trials: { name: ChannelTrial['name']; send: () => Promise<void> }[] = [
    ...configuredChannels(config, http).map((channel) => ({
      name: channel.name,
      send: () => channel.send(message),
    })),
    ...(heartbeatUrl === undefined
      ? []
      : [{ name: 'heartbeat' as const, send: () => beat(new URL(heartbeatUrl), http) }]),
  ];
  return await Promise.all(trials.map(({ name, send }) => attempt(name, send)));
}

async function attempt(
  name: ChannelTrial['name'],
  send: () => Promise<void>,
): Promise<ChannelTrial> {
  try {
    await send();
    return { name, failure: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { name, failure: error };
  }
}
