import { connect } from 'node:net';

/** A PRELOGIN packet that offers nothing: every SQL Server answers it with one of its own. */
const prelogin = Uint8Array.from(
  [
    [0x12, 0x01, 0x00, 0x2f, 0, 0, 1, 0],
    // Options by number, offset and length: version, encryption, instance, thread, MARS.
    [
      0, 0, 0x1a, 0, 6, 1, 0, 0x20, 0, 1, 2, 0, 0x21, 0, 1, 3, 0, 0x22, 0, 4, 4, 0, 0x26, 0, 1,
      0xff,
    ],
    [9, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0],
  ].flat(),
);

const tabularResult = 0x04;
const patienceMs = 2_000;

/**
 * Whether something else than SQL Server answers there: a web page, another database, a door of the system. What is silent,
 * or hangs up, may be a SQL Server in trouble.
 */
export async function isOtherService(
  { host, port }: { readonly host: string; readonly port: number },
  signal?: AbortSignal,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, ...(signal && { signal }) });
  socket.setTimeout(patienceMs, () => resolve(false));
  socket.once('connect', () => socket.write(prelogin));
  socket.once('data', (bytes) => resolve(bytes[0] !== tabularResult));
  socket.once('error', () => resolve(false));
  socket.once('close', () => resolve(false));
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}
