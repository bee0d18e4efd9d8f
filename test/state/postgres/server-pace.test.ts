import { expect, test } from 'vitest';
import { createLimiter } from '../../../src/amocrm/limiter/limiter.ts';
import type { Clock } from '../../../src/clock.ts';
import { type PaceRow, ServerPace } from '../../../src/state/postgres/pace/server-pace.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';

const memory = { wasUsed: true, isBlocked: false };

/** The same row for all machines, the true time being the server's; each question takes its time on either way. */
function sharedRow(truth: VirtualClock, random: () => number) {
  let text: string | null = null;
  let before: Promise<unknown> = Promise.resolve();
  let setBy = 0;
  const row = (clock: Clock): PaceRow => ({
    change: (step) => {
      const turn = before.then(async () => {
        const askedAt = clock.monotonic();
        await truth.sleep(random() * 150);
        const serverMs = truth.now() + setBy;
        await truth.sleep(random() * 150);
        const answeredAt = clock.monotonic();
        const [next, result] = step({ text, serverMs, askedAt, answeredAt, memory });
        text = next;
        return result;
      });
      before = turn.catch(() => undefined);
      return turn;
    },
  });
  return {
    row,
    set: (ms: number) => {
      setBy += ms;
    },
  };
}

/** A machine's clock: hours off, and faster or slower than the true time. */
const machine = (truth: VirtualClock, offMs: number, drift: number): Clock => ({
  now: () => truth.now() + offMs + truth.elapsed * drift,
  monotonic: () => (truth.monotonic() + offMs) * (1 + drift),
  sleep: (ms, signal) => truth.sleep(ms, signal),
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test.each([1, 2, 3, 4, 5])(
  'machines whose clocks are hours apart, drift, and hear of the server late keep seven requests a second together (%i)',
  async (seed) => {
    const truth = new VirtualClock();
    const random = seeded(seed);
    const shared = sharedRow(truth, random);
    const sent: number[] = [];
    const hour = 3_600_000;
    const machines = [0, 5 * hour, -7 * hour].map((off) =>
      machine(truth, off, (random() - 0.5) * 2e-4),
    );
    await Promise.all(
      machines.map(async (clock) => {
        const limiter = createLimiter({ store: new ServerPace(shared.row(clock), clock), clock });
        for (let n = 0; n < 25; n += 1) {
          const slot = await limiter.acquire();
          sent.push(truth.elapsed);
          await slot.finish({ kind: 'answered' });
        }
      }),
    );
    const times = sent.toSorted((a, b) => a - b);
    const crowded = times.filter((at, index) => (times[index + 7] ?? Infinity) - at < 1_000);
    expect(times).toHaveLength(75);
    expect(crowded).toEqual([]);
  },
);

test.each([-90_000, 90_000])(
  'a server whose clock is set by %i ms begins with a full window',
  async (ms) => {
    const truth = new VirtualClock();
    const shared = sharedRow(truth, seeded(9));
    const clock = machine(truth, 0, 0);
    const limiter = createLimiter({ store: new ServerPace(shared.row(clock), clock), clock });
    for (let n = 0; n < 4; n += 1) await (await limiter.acquire()).finish({ kind: 'answered' });
    shared.set(ms);
    const before = truth.elapsed;
    await limiter.acquire();
    expect(truth.elapsed - before).toBeGreaterThanOrEqual(1_000);
    expect(truth.elapsed - before).toBeLessThan(3_000);
  },
);
