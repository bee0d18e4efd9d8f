import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A line to a server that takes what it is given, keeps its connections open and lets nothing through any more: as where a
 * machine vanishes, a process is stopped or a disk hangs.
 */
export class SilentLine implements AsyncDisposable {
  readonly #listening: Server;
  readonly #sockets: Socket[] = [];
  #takesNew = true;
  /** Connections of our end that were closed. */
  closed = 0;

  private constructor(port: number) {
    // A silent one does not even close its end of what our end has closed.
    this.#listening = createServer({ allowHalfOpen: true }, (near) => {
      this.#sockets.push(near);
      near.on('error', () => undefined);
      near.on('end', () => {
        this.closed += 1;
      });
      if (!this.#takesNew) return void near.resume();
      const far = connect(port, '127.0.0.1');
      this.#sockets.push(far);
      far.on('error', () => undefined);
      // The server finds out at last, as when its process goes on.
      near.on('end', () => far.end());
      near.pipe(far);
      far.pipe(near);
    });
  }

  static async to(port: number): Promise<SilentLine> {
    const line = new SilentLine(port);
    await new Promise<void>((resolve) => line.#listening.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get port(): number {
    return (this.#listening.address() as AddressInfo).port; // a TCP server's address is never a string
  }

  /** For those who are on it; and, with `forAll`, for whoever comes. */
  fallSilent({ forAll } = { forAll: false }): void {
    this.#takesNew = !forAll;
    // What our end says is read and goes nowhere, so that its close is seen.
    for (const socket of this.#sockets) socket.unpipe().resume();
  }

  /** For whoever comes from now on. */
  goOn(): void {
    this.#takesNew = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#listening.close(resolve));
  }
}
