import { z } from 'zod';
import type { HttpAnswer, HttpContext } from '../../../amocrm/http/http-exchange.ts';
import type { TelegramConfig } from '../../../config/parts/alert-config.ts';
import { type AlertMessage, headline } from '../alerts/message.ts';
import { call } from './call.ts';
import type { AlertChannel } from './channel.ts';
import { ChannelError, channelErrors } from './errors.ts';

/** A bot that writes to one chat. */
export function telegramChannel(
  { token, chatId, api }: TelegramConfig,
  clinic: string | undefined,
  http: HttpContext,
): AlertChannel {
  return {
    name: 'telegram',
    send: async (message) => {
      const url = new URL(`${api}/bot${token}/sendMessage`);
      const body = { chat_id: chatId, text: textOf(message, clinic) };
      judge(await call({ url, method: 'POST', body }, 'ALERT_TELEGRAM_API', http));
    },
  };
}

function textOf(message: AlertMessage, clinic: string | undefined): string {
  return [headline(message, clinic), ...message.body].join('\n\n');
}

const busy = z.object({ parameters: z.object({ retry_after: z.number().positive() }) });

function judge({ status, body }: HttpAnswer): void {
  const isTelegrams = body.kind === 'json';
  if (status === 200 && isTelegrams) return;
  // A token that is none is answered with 404.
  if (isTelegrams && (status === 401 || status === 404)) {
    throw new ChannelError(channelErrors.telegramToken);
  }
  if (isTelegrams && (status === 400 || status === 403)) {
    throw new ChannelError(channelErrors.telegramChat);
  }
  if (status === 429) {
    const wait = busy.safeParse(isTelegrams ? body.value : null);
    throw new ChannelError(
      channelErrors.telegramBusy,
      wait.success ? { retryAfterMs: wait.data.parameters.retry_after * 1000 } : {},
    );
  }
  throw new ChannelError(channelErrors.refused({ setting: 'ALERT_TELEGRAM_API', status }));
}
