import { expect, test } from 'vitest';
import { incidents } from '../../../src/health/rules.ts';
import { minute, ServiceWorld, second } from '../service-world.ts';

/** So long that twenty times of it is more than the longest rest. */
const slowIdentMs = 10 * second;

test('a rest is ten minutes at most, known to every view, and outlives a restart', async () => {
  await using clinic = await ServiceWorld.started({
    patients: 5,
    intervalMs: 2 * minute,
    slowIdentMs,
    pollMs: 5 * second,
  });
  const { now, restUntil, nextIncrementalAt } = await clinic.facts();
  expect(clinic.identBusyMs[0]).toBeGreaterThan(30 * second);
  const left = (restUntil ?? 0) - now;
  expect(left).toBeGreaterThan(9 * minute);
  expect(left).toBeLessThanOrEqual(10 * minute);
  expect(nextIncrementalAt).toBe(restUntil);
  await clinic.restart();
  const passes = clinic.passes.length;
  await clinic.sleep(8 * minute);
  expect(clinic.passes).toHaveLength(passes);
  // Longer without a pass than data may be old, but nobody is called for it.
  expect(incidents(await clinic.facts())).toEqual([]);
  await clinic.until('the next pass', () => clinic.passes.length > passes, {
    withinMs: 3 * minute,
  });
});
