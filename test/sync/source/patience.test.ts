import { expect, test } from 'vitest';
import { answersInTime } from '../../../src/sync/source/patience.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';

async function answersAfter(
  ms: readonly number[],
  { awaited = [] }: { readonly awaited?: readonly number[] } = {},
) {
  const clock = new VirtualClock();
  const of = async (wait: number) => {
    await clock.sleep(wait);
    return wait;
  };
  const results = await answersInTime(ms.map(of), {
    ...{ clock, ms: 10_000, isAwaited: (at: number) => awaited.includes(at) },
  });
  const tookMs = clock.elapsed;
  clock.stop();
  return { statuses: results.map(({ status }) => status), tookMs };
}

test.each([
  [
    'all that answer in time',
    [0, 5_000, 9_000],
    {},
    ['fulfilled', 'fulfilled', 'fulfilled'],
    9_000,
  ],
  ['one that hangs not for long', [2_000, 1e9], {}, ['fulfilled', 'late'], 12_000],
  ['one alone for as long as it takes', [50_000], {}, ['fulfilled'], 50_000],
  ['all where none is quick', [50_000, 55_000], {}, ['fulfilled', 'fulfilled'], 55_000],
  [
    'one that is known to be slow to its end, and not one that hangs',
    [0, 60_000, 1e9],
    { awaited: [1] },
    ['fulfilled', 'fulfilled', 'late'],
    60_000,
  ],
] as const)('a look at several sources waits for %s', async (_, ms, options, statuses, tookMs) => {
  expect(await answersAfter(ms, options)).toEqual({ statuses, tookMs });
});
