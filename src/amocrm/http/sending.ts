import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Clock } from '../../clock.ts';
import type { LoopWatch } from '../../loop-watch.ts';

const sendings = new AsyncLocalStorage<Sending>();
const ofRequests = new WeakMap<object, Sending>();

interface Leaving {
  mayLeave?: (() => boolean) | undefined;
  onLeave?: (() => boolean) | undefined;
}

/** One request on its way from fetch to a socket. */
export class Sending implements Disposable {
  readonly #request: Leaving;
  readonly #clock: Pick<Clock, 'watch'>;
  #socket: Socket | null = null;
  #watch: LoopWatch | undefined;
  #isHeldBack = false;

  constructor(request: Leaving, clock: Pick<Clock, 'watch'>) {
    this.#request = request;
    this.#clock = clock;
  }

  /** It came to its socket when it was not to leave any more: nothing of it did. */
  get isHeldBack(): boolean {
    return this.#isHeldBack;
  }

  /** Node has told of its way to a socket. */
  get isWatched(): boolean {
    return this.#socket !== null;
  }

  /** So long what is heard now of its answer may have lain here, since this process was busy. */
  get waitedMs(): number {
    return this.#watch?.waitedMs() ?? 0;
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
    const { mayLeave, onLeave } = this.#request;
    if (mayLeave?.() === false || onLeave?.() === false) {
      this.#isHeldBack = true;
      reset(socket);
      return;
    }
    this.#watch ??= this.#clock.watch?.();
  }

  [Symbol.dispose](): void {
    this.#watch?.[Symbol.dispose]();
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
