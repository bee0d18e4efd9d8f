import { describe, expect, it } from 'vitest';
import { RateBlockedError } from '../../../src/amocrm/errors/errors.ts';
import {
  createLimiter,
  type Limiter,
  type LimiterWait,
} from '../../../src/amocrm/limiter/limiter.ts';
import type { LimiterState, SlotStore } from '../../../src/amocrm/limiter/limiter-state.ts';
import type { Pace } from '../../../src/amocrm/limiter/limiter-step.ts';
import { memorySlotStore } from '../../../src/amocrm/limiter/memory-slot-store.ts';
import type { Clock } from '../../../src/clock.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';

/** Connections cost nothing, but where it is about them. */
const pace: Partial<Pace> = { connectMs: 0 };

function twoProcesses(clock: Clock, store: SlotStore = memorySlotStore()): [Limiter, Limiter] {
  return [createLimiter({ store, clock, pace }), createLimiter({ store, clock, pace })];
}

function smallestGap(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.min(...sorted.slice(1).map((time, index) => time - (sorted[index] ?? 0)));
}

describe('callers of one process', () => {
  it('are served in turn, at their slots', async () => {
    const clock = new VirtualClock();
    const limiter = createLimiter({ store: memorySlotStore(), clock, pace });
    const sent: [number, number][] = [];
    await Promise.all(
      [0, 1, 2, 3].map(async (caller) => {
        await limiter.acquire();
        sent.push([caller, clock.elapsed]);
      }),
    );
    expect(sent).toEqual([
      [0, 0],
      [1, 150],
      [2, 300],
      [3, 450],
    ]);
  });

  it('hear why they wait', async () => {
    const clock = new VirtualClock();
    const limiter = createLimiter({ store: memorySlotStore(), clock, pace });
    const slot = await limiter.acquire();
    await slot.finish({ kind: 'throttled', retryAfterMs: 5000 });
    const waits: LimiterWait[] = [];
    await limiter.acquire({ onWait: (wait) => waits.push(wait) });
    expect(waits).toEqual([{ ms: 4950, reason: 'paused' }]);
    expect(clock.elapsed).toBe(5000);
  });

  it('may give up waiting, in line or at its head, without costing the others a slot', async () => {
    const clock = new VirtualClock();
    const limiter = createLimiter({ store: memorySlotStore(), clock, pace });
    const release = clock.hold();
    await limiter.acquire();
    const head = new AbortController();
    const inLine = new AbortController();
    const first = limiter.acquire({ signal: head.signal });
    const second = limiter.acquire({ signal: inLine.signal });
    const third = limiter.acquire();
    inLine.abort(new Error('in line'));
    await expect(second).rejects.toThrow('in line');
    await new Promise(setImmediate);
    head.abort(new Error('head'));
    await expect(first).rejects.toThrow('head');
    release();
    await third;
    expect(clock.elapsed).toBe(150);
    await expect(limiter.acquire({ signal: AbortSignal.abort() })).rejects.toThrow();
  });
});

describe('callers of several processes', () => {
  it('share one pace', async () => {
    const clock = new VirtualClock();
    const processes = twoProcesses(clock);
    const sent: number[] = [];
    await Promise.all(
      processes.flatMap((limiter) =>
        Array.from({ length: 20 }, async () => {
          await limiter.acquire();
          sent.push(clock.elapsed);
        }),
      ),
    );
    expect(smallestGap(sent)).toBe(150);
    expect(Math.max(...sent)).toBe(39 * 150);
  });

  it('all pause when one of them is told to', async () => {
    const clock = new VirtualClock();
    const [one, other] = twoProcesses(clock);
    const slot = await one.acquire();
    await slot.finish({ kind: 'throttled', retryAfterMs: 60_000 });
    await Promise.all([one.acquire(), other.acquire()]);
    expect(clock.elapsed).toBe(60_225);
  });

  it('all fail at once while the circuit is open, then one asks whether it is over', async () => {
    const clock = new VirtualClock();
    const [one, other] = twoProcesses(clock);
    const slot = await one.acquire();
    expect((await slot.finish({ kind: 'blocked' })).blockedUntil).toBe(clock.now() + 900_000);
    await expect(other.acquire()).rejects.toThrow(RateBlockedError);
    await expect(one.acquire()).rejects.toMatchObject({ until: clock.now() + 900_000 });
    expect(clock.elapsed).toBe(0);
    await clock.sleep(900_000);
    const probe = await other.acquire();
    const waiting = one.acquire();
    await clock.sleep(10_100);
    await probe.finish({ kind: 'answered' });
    await waiting;
    expect(clock.elapsed).toBe(910_500);
  });
});

describe('a connection that may have to be opened', () => {
  it('is reckoned with: at the start, for each more at a time, after a rest, after a close', async () => {
    const clock = new VirtualClock();
    const memory = memorySlotStore();
    const late: number[] = [];
    let lastSlot: number | null = null;
    const store: SlotStore = {
      transact: (step) =>
        memory.transact((state) => {
          const [next, result] = step(state);
          if (next.lastSlot !== null && next.lastSlot !== lastSlot) {
            lastSlot = next.lastSlot;
            late.push((next.arrivals.at(-1) ?? 0) - lastSlot);
          }
          return [next, result];
        }),
    };
    const limiter = createLimiter({ store, clock });
    const acquire = () => limiter.acquire();
    const first = await acquire();
    const second = await acquire();
    await first.finish({ kind: 'answered' });
    await second.finish({ kind: 'answered' });
    for (let warm = 0; warm < 3; warm += 1) await (await acquire()).finish({ kind: 'answered' });
    expect(late).toEqual([300, 300, 0, 0, 0]);
    await clock.sleep(3000);
    late.length = 0;
    const closing = await acquire();
    await closing.finish({ kind: 'answered', lastOfConnection: true });
    await (await acquire()).finish({ kind: 'no-answer' });
    await acquire();
    expect(late).toEqual([300, 300, 300]);
  });
});

/** A clock whose sleeps end late, as on a machine that is busy. */
function lateClock(clock: VirtualClock, delays: number[]): Clock {
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    sleep: (ms, signal) => clock.sleep(ms + (delays.shift() ?? 0), signal),
  };
}

/** A store whose commits take their time. */
function slowStore(clock: Clock, commitMs: number): SlotStore {
  let state: LimiterState | null = null;
  return {
    transact: async (step) => {
      const [next, result] = step(state);
      state = next;
      await clock.sleep(commitMs);
      return result;
    },
  };
}

describe('a caller that is late', () => {
  it('because the process was busy gives its slot up rather than bunch with the next', async () => {
    const clock = new VirtualClock();
    const store = memorySlotStore();
    const busy = createLimiter({ store, clock: lateClock(clock, [0, 140, 0, 0, 90]), pace });
    const calm = createLimiter({ store, clock, pace });
    const sent: number[] = [];
    const run = async (limiter: Limiter) => {
      for (let call = 0; call < 6; call += 1) {
        await limiter.acquire();
        sent.push(clock.elapsed);
      }
    };
    await Promise.all([run(busy), run(calm)]);
    expect(smallestGap(sent)).toBeGreaterThanOrEqual(125);
  });

  it.each([10, 30, 70, 200, 900])(
    'because the store needs %i ms to commit still gets its turn, evenly spaced',
    async (commitMs) => {
      const clock = new VirtualClock();
      const store = slowStore(clock, commitMs);
      const limiter = createLimiter({ store, clock, pace });
      const sent: number[] = [];
      for (let call = 0; call < 10; call += 1) {
        await limiter.acquire();
        sent.push(clock.elapsed);
      }
      expect(smallestGap(sent)).toBeGreaterThanOrEqual(125);
    },
  );

  it.each([
    [20, 1_050],
    [400, 1_450],
  ])(
    'by %i ms between its slot and its socket: the eighth request leaves at %i ms',
    async (lateMs, eighthMs) => {
      const clock = new VirtualClock();
      const limiter = createLimiter({ store: memorySlotStore(), clock, pace });
      const first = await limiter.acquire();
      await clock.sleep(lateMs);
      first.leave();
      for (let call = 1; call < 7; call += 1) (await limiter.acquire()).leave();
      await limiter.acquire();
      expect(clock.elapsed).toBe(eighthMs);
    },
  );

  it('is told to the others only once the request is at its socket: their lock may have to be waited for', async () => {
    const clock = new VirtualClock();
    const slots = memorySlotStore();
    let transactions = 0;
    const store: SlotStore = {
      transact: (step) => {
        transactions += 1;
        return slots.transact(step);
      },
    };
    const limiter = createLimiter({ store, clock, pace });
    const slot = await limiter.acquire();
    await clock.sleep(400);
    slot.leave();
    await Promise.resolve();
    expect(transactions).toBe(1);
    await limiter.acquire();
    expect(transactions).toBe(3);
  });

  it('does not send after a 429 came in while it stood by for its slot', async () => {
    const clock = new VirtualClock();
    const limiter = createLimiter({ store: memorySlotStore(), clock, pace });
    const slot = await limiter.acquire();
    const next = limiter.acquire();
    await clock.sleep(120);
    await slot.finish({ kind: 'throttled', retryAfterMs: 3000 });
    await next;
    expect(clock.elapsed).toBe(3120);
  });
});

describe('a store that fails', () => {
  it('does not hide what came of a request, and makes itself heard at the next', async () => {
    const clock = new VirtualClock();
    const memory = memorySlotStore();
    let broken = false;
    const store: SlotStore = {
      transact: async (step) => {
        if (broken) throw new Error('disk full');
        return memory.transact(step);
      },
    };
    const limiter = createLimiter({ store, clock, pace });
    const slot = await limiter.acquire();
    broken = true;
    expect((await slot.finish({ kind: 'blocked' })).blockedUntil).toBe(clock.now() + 900_000);
    await expect(limiter.acquire()).rejects.toThrow('disk full');
  });
});
