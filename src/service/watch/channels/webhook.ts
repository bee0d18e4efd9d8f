import type { HttpContext } from '../../../amocrm/http/http-exchange.ts';
import type { AlertMessage } from '../alerts/message.ts';
import { callWell } from './call.ts';
import type { AlertChannel } from './channel.ts';

/** The contract of docs/metrics: fields are only ever added. */
interface WebhookBody {
  readonly version: 1;
  readonly event: AlertMessage['event'];
  readonly kind: AlertMessage['kind'];
  readonly severity: AlertMessage['severity'];
  readonly code: string | null;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly sentAt: string;
  /** ALERT_NAME. */
  readonly clinic: string | null;
  readonly title: string;
  readonly text: string;
}

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
      const body: WebhookBody = {
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
