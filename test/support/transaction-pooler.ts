import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The server's word that a statement, or a transaction, is over. */
const idle = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
/** A client's word that it leaves. */
const terminate = 0x58;

/** The greeting with a number for cancelling that is nobody's: poolers give their clients numbers of their own. */
function asOwn(greeting: Buffer): Buffer {
  const own = Buffer.from(greeting);
  const at = own.indexOf(Buffer.from([0x4b, 0, 0, 0]));
  if (at >= 0) own.writeInt32BE(1, at + 5);
  return own;
}

/** Stands before a PostgreSQL server as PgBouncer does in transaction mode: its clients share one session. */
export class TransactionPooler implements AsyncDisposable {
  readonly #server = createServer((client) => this.#take(client));
  readonly #upstream: Socket;
  readonly #clients = new Set<Socket>();
  readonly #waiting: { readonly client: Socket; readonly message: Buffer }[] = [];
  #greeting: Buffer | null = null;
  #owner: Socket | null = null;

  private constructor(upstream: Socket) {
    this.#upstream = upstream;
    upstream.on('data', (answer) => this.#hand(answer));
    upstream.on('error', () => undefined);
  }

  static async before(port: number): Promise<TransactionPooler> {
    const upstream = connect(port, '127.0.0.1');
    await once(upstream, 'connect');
    const pooler = new TransactionPooler(upstream);
    pooler.#server.listen(0, '127.0.0.1');
    await once(pooler.#server, 'listening');
    return pooler;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // it listens on TCP
  }

  #take(client: Socket): void {
    this.#clients.add(client);
    let isGreeted = false;
    client.on('error', () => undefined);
    client.on('close', () => {
      if (this.#owner === client) this.#owner = null;
    });
    client.on('data', (message) => {
      if (!isGreeted) {
        isGreeted = true;
        if (this.#greeting === null) this.#send(client, message);
        else client.write(asOwn(this.#greeting));
      } else if (message[0] === terminate) client.end();
      else this.#send(client, message);
    });
  }

  #send(client: Socket, message: Buffer): void {
    if (this.#owner !== null && this.#owner !== client) {
      this.#waiting.push({ client, message });
      return;
    }
    this.#owner = client;
    this.#upstream.write(message);
  }

  #hand(answer: Buffer): void {
    this.#owner?.write(this.#greeting === null ? asOwn(answer) : answer);
    if (!answer.subarray(-idle.length).equals(idle)) return;
    this.#greeting ??= answer;
    this.#owner = null;
    const next = this.#waiting.shift();
    if (next !== undefined) this.#send(next.client, next.message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.destroy();
    this.#upstream.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
