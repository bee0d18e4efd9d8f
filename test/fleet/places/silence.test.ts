import { expect, test } from 'vitest';
import { Silence } from '../../../src/fleet/machine/silence.ts';
import type { ServiceEvent } from '../../../src/service/service-event.ts';

const request = (status: number | null): ServiceEvent => ({
  type: 'amocrm',
  event: { type: 'request', route: 'GET /events', status, ms: 1, write: false },
});

/** A turn of a clinic whose last good pass was silent for so long. */
function turn(knownMs: number) {
  let now = 1_000;
  const silence = new Silence({ monotonic: () => now }, knownMs);
  const after = (ms: number) => {
    now += ms;
    return silence.overMs;
  };
  return { silence, after };
}

test('nobody answers for too long from 10 s on, and of a clinic that is known to be slow from twice its own time on, a minute at most', () => {
  for (const [knownMs, boundMs] of [
    [0, 10_000],
    [3_000, 10_000],
    [25_000, 50_000],
    [200_000, 60_000],
  ] as const) {
    const { after } = turn(knownMs);
    expect([after(boundMs), after(1)]).toEqual([0, 1]);
  }
});

test('an answer of amoCRM and the progress of a pass end a silence; a request without an answer and the wait for another pass do not', () => {
  const { silence, after } = turn(0);
  after(11_000);
  silence.hear(request(null));
  silence.hear({ type: 'turn', at: 0 });
  silence.hear({ type: 'pass-started', mode: 'incremental', at: 0 });
  expect(after(1_000)).toBe(2_000);
  silence.hear(request(502));
  expect(after(4_000)).toBe(0);
  silence.hear({ type: 'pass-progress', progress: { phase: 'write', done: 1, total: 2 } });
  expect(after(7_000)).toBe(0);
  expect(silence.longestMs).toBe(12_000);
});

test('the time in which the machine stood still itself is no silence of its clinics', () => {
  const { silence, after } = turn(0);
  after(30_000);
  silence.forgive();
  expect(after(9_000)).toBe(0);
  expect(silence.longestMs).toBe(9_000);
});
