import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Names the exchange to the server, which runs in the same process; no server needs to know of it. */
export const exchangeHeader = 'x-virtual-exchange';

/** One HTTP request from its sending until both ends are done with it, as a virtual clock sees it. */
export class VirtualExchange {
  #clientOpen = true;
  #serverOpen = false;
  #serverSleeps = 0;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /**
   * `working`: something real is under way and no time may pass. `waiting`: the server's handler sleeps on the virtual
   * clock. `closing`: it sleeps, but the client is gone, and the server's end of the connection will hear of it at any
   * moment.
   */
  get state(): 'working' | 'waiting' | 'closing' | 'over' {
    if (!this.#clientOpen && !this.#serverOpen) return 'over';
    if (this.#serverSleeps === 0) return 'working';
    // What still sleeps works on after the server's answer or cut, and that is on its way to the client.
    if (!this.#serverOpen) return 'working';
    return this.#clientOpen ? 'waiting' : 'closing';
  }

  clientDone(): void {
    this.#clientOpen = false;
    this.#changed();
  }

  serverBegan(): void {
    this.#serverOpen = true;
    this.#changed();
  }

  serverDone(): void {
    this.#serverOpen = false;
    this.#changed();
  }

  async whileServerSleeps(sleep: Promise<void>): Promise<void> {
    this.#serverSleeps += 1;
    this.#changed();
    try {
      await sleep;
    } finally {
      this.#serverSleeps -= 1;
      this.#changed();
    }
  }
}

const handled = new AsyncLocalStorage<VirtualExchange | undefined>();
const exchanges = new Map<string, VirtualExchange>();

/** The exchange in whose handler the caller runs, if it runs in one. */
export function handledExchange(): VirtualExchange | undefined {
  return handled.getStore();
}

export function registerExchange(id: string, exchange: VirtualExchange): void {
  exchanges.set(id, exchange);
}

/** Body events come from the parser, outside the handler's context: bring them home, or frameworks lose it. */
function emitWithin(emitter: EventEmitter, exchange: VirtualExchange): void {
  const emit = emitter.emit;
  emitter.emit = (...event: Parameters<typeof emit>) =>
    handled.run(exchange, () => emit.apply(emitter, event));
}

interface RequestStart {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

// Module state, once a process: the channel is Node's own, and it is published before any handler runs.
subscribe('http.server.request.start', (message) => {
  // The channel's documented message; it has no published type.
  const { request, response } = message as RequestStart;
  const id = request.headers[exchangeHeader];
  const exchange = typeof id === 'string' ? exchanges.get(id) : undefined;
  handled.enterWith(exchange);
  if (typeof id !== 'string' || exchange === undefined) return;
  exchanges.delete(id);
  emitWithin(request, exchange);
  emitWithin(response, exchange);
  exchange.serverBegan();
  response.once('close', () => exchange.serverDone());
});
