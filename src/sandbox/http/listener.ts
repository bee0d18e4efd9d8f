import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '../../clock.ts';
import { SandboxError, sandboxErrors } from '../errors.ts';
import type { Outcome } from '../faults/play.ts';
import type { Manners } from '../sandbox-options.ts';
import type { Answer } from './answer.ts';
import type { Received } from './api-server.ts';
import { readBody, send } from './exchange.ts';

export interface ListenerOptions {
  readonly clock: Clock;
  readonly manners: Manners;
  readonly serve: (received: Received) => Outcome;
}

/** As long as a timer can wait; sooner or later the client hangs up. */
const forEver = 2 ** 31 - 1;

/**
 * The bare HTTP server. Not a framework: the sandbox must send exact content types, half bodies and no answer at all.
 */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #server: Server;
  readonly #closing = new AbortController();

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#exchange(request, response).catch(() => response.destroy());
    });
  }

  /** @returns the port. @throws SandboxError when it cannot be had. */
  async listen(host: string, port: number): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once('error', (cause) => {
      reject(new SandboxError(sandboxErrors.portTaken(host, port), { cause }));
    });
    this.#server.listen(port, host, resolve);
    await promise;
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#closing.abort();
    this.#server.close(() => resolve());
    // Half-open and slow ones too.
    this.#server.closeAllConnections();
    await promise;
  }

  async #exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const body = await readBody(request);
    if (body === null) {
      response.destroy();
      return;
    }
    const [path = '/', query = ''] = url.split('?', 2);
    const received = { method, path, query: new URLSearchParams(query), headers, body };
    const outcome = this.#options.serve(received);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const over = AbortSignal.any([gone.signal, this.#closing.signal]);
    if (outcome.kind === 'hang') {
      await this.#options.clock.sleep(forEver, over);
    }
    if (outcome.kind === 'drop' || outcome.kind === 'hang') {
      response.destroy();
      return;
    }
    // The effect has happened; the way back takes its time.
    const delayMs = outcome.kind === 'answer' ? (outcome.delayMs ?? 0) : 0;
    const { latencyMs, latencyPerRowMs } = this.#options.manners;
    const rows = latencyPerRowMs === 0 ? 0 : rowsOf(outcome.answer);
    const ms = delayMs + latencyMs + rows * latencyPerRowMs;
    if (ms > 0) await this.#options.clock.sleep(ms, over);
    response.setHeader('date', new Date(this.#options.clock.now()).toUTCString());
    send(response, outcome.answer, outcome.kind === 'cut');
  }
}

/** The rows of a list, or of what a write of many answers. */
function rowsOf({ json }: Answer): number {
  const embedded =
    typeof json === 'object' && json !== null && '_embedded' in json ? json._embedded : null;
  if (typeof embedded !== 'object' || embedded === null) return 0;
  return Math.max(
    0,
    ...Object.values(embedded).map((rows) => (Array.isArray(rows) ? rows.length : 0)),
  );
}
