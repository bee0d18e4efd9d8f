import { collectDefaultMetrics, Registry } from '@prometheus-io/client';
import type { Clock } from '../../clock.ts';
import type { Service } from '../service.ts';
import type { ServiceListener } from '../service-event.ts';
import { showFacts } from './fact-metrics.ts';
import { factsInTime } from './facts-in-time.ts';
import { gauge, type Sheet } from './metric.ts';
import { passMetrics } from './pass-metrics.ts';
import { trafficMetrics } from './traffic-metrics.ts';

interface MetricsOptions {
  readonly service: Pick<Service, 'facts' | 'subscribe'>;
  /** Of this server alone: nothing is kept in the module. */
  readonly registry: Registry;
  readonly clock: Clock;
  /** Of the program. */
  readonly version: string;
}

/** What `/metrics` shows. */
export interface Metrics extends Disposable {
  readonly contentType: string;
  /** Asks the service for its facts, then prints everything. */
  scrape(): Promise<string>;
}

/** Of the process itself. @param version of the program. */
export function processMetrics(registry: Registry, version: string): void {
  collectDefaultMetrics({ register: registry });
  gauge(registry, 'build_info', 'Version of the program and of Node', ['version', 'node']).set(
    { version, node: process.versions.node },
    1,
  );
}

/** Counts what happens in a clinic's passes and on its line to amoCRM. */
export function workMetrics(sheet: Sheet): ServiceListener {
  const listeners = [passMetrics(sheet), trafficMetrics(sheet)];
  return (event) => {
    for (const listen of listeners) listen(event);
  };
}

/** Counts what happens in the service. Labels hold modes, outcomes, routes and codes; never an id or a value (I7). */
export function createMetrics({ service, registry, clock, version }: MetricsOptions): Metrics {
  processMetrics(registry, version);
  const stop = service.subscribe(workMetrics(registry));
  return {
    contentType: registry.contentType,
    scrape: async () => {
      const facts = new Registry();
      showFacts(facts, await factsInTime(service, clock));
      return (await registry.metrics()) + (await facts.metrics());
    },
    [Symbol.dispose]: stop,
  };
}
