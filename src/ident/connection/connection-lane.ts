import type { Connection } from './connection.ts';

/** A place among the connections to one server, which other processes have too: waited for, and given back. */
export type Place = () => Promise<{ release(): void }>;

/**
 * One connection for several readers, which use it by turns: a deep pass, and those that run between its pages. It is
 * closed when the last of them is.
 */
export class ConnectionLane {
  readonly #place: Place | undefined;
  #open: Promise<Connection> | null = null;
  #closing: Promise<unknown> = Promise.resolve();
  #readers = 0;

  /** @param place taken for as long as there is a connection. */
  constructor(place?: Place) {
    this.#place = place;
  }

  async open(make: () => Promise<Connection>): Promise<Connection> {
    this.#readers += 1;
    this.#open ??= this.#closing.then(() => this.#made(make));
    const opened = this.#open;
    let isHeld = true;
    const leave = async () => {
      if (!isHeld) return;
      isHeld = false;
      this.#readers -= 1;
      if (this.#readers > 0) return;
      this.#open = null;
      const closing = opened.then((connection) => connection.close());
      // Whoever comes next waits for its end, and is not told of its failure.
      this.#closing = closing.catch(() => undefined);
      await closing;
    };
    try {
      return { ...(await opened), close: leave };
    } catch (error) {
      isHeld = false;
      this.#readers -= 1;
      if (this.#open === opened) this.#open = null;
      throw error;
    }
  }

  async #made(make: () => Promise<Connection>): Promise<Connection> {
    const place = await this.#place?.();
    try {
      const connection = await make();
      const close = () => connection.close().finally(() => place?.release());
      return { ...connection, close };
    } catch (error) {
      place?.release();
      throw error;
    }
  }
}
