import { describe, expect, it } from 'vitest';
import { createLimiter } from '../../../src/amocrm/limiter/limiter.ts';
import { hear, quietLine, spreadBounds } from '../../../src/amocrm/limiter/line-spread.ts';
import { memorySlotStore } from '../../../src/amocrm/limiter/memory-slot-store.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';

/** Chance that comes out the same every time. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

interface Line {
  /** One way takes up to that much longer than another. */
  readonly jitterMs: number;
  readonly ways: 'both' | 'out' | 'back';
  readonly processes?: number;
}

/** Requests by several processes over a line that varies; when they came to the server, and how fast. */
async function traffic(requests: number, { jitterMs, ways, processes = 1 }: Line) {
  const clock = new VirtualClock();
  const store = memorySlotStore();
  const chance = chances(jitterMs * 31 + ways.length + processes);
  const late = (way: 'out' | 'back') => (ways === 'both' || ways === way ? chance() * jitterMs : 0);
  const arrivals: number[] = [];
  let left = requests;
  const callers = Array.from({ length: processes }, () => createLimiter({ store, clock })).flatMap(
    (limiter) =>
      Array.from({ length: 6 }, async () => {
        while (left > 0) {
          left -= 1;
          const slot = await limiter.acquire();
          await clock.sleep(30 + late('out'));
          arrivals.push(clock.elapsed);
          await clock.sleep(20 + late('back'));
          const at = clock.monotonic();
          await slot.finish({ kind: 'answered', answered: { kind: 'GET /contacts', at } });
        }
      }),
  );
  await Promise.all(callers);
  const sorted = arrivals.toSorted((a, b) => a - b);
  const eighths = sorted.flatMap((at, index) =>
    at - (sorted[index - 7] ?? -1e9) < 1_000 ? [index] : [],
  );
  const [from = 0, to = 0] = [sorted[200], sorted.at(-1)];
  return {
    before: eighths.filter((index) => index < 200).length,
    after: eighths.filter((index) => index >= 200).length,
    perSecond: (1_000 * (sorted.length - 201)) / (to - from),
  };
}

describe('steady jitter', () => {
  it.each(
    [5, 25, 50, 100, 200, 300].flatMap((jitterMs) =>
      (['both', 'out', 'back'] as const).map((ways) => ({ jitterMs, ways })),
    ),
  )(
    'of $jitterMs ms ($ways) brings no eighth request into a second, and costs what it must',
    async (line) => {
      const { before, after, perSecond } = await traffic(600, line);
      expect(after).toBe(0);
      expect(before).toBeLessThanOrEqual(2);
      const floor = 7 / (1 + (2 * line.jitterMs) / 1_000);
      expect(perSecond).toBeGreaterThanOrEqual(Math.min(6.6, floor));
    },
  );

  it('is learnt by all processes of the account together', async () => {
    const { before, after } = await traffic(500, { jitterMs: 150, ways: 'both', processes: 3 });
    expect([before <= 2, after]).toEqual([true, 0]);
  });
});

describe('the reserve', () => {
  const answers = (count: number, ms: (index: number) => number, opening = false) =>
    Array.from({ length: count }, (_, index) => ({
      kind: 'GET /x',
      ms: ms(index),
      waitedMs: 0,
      opening,
    }));

  it('rises at once to what was seen, and no further than 300 ms', () => {
    const seen = hear(
      quietLine,
      answers(20, (index) => (index === 7 ? 220 : 100)),
    );
    expect(seen.reserveMs).toBeGreaterThanOrEqual(120);
    expect(
      hear(
        seen,
        answers(1, () => 30_000),
      ).reserveMs,
    ).toBe(spreadBounds.maxMs);
  });

  it.each([1, 8, 12, 20])(
    'follows the line in a process that hears hardly anything at once, with %i kinds of requests',
    (kinds) => {
      const chance = chances(kinds);
      const busy = Array.from({ length: 3_000 }, (_, index) => ({
        kind: `POST /x ${index % kinds}`,
        ms: 320 + 200 * chance(),
        waitedMs: 220,
        opening: false,
      }));
      expect(hear(quietLine, busy).reserveMs).toBeGreaterThan(150);
    },
  );

  it('falls slowly once 500 answers have told of a quiet line', () => {
    const seen = hear(quietLine, [...answers(20, () => 100), ...answers(1, () => 300)]);
    const still = hear(
      seen,
      answers(450, () => 100),
    );
    expect(still.reserveMs).toBeGreaterThanOrEqual(200);
    const calm = hear(
      still,
      answers(150, () => 100),
    );
    expect(calm.reserveMs).toBeLessThan(200);
    expect(calm.reserveMs).toBeGreaterThan(90);
    expect(
      hear(
        calm,
        answers(400, () => 100),
      ).reserveMs,
    ).toBeLessThan(50);
  });

  it('is the same however the answers are handed over', () => {
    const all = answers(137, (index) => 100 + ((index * 37) % 90));
    const oneByOne = all.reduce((line, answer) => hear(line, [answer]), quietLine);
    expect(oneByOne.blocks).toEqual(hear(quietLine, all).blocks);
  });

  it('does not take the server’s own time for the line’s: each kind of request has its own quickest', () => {
    const mixed = answers(40, () => 80).flatMap((quick) => [
      quick,
      { kind: 'POST /x', ms: 900, waitedMs: 0, opening: false },
    ]);
    expect(hear(quietLine, mixed).reserveMs).toBe(0);
  });

  it('does not take for the line’s what the process was late in hearing', () => {
    const unheard = { kind: 'GET /x', ms: 380, waitedMs: 260, opening: false };
    const seen = hear(quietLine, [...answers(30, (index) => 100 + (index % 20)), unheard]);
    expect(seen.reserveMs).toBeLessThan(25);
    const slow = hear(seen, [{ ...unheard, ms: 500 }]);
    expect(slow.reserveMs).toBeGreaterThanOrEqual(140);
  });

  it('takes all of it for the line’s where hardly an answer is heard at once', () => {
    const late = answers(48, (index) => 200 + 4 * index).map((answer) => ({
      ...answer,
      waitedMs: 190,
    }));
    expect(hear(quietLine, late).reserveMs).toBe(0);
    const deaf = hear(quietLine, [...late, ...answers(2, () => 200)]);
    expect(deaf.reserveMs).toBeGreaterThanOrEqual(188);
  });

  it('reckons with the opening of connections as it was seen, once it was seen often enough', () => {
    const warm = answers(20, () => 100);
    expect(hear(quietLine, [...warm, ...answers(7, () => 180, true)]).openingMs).toBeNull();
    const known = hear(quietLine, [...warm, ...answers(8, () => 180, true)]);
    expect(known.openingMs).toBeGreaterThanOrEqual(80);
    expect(known.openingMs).toBeLessThan(120);
    expect(known.reserveMs).toBe(0);
  });
});

describe('what opening a connection takes', () => {
  /** Requests one after another of which every third opens its connection. */
  async function opened(requests: number, openingMs: (index: number) => number) {
    const clock = new VirtualClock();
    const store = memorySlotStore();
    const limiter = createLimiter({ store, clock });
    for (let index = 0; index < requests; index += 1) {
      const slot = await limiter.acquire();
      if (index % 3 === 0) await clock.sleep(openingMs(index));
      slot.leave();
      await clock.sleep(40);
      const answered = { kind: 'GET /contacts', at: clock.monotonic() };
      await slot.finish({ kind: 'answered', answered, lastOfConnection: index % 3 === 2 });
    }
    await limiter.acquire();
    return store.transact((state) => {
      if (state === null) throw new Error('no state');
      return [state, state.line.openingMs ?? Number.NaN];
    });
  }

  it('is not forgotten on a line where it takes the same each time', async () => {
    const seen = await opened(3_000, () => 200);
    expect(seen).toBeGreaterThanOrEqual(200);
    expect(seen).toBeLessThan(215);
  });

  it('is learnt anew where it comes to take longer', async () => {
    expect(await opened(1_200, (index) => (index < 600 ? 80 : 260))).toBeGreaterThanOrEqual(260);
  });
});
