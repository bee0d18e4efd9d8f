import { scrypt } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as realDelay } from 'node:timers/promises';
import { promisify } from 'node:util';
import fc from 'fast-check';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { scriptedServer } from '../http/scripted-server.ts';
import { VirtualClock } from './virtual-clock.ts';

const work = promisify(scrypt);

/** As a client does: a request against a time-out, both in virtual time. */
async function withTimeout(clock: VirtualClock, url: string, timeoutMs: number): Promise<string> {
  const aborter = new AbortController();
  const watch = new AbortController();
  clock.sleep(timeoutMs, watch.signal).then(
    () => aborter.abort(new Error('timed out')),
    () => {},
  );
  try {
    const response = await clock.wrapFetch(fetch)(url, { signal: aborter.signal });
    return await response.text();
  } finally {
    watch.abort();
  }
}

describe('a real HTTP request', () => {
  it('takes no virtual time, however long the server really works', async () => {
    const clock = new VirtualClock();
    await using server = await scriptedServer(async () => {
      await work('secret', 'salt', 32);
      await realDelay(10);
      return { raw: 'x'.repeat(300_000) };
    }, clock.serverSide());
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => withTimeout(clock, server.url, 1)),
    );
    expect(answers.every((answer) => answer.length === 300_000)).toBe(true);
    expect(clock.elapsed).toBe(0);
  });

  it('takes the time that its server sleeps', async () => {
    const clock = new VirtualClock();
    await using server = await scriptedServer([{ delayMs: 7000 }], clock.serverSide());
    await withTimeout(clock, server.url, 30_000);
    expect(clock.elapsed).toBe(7000);
  });

  it('times out in virtual time when the server sleeps longer, and the server sleeps on', async () => {
    const clock = new VirtualClock();
    const committed: number[] = [];
    const side = clock.serverSide();
    await using server = await scriptedServer(async () => {
      await side.sleep(45_000);
      committed.push(clock.elapsed);
      return {};
    });
    await expect(withTimeout(clock, server.url, 30_000)).rejects.toThrow('timed out');
    expect(clock.elapsed).toBe(30_000);
    expect(committed).toEqual([]);
    await clock.sleep(60_000);
    expect(committed).toEqual([45_000]);
  });

  it('that works for real is not overtaken by another whose client is gone while its server sleeps', async () => {
    const clock = new VirtualClock();
    const side = clock.serverSide();
    await using sleepy = await scriptedServer(async () => {
      await side.sleep(100_000);
      return {};
    });
    await using busy = await scriptedServer(async () => {
      await realDelay(15);
      return {};
    });
    await expect(withTimeout(clock, sleepy.url, 50)).rejects.toThrow('timed out');
    const started = clock.elapsed;
    await withTimeout(clock, busy.url, 1);
    expect(clock.elapsed).toBe(started);
  });

  it('whose server drops the connection and works on later lets that time pass', async () => {
    const clock = new VirtualClock();
    const side = clock.serverSide();
    const committed: number[] = [];
    const server = createServer(async (request) => {
      request.socket.destroy();
      await side.sleep(20_000);
      committed.push(clock.elapsed);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
    await expect(withTimeout(clock, `http://127.0.0.1:${port}`, 1000)).rejects.toThrow();
    expect(clock.elapsed).toBe(0);
    await clock.sleep(25_000);
    expect(committed).toEqual([20_000]);
    server.close();
  });

  it('is answered before any time passes, though its handler sleeps on in the background', async () => {
    const clock = new VirtualClock();
    const side = clock.serverSide();
    const committed: number[] = [];
    await using server = await scriptedServer(() => {
      void side.sleep(5000).then(() => committed.push(clock.elapsed));
      return { raw: 'x'.repeat(3_000_000) };
    });
    const answer = await withTimeout(clock, server.url, 1000);
    expect(answer).toHaveLength(3_000_000);
    expect(clock.elapsed).toBe(0);
    await clock.sleep(6000);
    expect(committed).toEqual([5000]);
  });

  it('is seen by the server as closed before any more time passes', async () => {
    const clock = new VirtualClock();
    const side = clock.serverSide();
    const closedAt: number[] = [];
    const server = createServer(async (_, response) => {
      response.on('close', () => closedAt.push(clock.elapsed));
      await side.sleep(500);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // as above
    for (let round = 0; round < 20; round += 1) {
      const started = clock.elapsed;
      await withTimeout(clock, `http://127.0.0.1:${port}`, 30).catch(() => {});
      await clock.sleep(1);
      expect(closedAt[round]).toBe(started + 30);
    }
    server.closeAllConnections();
    server.close();
  });

  it('lets time go on when nobody reads its body, or nobody is there', async () => {
    const clock = new VirtualClock();
    await using server = await scriptedServer([{ raw: 'unread' }, { status: 204 }]);
    const fetched = clock.wrapFetch(fetch);
    await fetched(server.url);
    await clock.sleep(10);
    await fetched(server.url);
    await clock.sleep(10);
    await expect(fetched('http://127.0.0.1:1')).rejects.toThrow();
    await clock.sleep(10);
    expect(clock.elapsed).toBe(30);
  });

  it('is told from others through a framework that reads bodies, too', async () => {
    const clock = new VirtualClock();
    const side = clock.serverSide();
    const app = fastify();
    app.post<{ Body: { sleep: number; pad: string } }>('/', async (request) => {
      await side.sleep(request.body.sleep);
      await realDelay(2);
      return { at: clock.elapsed };
    });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const fetched = clock.wrapFetch(fetch);
    const post = async (sleep: number): Promise<unknown> => {
      const body = JSON.stringify({ sleep, pad: 'x'.repeat(200_000) });
      const headers = { 'content-type': 'application/json' };
      return (await fetched(url, { method: 'POST', headers, body })).json();
    };
    const answers = await Promise.all([post(300), post(100), post(0), post(100_000), post(200)]);
    expect(answers).toEqual([300, 100, 0, 100_000, 200].map((at) => ({ at })));
    await app.close();
  });
});

describe('many requests with time-outs against a server that sleeps and works', () => {
  it('always end as the numbers say, whatever the machine does', async () => {
    const clock = new VirtualClock();
    await using server = await scriptedServer(async ({ query }) => {
      if (Number(query.get('real')) > 0) await realDelay(Number(query.get('real')));
      return { delayMs: Number(query.get('sleep')) };
    }, clock.serverSide());
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            start: fc.integer({ min: 0, max: 100 }),
            sleep: fc.integer({ min: 0, max: 100 }),
            real: fc.integer({ min: 0, max: 3 }),
            timeout: fc.integer({ min: 1, max: 100 }),
          }),
          { minLength: 1, maxLength: 8 },
        ),
        async (calls) => {
          const began = clock.elapsed;
          await Promise.all(
            calls.map(async ({ start, sleep, real, timeout }) => {
              await clock.sleep(start);
              const url = `${server.url}?sleep=${sleep}&real=${real}`;
              const outcome = await withTimeout(clock, url, timeout).then(
                () => 'answered',
                () => 'timed out',
              );
              if (sleep !== timeout) {
                expect(outcome).toBe(sleep < timeout ? 'answered' : 'timed out');
                expect(clock.elapsed - began).toBe(start + Math.min(sleep, timeout));
              }
            }),
          );
          await clock.sleep(300);
        },
      ),
      { numRuns: 60 },
    );
  });
});
