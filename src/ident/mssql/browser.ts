import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';

/** An instance as SQL Server Browser lists it. */
export interface BrowsedInstance {
  readonly name: string;
  /** Null: it takes no TCP/IP. */
  readonly port: number | null;
}

/** CLNT_UCAST_EX of MC-SQLR: all instances of one machine. To ask for one by name would get silence if it is not there. */
const question = Buffer.from([0x03]);
/** SVR_RESP, and the size of what follows. */
const answerCode = 0x05;
const headerSize = 3;
const browserPort = 1434;

/** UDP may be lost: it is asked again, until the first answer. */
const waitsMs = [1_000, 2_000, 4_000] as const;

/**
 * The instances of a machine, asked of its SQL Server Browser: one question, and another one only where no answer came.
 *
 * @returns null when it did not answer.
 * @throws when the host's name cannot be resolved, or the signal's reason.
 */
export async function browseInstances(
  host: string,
  signal?: AbortSignal,
): Promise<readonly BrowsedInstance[] | null> {
  const addresses = await lookup(host, { all: true });
  signal?.throwIfAborted();
  const sockets = new Map<string, Socket>();
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | null>();
  const leave = () => reject(signal?.reason);
  signal?.addEventListener('abort', leave, { once: true });
  const timers: NodeJS.Timeout[] = [];
  try {
    for (const { address, family } of addresses) {
      const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
      socket.on('message', (message) => {
        if (message.readUInt8() === answerCode) resolve(message);
      });
      // A port that is closed answers by an error, on another address there may be somebody.
      socket.on('error', () => undefined);
      sockets.set(address, socket);
    }
    const ask = () => {
      for (const [address, socket] of sockets) {
        socket.send(question, browserPort, address, () => undefined);
      }
    };
    let at = 0;
    for (const wait of waitsMs) {
      if (at === 0) ask();
      else timers.push(setTimeout(ask, at));
      at += wait;
    }
    timers.push(setTimeout(() => resolve(null), at));
    const answer = await promise;
    return answer && parseInstances(answer);
  } finally {
    signal?.removeEventListener('abort', leave);
    for (const timer of timers) clearTimeout(timer);
    for (const socket of sockets.values()) socket.close();
  }
}

/** `ServerName;A;InstanceName;B;IsClustered;No;Version;11.0;tcp;49172;;ServerName;…` */
function parseInstances(answer: Buffer): readonly BrowsedInstance[] {
  return answer
    .toString('latin1', headerSize)
    .split(';;')
    .flatMap((entry) => {
      const parts = entry.split(';');
      const values = new Map<string, string>();
      for (let at = 0; at + 1 < parts.length; at += 2) {
        values.set((parts[at] ?? '').toLowerCase(), parts[at + 1] ?? '');
      }
      const name = values.get('instancename');
      const port = Number(values.get('tcp'));
      if (name === undefined || name === '') return [];
      return [{ name, port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : null }];
    });
}
