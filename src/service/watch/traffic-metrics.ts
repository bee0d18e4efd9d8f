import type { AmoEvent } from '../../amocrm/amo-event.ts';
import type { WaitReason } from '../../amocrm/limiter/limiter-step.ts';
import type { ServiceListener } from '../service-event.ts';
import { counter, durations, type Sheet } from './metric.ts';

const waits = ['pacing', 'slowed', 'paused', 'probing'] as const satisfies readonly WaitReason[];

const retries = [
  'rate-limit',
  'no-answer',
  'server-error',
  'token',
] as const satisfies readonly Extract<AmoEvent, { type: 'retry' }>['reason'][];

const buckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The line to amoCRM: requests, their answers, and what we waited for. */
export function trafficMetrics(registry: Sheet): ServiceListener {
  const requests = counter(
    registry,
    'crm_requests_total',
    'Requests to amoCRM by route and HTTP status; code="none": no answer came',
    ['route', 'code'],
  );
  const spread = durations(
    registry,
    'crm_request_duration_seconds',
    "amoCRM's time to answer, waiting for our turn not counted",
    { buckets },
  );
  const waited = counter(
    registry,
    'limiter_wait_seconds_total',
    'Time that calls waited for their turn; reason="pacing" is the ordinary pace',
    ['reason'],
  );
  const throttled = counter(
    registry,
    'crm_throttled_seconds_total',
    'Time lost because amoCRM asked us to wait or blocked us',
  );
  const retried = counter(registry, 'crm_retries_total', 'Requests tried again, by reason', [
    'reason',
  ]);
  const opened = counter(registry, 'crm_circuit_opened_total', 'How often amoCRM blocked us');
  for (const reason of waits) waited.inc({ reason }, 0);
  for (const reason of retries) retried.inc({ reason }, 0);

  const count = (event: AmoEvent) => {
    switch (event.type) {
      case 'request':
        requests.inc({ route: event.route, code: event.status ?? 'none' });
        spread.observe(event.ms / 1000);
        break;
      case 'throttled':
        waited.inc({ reason: event.reason }, event.waitMs / 1000);
        if (event.reason !== 'pacing') throttled.inc(event.waitMs / 1000);
        break;
      case 'retry':
        retried.inc({ reason: event.reason });
        break;
      case 'circuit-open':
        opened.inc();
    }
  };
  return (event) => {
    if (event.type === 'amocrm') count(event.event);
  };
}
