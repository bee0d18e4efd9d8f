import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that a system hands out by itself (from 32,768 on), of which this process opens dozens a second. */
const lowest = 12_000;
/** Worker processes of one run have ports of their own. */
const share = 1_000;
const first = lowest + share * (Number(process.env['VITEST_POOL_ID'] ?? 0) % 20);

let next = Math.floor(Math.random() * share);

/** A port that nobody listens on, nor is given before it is used: for addresses that are known before somebody listens. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < share; tries += 1) {
    const port = first + (next % share);
    next += 1;
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port from ${first} on`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
