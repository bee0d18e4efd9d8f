import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  parseBatch,
  parseLogin,
  parseRpc,
  type TdsLogin,
  type TdsStatement,
} from './tds-request.ts';
import { serveTls, type TdsTls } from './tds-tls.ts';
import {
  columnMetadata,
  done,
  doneStatus,
  encryption,
  error,
  loginAck,
  preloginAnswer,
  row,
  type TdsCell,
  type TdsColumn,
  type TdsError,
} from './tds-token.ts';

/** What the server does with a statement. */
export type TdsAnswer =
  | {
      readonly columns: readonly TdsColumn[];
      readonly rows: readonly (readonly TdsCell[])[];
      /** Cuts the connection after so many rows. */
      readonly cutAfter?: number;
      /** Fails after all rows. */
      readonly error?: TdsError;
    }
  | { readonly error: TdsError }
  /** Says nothing until the client gives up (attention). */
  | 'silence'
  /** Done, without rows. */
  | 'ok';

export interface TdsScript {
  /** Refuses a login by the errors that it returns. */
  readonly login?: (login: TdsLogin) => readonly TdsError[];
  readonly answer: (statement: TdsStatement) => TdsAnswer;
  /** Encrypts everything; absent: it knows no encryption. `required`: it says so, and goes no further. */
  readonly tls?: TdsTls | 'required';
}

export interface TdsServer extends AsyncDisposable {
  readonly port: number;
  readonly logins: readonly TdsLogin[];
  /** How many connections were open at once, at most. */
  readonly most: number;
  /** What clients asked for, their driver's own preamble left out. */
  readonly statements: readonly TdsStatement[];
}

const packetType = {
  batch: 0x01,
  rpc: 0x03,
  answer: 0x04,
  attention: 0x06,
  login: 0x10,
  prelogin: 0x12,
};
const headerSize = 8;
const packetSize = 4096;

/** A SQL Server for tests: speaks TDS 7.4 without encryption to a real driver, and says what the script says. */
export async function startTdsServer(script: TdsScript, address = '127.0.0.1'): Promise<TdsServer> {
  const logins: TdsLogin[] = [];
  const statements: TdsStatement[] = [];
  const sockets = new Set<Socket>();
  let most = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    most = Math.max(most, sockets.size);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const { tls } = script;
    if (tls !== undefined && tls !== 'required') {
      const wire = serveTls(socket, tls);
      wire.once('clear', (clear: Duplex) => serve(clear));
      return;
    }
    serve(socket);
  });
  function serve(socket: Duplex): void {
    readMessages(socket, (type, data) => {
      if (type === packetType.prelogin) {
        const known = script.tls === undefined ? encryption.notSupported : encryption.required;
        send(socket, preloginAnswer(known));
      } else if (type === packetType.login) {
        const login = parseLogin(data);
        logins.push(login);
        answerLogin(socket, script.login?.(login) ?? []);
      } else if (type === packetType.attention) {
        // The statement's own answer ends first, then the attention is acknowledged in a message of its own.
        send(socket, done(doneStatus.error));
        send(socket, done(doneStatus.attention));
      } else {
        const statement = type === packetType.rpc ? parseRpc(data) : parseBatch(data);
        if (isPreamble(statement)) send(socket, done(doneStatus.final));
        else {
          statements.push(statement);
          perform(socket, script.answer(statement));
        }
      }
    });
  }
  server.listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // listening on a port, not on a pipe
  return {
    port,
    get most() {
      return most;
    },
    logins,
    statements,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** tedious begins every session by a batch of its own settings. */
function isPreamble({ kind, sql }: TdsStatement): boolean {
  return kind === 'batch' && sql.startsWith('set ansi_nulls');
}

function answerLogin(socket: Duplex, errors: readonly TdsError[]): void {
  if (errors.length === 0) send(socket, loginAck(), done(doneStatus.final));
  else send(socket, ...errors.map(error), done(doneStatus.error));
}

function perform(socket: Duplex, answer: TdsAnswer): void {
  if (answer === 'silence') return;
  if (answer === 'ok') send(socket, done(doneStatus.final));
  else if ('columns' in answer) performSelect(socket, answer);
  else send(socket, error(answer.error), done(doneStatus.error));
}

function performSelect(socket: Duplex, answer: Extract<TdsAnswer, { columns: unknown }>): void {
  const { columns, rows, cutAfter } = answer;
  const tokens = [columnMetadata(columns), ...rows.map((cells) => row(columns, cells))];
  if (cutAfter !== undefined) {
    // A packet that is not the last one of its message, then nothing more.
    const part = Buffer.concat(tokens.slice(0, cutAfter + 1));
    socket.write(packet(part, false), () => socket.destroy());
  } else if (answer.error) {
    send(socket, ...tokens, error(answer.error), done(doneStatus.error));
  } else {
    send(socket, ...tokens, done(doneStatus.count, rows.length));
  }
}

function send(socket: Duplex, ...tokens: readonly Buffer[]): void {
  const data = Buffer.concat(tokens);
  const room = packetSize - headerSize;
  for (let at = 0; at < data.length; at += room) {
    socket.write(packet(data.subarray(at, at + room), at + room >= data.length));
  }
}

function packet(data: Buffer, isLast: boolean): Buffer {
  const header = Buffer.alloc(headerSize);
  header.writeUInt8(packetType.answer);
  header.writeUInt8(isLast ? 1 : 0, 1);
  header.writeUInt16BE(headerSize + data.length, 2);
  return Buffer.concat([header, data]);
}

/** Puts packets together to messages. */
function readMessages(socket: Duplex, onMessage: (type: number, data: Buffer) => void): void {
  let received = Buffer.alloc(0);
  let message: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    while (received.length >= headerSize && received.length >= received.readUInt16BE(2)) {
      const size = received.readUInt16BE(2);
      const [type, status] = [received.readUInt8(0), received.readUInt8(1)];
      message.push(received.subarray(headerSize, size));
      received = received.subarray(size);
      if ((status & 1) === 0) continue;
      const data = Buffer.concat(message);
      message = [];
      onMessage(type, data);
    }
  });
}
