import type { HttpContext } from '../../../amocrm/http/http-exchange.ts';
import type { AlertConfig } from '../../../config/parts/alert-config.ts';
import type { AlertChannel, ChannelName } from './channel.ts';
import { emailChannel } from './email.ts';
import { telegramChannel } from './telegram.ts';
import { webhookChannel } from './webhook.ts';

/** The channels that somebody set up. */
export function configuredChannels(
  { name, telegram, email, webhookUrl }: AlertConfig,
  http: HttpContext,
): readonly AlertChannel[] {
  return [
    ...(telegram === undefined ? [] : [telegramChannel(telegram, name, http)]),
    ...(email === undefined ? [] : [emailChannel(email, name)]),
    ...(webhookUrl === undefined ? [] : [webhookChannel(webhookUrl, name, http)]),
  ];
}

/** Which they are. */
export const channelsOf = ({ telegram, email, webhookUrl }: AlertConfig): ChannelName[] => [
  ...(telegram === undefined ? [] : ['telegram' as const]),
  ...(email === undefined ? [] : ['email' as const]),
  ...(webhookUrl === undefined ? [] : ['webhook' as const]),
];
