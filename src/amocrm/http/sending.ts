import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

const sendings = new AsyncLocalStorage<Sending>();
const ofRequests = new WeakMap<object, Sending>();

/** One request on its way from fetch to a socket. */
export class Sending {
  readonly #mayLeave: () => boolean;
  #socket: Socket | null = null;
  #isHeldBack = false;

  constructor(mayLeave: () => boolean = () => true) {
    this.#mayLeave = mayLeave;
  }

  /** It came to its socket when it was not to leave any more: nothing of it did. */
  get isHeldBack(): boolean {
    return this.#isHeldBack;
  }

  /** Node has told of its way to a socket. */
  get isWatched(): boolean {
    return this.#socket !== null;
  }

  /** @param send fetches once. */
  run<T>(send: () => Promise<T>): Promise<T> {
    return sendings.run(this, send);
  }

  /** Nobody waits for its answer any more: what of it still lies here is not to be sent later. */
  abandon(): void {
    if (this.#socket !== null) reset(this.#socket);
  }

  /** Its socket is about to be written to. */
  leaves(socket: Socket): void {
    this.#socket = socket;
    if (this.#mayLeave()) return;
    this.#isHeldBack = true;
    reset(socket);
  }
}

/** Closing alone leaves to the kernel what was not sent yet, and it goes on trying for a quarter of an hour. */
function reset(socket: Socket): void {
  if (!(socket instanceof TLSSocket)) {
    socket.resetAndDestroy();
    return;
  }
  // The method refuses whatever lies above TCP; Node keeps the TCP below it here.
  const { _handle } = socket as TLSSocket & {
    readonly _handle?: { readonly _parent?: { reset?(done: () => void): number } } | null;
  };
  _handle?._parent?.reset?.(() => undefined);
  socket.destroy();
}

// Node's fetch tells of its requests in these channels alone: once where a request is made, in the context of whoever
// fetches, and once right before it is written to its socket.
subscribe('undici:request:create', (message) => {
  const { request } = message as { readonly request: { readonly method: string } };
  const sending = sendings.getStore();
  // A proxy is asked for a tunnel first.
  if (sending !== undefined && request.method !== 'CONNECT') ofRequests.set(request, sending);
});
subscribe('undici:client:sendHeaders', (message) => {
  const { request, socket } = message as { readonly request: object; readonly socket: Socket };
  ofRequests.get(request)?.leaves(socket);
});
