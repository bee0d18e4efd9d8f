import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { type SecureContextOptions, TLSSocket } from 'node:tls';
import { encryption, preloginAnswer } from './tds-token.ts';

/** How a scripted server encrypts. */
export interface TdsTls {
  readonly context: SecureContextOptions;
  /** Closes the connection on a ClientHello that does not please it, as SQL Server does, without a word. */
  readonly refuses?: (hello: ClientHello) => boolean;
}

export interface ClientHello {
  /** Of the extension signature_algorithms; 0x0201 is rsa_pkcs1_sha1. */
  readonly signatures: readonly number[];
}

const preloginType = 0x12;
const headerSize = 8;

/**
 * The handshake goes in packets of PRELOGIN, all that follows in the open stream (MS-TDS 3.3.5.1).
 *
 * @returns emits `clear` with the decrypted stream.
 */
export function serveTls(socket: Socket, { context, refuses }: TdsTls): EventEmitter {
  const events = new EventEmitter();
  let isWrapped = true;
  let asked = false;
  let received = Buffer.alloc(0);
  const wire = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _, done) => {
      socket.write(isWrapped ? wrapped(chunk) : chunk);
      done();
    },
  });
  socket.on('close', () => wire.destroy());
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    while (received.length >= headerSize && received.readUInt8() === preloginType) {
      const size = received.readUInt16BE(2);
      if (received.length < size) return;
      const data = received.subarray(headerSize, size);
      received = received.subarray(size);
      if (!asked) {
        asked = true;
        socket.write(wrapped(preloginAnswer(encryption.on), 0x04));
      } else if (isHello(data) && refuses?.(helloOf(data))) {
        socket.destroy();
        return;
      } else wire.push(data);
    }
    if (received.length === 0 || received.readUInt8() === preloginType) return;
    isWrapped = false;
    wire.push(received);
    received = Buffer.alloc(0);
  });
  const clear = new TLSSocket(wire, { isServer: true, ...context });
  clear.on('error', () => socket.destroy());
  clear.once('secure', () => events.emit('clear', clear));
  return events;
}

function wrapped(data: Buffer, type = preloginType): Buffer {
  const header = Buffer.alloc(headerSize);
  header.writeUInt8(type);
  header.writeUInt8(1, 1);
  header.writeUInt16BE(headerSize + data.length, 2);
  return Buffer.concat([header, data]);
}

const isHello = (data: Buffer) => data.length > 5 && data.readUInt8() === 0x16 && data[5] === 1;

/** A handshake record with a ClientHello in it (RFC 5246, 7.4.1.2). */
function helloOf(data: Buffer): ClientHello {
  let at = 5 + 4;
  at += 2 + 32;
  at += 1 + data.readUInt8(at);
  at += 2 + data.readUInt16BE(at);
  at += 1 + data.readUInt8(at);
  const end = at + 2 + data.readUInt16BE(at);
  const extensions = new Map<number, Buffer>();
  for (at += 2; at < end; ) {
    const size = data.readUInt16BE(at + 2);
    extensions.set(data.readUInt16BE(at), data.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  const list = extensions.get(13) ?? Buffer.alloc(2);
  const signatures = Array.from({ length: (list.length - 2) / 2 }, (_, index) =>
    list.readUInt16BE(2 + index * 2),
  );
  return { signatures };
}
