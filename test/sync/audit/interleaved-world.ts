import { expect } from 'vitest';
import { World } from '../../support/world.ts';
import type { WorldOptions } from '../../support/world-options.ts';

export const anna = { Surname: 'Белова', Name: 'Анна', MobilePhone: '+7 926 700 11 22' };

export const loaded = (options: WorldOptions = {}) => World.loaded({ patients: 6, ...options });

/** Nothing is left to do: a deep pass finds nothing and writes nothing. */
export async function expectQuiet(world: World): Promise<void> {
  const writes = world.writes().length;
  const { findings, counts } = await world.deep();
  expect(findings).toEqual([]);
  expect(counts).toMatchObject({ updated: 0, created: 0, removed: 0, repaired: 0 });
  expect(world.writes()).toHaveLength(writes);
  expect(world.notOnce()).toEqual([]);
}

/** The next create is carried out when nobody expects it any more, and looking for it fails. */
export function loseNextCreate({ sandbox }: World): void {
  sandbox.faults.add({
    match: { method: 'POST', path: '^/api/v4/contacts$' },
    fault: { kind: 'late-commit', ms: 59_000 },
  });
  // It may look at the newest before it creates, and is cut off as soon as it looks for what became of it.
  sandbox.faults.add({
    match: { method: 'GET', path: '^/api/v4/contacts$' },
    skip: 2,
    times: null,
    fault: { kind: 'status', status: 500 },
  });
}
