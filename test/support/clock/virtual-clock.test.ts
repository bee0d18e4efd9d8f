import { setTimeout as realDelay } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';

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
