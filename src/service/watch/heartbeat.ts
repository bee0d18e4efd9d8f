import type { Logger } from 'pino';
import type { HttpContext } from '../../amocrm/http/http-exchange.ts';
import { logFields } from '../../app-error.ts';
import { callWell } from './channels/call.ts';

const everyMs = 5 * 60_000;
const afterFailureMs = 60_000;

/**
 * Tells an outside watcher (healthchecks.io and the like) that all is well. What it does not hear it makes an alarm of:
 * the one alert that a dead machine can still give.
 */
export class Heartbeat {
  readonly #url: URL;
  readonly #http: HttpContext;
  readonly #log: Logger;
  /** Monotonic ms. */
  #notBefore = Number.NEGATIVE_INFINITY;
  #failed = false;
  #beat: Promise<void> | undefined;

  constructor(url: string, http: HttpContext, log: Logger) {
    this.#url = new URL(url);
    this.#http = http;
    this.#log = log;
  }

  /** One beat, if it is time for one; nobody waits for it. */
  go(): void {
    if (this.#beat !== undefined || this.#http.clock.monotonic() < this.#notBefore) return;
    this.#beat = this.#send().finally(() => {
      this.#beat = undefined;
    });
  }

  async idle(): Promise<void> {
    await this.#beat;
  }

  async #send(): Promise<void> {
    const startedAt = this.#http.clock.monotonic();
    try {
      await beat(this.#url, this.#http);
      this.#notBefore = startedAt + everyMs;
      if (this.#failed) this.#log.info('heartbeat is heard again');
      this.#failed = false;
    } catch (error) {
      this.#notBefore = startedAt + afterFailureMs;
      if (!this.#failed) this.#log.warn(logFields(error), 'heartbeat is not heard');
      this.#failed = true;
    }
  }
}

/** @throws ChannelError ALERT_UNREACHABLE, ALERT_REFUSED. */
export async function beat(url: URL, http: HttpContext): Promise<void> {
  await callWell({ url, method: 'GET' }, 'HEARTBEAT_URL', http);
}
