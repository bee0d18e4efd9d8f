import { describe, expect, it } from 'vitest';
import { nothingPlanned } from '../../../src/sync/plan/pass-plan.ts';
import { planCost } from '../../../src/sync/plan/plan-cost.ts';

const by = { reads: 4, batch: { size: 50, most: 50 }, rate: { requests: 7, periodMs: 1000 } };

describe('what a plan will cost', () => {
  it('is a request for each batch of creates, and one for each batch of updates of all kinds', () => {
    const planned = { ...nothingPlanned, create: 101, update: 30, adopt: 15, remove: 6 };
    expect(planCost(planned, by)).toMatchObject({ writes: 3 + 2, reads: 5, requests: 10 });
  });

  it('reckons with batches that grow once amoCRM has answered quickly', () => {
    const batch = { size: 50, most: 250 };
    const { writes } = planCost({ create: 10_000 }, { ...by, batch });
    expect(writes).toBe(6 + Math.ceil((10_000 - 6 * 50) / 250));
    expect(planCost({ create: 120 }, { ...by, batch }).writes).toBe(3);
  });

  it('takes 150 ms a request at 7 requests a second', () => {
    expect(planCost({ ...nothingPlanned, update: 1 }, by).durationMs).toBe(5 * 150);
  });

  it('is only the reading when there is nothing to write', () => {
    expect(planCost({ ...nothingPlanned, acknowledge: 9, 'identity-changed': 3 }, by)).toEqual({
      ...{ reads: 4, writes: 0, requests: 4, durationMs: 600 },
    });
  });
});
