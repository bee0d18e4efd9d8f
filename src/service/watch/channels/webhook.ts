import type { HttpContext } from '../../../amocrm/http/http-exchange.ts';
import { callWell } from './call.ts';
import type { AlertChannel } from './channel.ts';

/** Whatever program listens there. */
export function webhookChannel(
  address: string,
  clinic: string | undefined,
  http: HttpContext,
): AlertChannel {
  const url = new URL(address);
  return {
    name: 'webhook',
    send: async ({ event, kind, severity, code, since, title, body: paragraphs }) => {
      // The contract of docs/metrics: fields are only ever added. Moments are ISO 8601, UTC.
      const body = {
        version: 1,
        event,
        kind,
        severity,
        code,
        since: new Date(since).toISOString(),
        sentAt: new Date(http.clock.now()).toISOString(),
        clinic: clinic ?? null,
        title,
        text: paragraphs.join('\n\n'),
      };
      await callWell({ url, method: 'POST', body }, 'ALERT_WEBHOOK_URL', http);
    },
  };
}
