import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Messages of PostgreSQL's protocol, however they come in pieces: a type's letter, a length, and what it says. */
class Messages {
  #rest = Buffer.alloc(0);

  *of(piece: Buffer): Generator<{ readonly type: string; readonly body: Buffer }> {
    this.#rest = Buffer.concat([this.#rest, piece]);
    while (this.#rest.length >= 5) {
      const end = 1 + this.#rest.readInt32BE(1);
      if (this.#rest.length < end) return;
      const message = this.#rest.subarray(0, end);
      this.#rest = this.#rest.subarray(end);
      yield { type: String.fromCharCode(message.readUInt8(0)), body: message.subarray(5) };
    }
  }
}

/** One of the server's sessions, which is given to whoever begins a transaction. */
interface Session {
  readonly socket: Socket;
  readonly messages: Messages;
  owner: Client | null;
}

interface Client {
  readonly socket: Socket;
  readonly messages: Messages;
  isGreeted: boolean;
  /** What it said while there was no session for it. */
  waiting: Buffer[];
}

interface PoolerOptions {
  /** How many there are, each transaction going to the next one; default: all share one. */
  readonly sessions?: number;
  /** As PgBouncer comes: whoever wants a session to begin with settings of its own is turned away. */
  readonly isStrict?: boolean;
}

/** The greeting with a number for cancelling that is nobody's: poolers give their clients numbers of their own. */
function asOwn(greeting: Buffer): Buffer {
  const own = Buffer.from(greeting);
  const at = own.indexOf(Buffer.from([0x4b, 0, 0, 0]));
  if (at >= 0) own.writeInt32BE(1, at + 5);
  return own;
}

function refusal(): Buffer {
  const fields = 'SFATAL\0C08P01\0Munsupported startup parameter: options\0\0';
  const message = Buffer.alloc(5 + fields.length);
  message.write('E', 0);
  message.writeInt32BE(4 + fields.length, 1);
  message.write(fields, 5);
  return message;
}

/** Stands before a PostgreSQL server as PgBouncer does in transaction mode: its clients share the sessions. */
export class TransactionPooler implements AsyncDisposable {
  readonly #server = createServer((socket) => this.#take(socket));
  readonly #clients = new Set<Client>();
  readonly #options: Required<PoolerOptions>;
  #upstream: number;
  #sessions: Session[] = [];
  #greeting: Promise<Buffer> | null = null;
  #turn = 0;
  /** What was asked, and by which session. */
  readonly asked: { readonly session: number; readonly text: string }[] = [];

  private constructor(upstream: number, { sessions = 1, isStrict = false }: PoolerOptions) {
    this.#upstream = upstream;
    this.#options = { sessions, isStrict };
  }

  static async before(port: number, options: PoolerOptions = {}): Promise<TransactionPooler> {
    const pooler = new TransactionPooler(port, options);
    await pooler.open();
    return pooler;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // it listens on TCP
  }

  /** On the same port, where it had one before. */
  async open(port = 0): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Whoever is connected is cut off, and nobody gets in. */
  async close(): Promise<void> {
    for (const { socket } of this.#clients) socket.destroy();
    this.#endSessions();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** From the next transaction on to another server, of which its clients hear nothing. */
  async leadTo(port: number, startup: Buffer): Promise<void> {
    this.#upstream = port;
    this.#endSessions();
    await this.#begin(startup);
  }

  /** What the last client began with. */
  startup: Buffer = Buffer.alloc(0);

  #endSessions(): void {
    for (const { socket } of this.#sessions) socket.destroy();
    this.#sessions = [];
    this.#greeting = null;
  }

  #take(socket: Socket): void {
    const client: Client = { socket, messages: new Messages(), isGreeted: false, waiting: [] };
    this.#clients.add(client);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#clients.delete(client);
      for (const session of this.#sessions) if (session.owner === client) session.socket.destroy();
    });
    socket.on('data', (piece) => {
      if (client.isGreeted) this.#say(client, piece);
      else void this.#greet(client, piece);
    });
  }

  async #greet(client: Client, startup: Buffer): Promise<void> {
    client.isGreeted = true;
    this.startup = startup;
    if (this.#options.isStrict && startup.includes('\0options\0')) {
      client.socket.end(refusal());
      return;
    }
    client.socket.write(asOwn(await (this.#greeting ?? this.#begin(startup))));
  }

  #begin(startup: Buffer): Promise<Buffer> {
    this.#greeting = (async () => {
      const greetings: Buffer[] = [];
      for (let at = 0; at < this.#options.sessions; at += 1) {
        greetings.push(await this.#session(at, startup));
      }
      return greetings[0] ?? Buffer.alloc(0);
    })();
    return this.#greeting;
  }

  async #session(at: number, startup: Buffer): Promise<Buffer> {
    const socket = connect(this.#upstream, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(startup);
    const session: Session = { socket, messages: new Messages(), owner: null };
    const greeting: Buffer[] = [];
    const { promise, resolve } = Promise.withResolvers<Buffer>();
    let isReady = false;
    socket.on('data', (piece) => {
      if (isReady) session.owner?.socket.write(piece);
      else greeting.push(piece);
      for (const { type, body } of session.messages.of(piece)) {
        if (type !== 'Z' || body.toString() !== 'I') continue;
        if (!isReady) resolve(Buffer.concat(greeting));
        isReady = true;
        session.owner = null;
        this.#serve();
      }
    });
    const greeted = await promise;
    this.#sessions[at] = session;
    return greeted;
  }

  #say(client: Client, piece: Buffer): void {
    client.waiting.push(piece);
    this.#serve();
  }

  /** Whoever waits is given the next session that is free. */
  #serve(): void {
    for (const client of this.#clients) {
      if (client.waiting.length === 0) continue;
      const session = this.#sessionOf(client);
      if (session === undefined) continue;
      session.owner = client;
      for (const piece of client.waiting.splice(0)) {
        for (const { type, body } of client.messages.of(piece)) {
          if (type === 'X') client.socket.end();
          const text = body.toString().replaceAll('\0', ' ').trim();
          if (type === 'Q' || type === 'P') {
            this.asked.push({ session: this.#sessions.indexOf(session), text });
          }
        }
        if (!client.socket.writableEnded) session.socket.write(piece);
        else session.owner = null;
      }
    }
  }

  #sessionOf(client: Client): Session | undefined {
    const own = this.#sessions.find(({ owner }) => owner === client);
    if (own !== undefined) return own;
    for (let tried = 0; tried < this.#sessions.length; tried += 1) {
      this.#turn = (this.#turn + 1) % this.#sessions.length;
      const next = this.#sessions[this.#turn];
      if (next?.owner === null && !next.socket.destroyed) return next;
    }
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.close();
  }
}
