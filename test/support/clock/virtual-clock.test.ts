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
const day = 86_400_000;

describe('time passes by itself', () => {
  it('as soon as everybody sleeps, without waiting for it', async () => {
    const clock = new VirtualClock();
    const before = performance.now();
    await clock.sleep(365 * day);
    expect(clock.elapsed).toBe(365 * day);
    expect(performance.now() - before).toBeLessThan(20_000);
  });

  it('for several sleepers in the order of their deadlines, then of their lying down', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 20 }),
        async (waits) => {
          const clock = new VirtualClock();
          const woken: { wait: number; index: number; at: number }[] = [];
          await Promise.all(
            waits.map(async (wait, index) => {
              await clock.sleep(wait);
              woken.push({ wait, index, at: clock.elapsed });
            }),
          );
          const expected = waits
            .map((wait, index) => ({ wait, index, at: wait }))
            .toSorted((a, b) => a.wait - b.wait || a.index - b.index);
          expect(woken).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('for a chain of sleeps next to a loop, interleaved as real time would', async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    const loop = async (name: string, step: number, times: number) => {
      for (let i = 0; i < times; i += 1) {
        await clock.sleep(step);
        log.push(`${name}${clock.elapsed}`);
      }
    };
    await Promise.all([loop('a', 3, 3), loop('b', 4, 2)]);
    expect(log).toEqual(['a3', 'b4', 'a6', 'b8', 'a9']);
  });

  it('not for a sleep of nothing', async () => {
    const clock = new VirtualClock();
    await clock.sleep(0);
    await clock.sleep(-5);
    expect(clock.elapsed).toBe(0);
  });

  it('no further after stop', async () => {
    const clock = new VirtualClock();
    let woken = false;
    void clock.sleep(10).then(() => {
      woken = true;
    });
    clock.stop();
    await realDelay(5);
    expect(woken).toBe(false);
  });
});

describe('a sleep that is aborted', () => {
  it('rejects with the reason and takes no time', async () => {
    const clock = new VirtualClock();
    const aborter = new AbortController();
    const sleep = clock.sleep(1000, aborter.signal);
    aborter.abort(new Error('enough'));
    await expect(sleep).rejects.toThrow('enough');
    await clock.sleep(10);
    expect(clock.elapsed).toBe(10);
  });

  it('rejects at once when the signal was aborted before', async () => {
    const clock = new VirtualClock();
    await expect(clock.sleep(1000, AbortSignal.abort(new Error('before')))).rejects.toThrow(
      'before',
    );
    expect(clock.standing.sleepers).toEqual([]);
  });
});

describe('a hold', () => {
  it('makes time stand still until it is released, however long the real work takes', async () => {
    const clock = new VirtualClock();
    const release = clock.hold();
    const sleep = clock.sleep(5);
    await realDelay(20);
    expect(clock.elapsed).toBe(0);
    release();
    release();
    await sleep;
    expect(clock.elapsed).toBe(5);
  });

  it('counts: the last release lets go', async () => {
    const clock = new VirtualClock();
    const first = clock.hold();
    const second = clock.hold();
    void clock.sleep(5);
    first();
    first();
    await realDelay(5);
    expect(clock.elapsed).toBe(0);
    second();
    await clock.sleep(5);
    expect(clock.elapsed).toBe(5);
  });
});

describe('the two scales', () => {
  it('a jump moves the wall clock alone, and wakes nobody', async () => {
    const clock = new VirtualClock({ start: 1_000_000, uptime: 500 });
    const release = clock.hold();
    const sleep = clock.sleep(100);
    clock.jump(-3_600_000);
    expect(clock.now()).toBe(1_000_000 - 3_600_000);
    expect(clock.monotonic()).toBe(500);
    expect(clock.standing.sleepers).toEqual([100]);
    release();
    await sleep;
    expect(clock.monotonic()).toBe(600);
    expect(clock.now()).toBe(1_000_100 - 3_600_000);
  });

  it('advance lets time pass for both, waking everybody on the way', async () => {
    const clock = new VirtualClock();
    const release = clock.hold();
    const woken: number[] = [];
    const chain = (async () => {
      for (const wait of [10, 20, 30, 1000]) {
        await clock.sleep(wait);
        woken.push(clock.elapsed);
      }
    })();
    await clock.advance(100);
    expect(woken).toEqual([10, 30, 60]);
    expect(clock.elapsed).toBe(100);
    release();
    await chain;
    expect(clock.elapsed).toBe(1060);
  });
});

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
