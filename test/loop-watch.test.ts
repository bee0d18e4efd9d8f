import { Worker } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';
import { exchangeHttp } from '../src/amocrm/http/http-exchange.ts';
import { systemClock } from '../src/clock.ts';
import { watchLoop } from '../src/loop-watch.ts';

test('what is heard behind a busy time may have waited for as long, and behind a turn of the loop for no time', async () => {
  let now = 1_000;
  using watch = watchLoop(() => now);
  expect(watch.waitedMs()).toBe(0);
  now += 200;
  expect(watch.waitedMs()).toBe(200);
  await vi.waitUntil(() => watch.waitedMs() === 0);
});

/** Answers from a thread of its own, and says so. */
const server = `
const { createServer } = require('node:http');
const { parentPort, workerData } = require('node:worker_threads');
const server = createServer((_, response) => response.end('{}', () => {
  Atomics.store(workerData, 0, 1);
  Atomics.notify(workerData, 0);
}));
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

test('an answer that came while the process was busy tells how long it may have lain there', async () => {
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(server, { eval: true, workerData: answered });
  try {
    const port = await new Promise<number>((resolve) => worker.once('message', resolve));
    const exchange = await exchangeHttp(
      {
        url: new URL(`http://127.0.0.1:${port}/`),
        method: 'GET',
        headers: {},
        timeoutMs: 30_000,
        onLeave: () => {
          setImmediate(() => {
            Atomics.wait(answered, 0, 0);
            const until = performance.now() + 80;
            while (performance.now() < until);
          });
          return true;
        },
      },
      { fetch: globalThis.fetch, clock: systemClock },
    );
    expect(exchange).toMatchObject({ kind: 'answer', status: 200 });
    if (exchange.kind !== 'answer') return;
    expect(exchange.waitedMs).toBeGreaterThanOrEqual(80);
  } finally {
    await worker.terminate();
  }
});
