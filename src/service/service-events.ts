import type { Logger } from 'pino';
import type { ServiceEvent, ServiceListener } from './service-event.ts';

/** Hands on what happens in the service. A listener that throws disturbs nobody. */
export class ServiceEvents {
  readonly #listeners = new Set<ServiceListener>();
  readonly #log: Pick<Logger, 'error'>;

  constructor(log: Pick<Logger, 'error'>) {
    this.#log = log;
  }

  readonly emit = (event: ServiceEvent): void => {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#log.error({ err: error, event: event.type }, 'a listener of the service failed');
      }
    }
  };

  /** @returns how to stop listening. */
  subscribe(listener: ServiceListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
