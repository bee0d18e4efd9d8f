import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backoffMs,
  readRetryMs,
  retryAfterMs,
  retryBounds,
  throttlePauseMs,
} from '../../../src/amocrm/limiter/retry-timing.ts';

const now = Date.UTC(2026, 2, 2, 6, 0, 0);
const wish = (advice: { retryAfter?: string; date?: string; body?: unknown }) =>
  retryAfterMs(
    { retryAfter: advice.retryAfter ?? null, date: advice.date ?? null, body: advice.body },
    now,
  );

describe("the server's wish", () => {
  it.each([
    ['seconds', { retryAfter: '7' }, 7000],
    ['a fraction of a second', { retryAfter: '0.5' }, 500],
    ['an HTTP date', { retryAfter: 'Mon, 02 Mar 2026 06:00:20 GMT' }, 20_000],
    ['a date that has passed', { retryAfter: 'Mon, 02 Mar 2026 05:00:00 GMT' }, 0],
    ['an hour: capped', { retryAfter: '3600' }, 300_000],
    ['a date next year: capped', { retryAfter: 'Tue, 02 Mar 2027 06:00:00 GMT' }, 300_000],
    ['retry_after of the body', { body: { retry_after: 30 } }, 30_000],
    ['the header before the body', { retryAfter: '2', body: { retry_after: 30 } }, 2000],
    [
      'the body when the header is nonsense',
      { retryAfter: 'soon', body: { retry_after: 3 } },
      3000,
    ],
  ])('is read from %s', (_, advice, ms) => {
    expect(wish(advice)).toBe(ms);
  });

  it("a date is measured by the server's clock, however wrong ours is", () => {
    const advice = {
      retryAfter: 'Thu, 05 Jun 2025 10:00:09 GMT',
      date: 'Thu, 05 Jun 2025 10:00:00 GMT',
    };
    expect(wish(advice)).toBe(9000);
  });

  it.each([{}, { retryAfter: '-5' }, { retryAfter: 'May' }, { retryAfter: '2026' }, { body: 'x' }])(
    'is nothing, or within the bounds, in %j',
    (advice) => {
      const ms = wish(advice);
      expect(ms === null || (ms >= 0 && ms <= retryBounds.pauseCapMs)).toBe(true);
    },
  );
});

describe('the wait before the next try', () => {
  const random = fc.double({ min: 0, max: 0.999999, noNaN: true });

  it('is full jitter under a doubling ceiling with a cap', () => {
    expect([0, 1, 2, 5, 20].map((n) => backoffMs(n, 0.5, retryBounds.capMs))).toEqual([
      500, 1000, 2000, 16_000, 16_000,
    ]);
  });

  it('of a read is never longer than the cap nor shorter than the server wants', () => {
    fc.assert(
      fc.property(
        fc.nat(30),
        random,
        fc.option(fc.nat(retryBounds.pauseCapMs)),
        (failures, chance, server) => {
          const ms = readRetryMs(failures, chance, server);
          expect(ms).toBeGreaterThanOrEqual(server ?? 0);
          expect(ms).toBeLessThanOrEqual(Math.max(retryBounds.capMs, server ?? 0));
        },
      ),
    );
  });

  it('after a 429 is at least a second and at most five minutes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        random,
        fc.option(fc.nat(retryBounds.pauseCapMs)),
        (strikes, chance, server) => {
          const ms = throttlePauseMs(strikes, chance, server);
          expect(ms).toBeGreaterThanOrEqual(1000);
          expect(ms).toBeLessThanOrEqual(300_000);
        },
      ),
    );
  });
});
