import { expect } from 'vitest';
import type { FirstLoad } from '../../../src/sync/pass/first-load.ts';
import type { SyncSetup } from '../../../src/sync/pass/pass-context.ts';
import { type DuringAuditResult, runDuringAudit } from '../../../src/sync/pass/run-during-audit.ts';
import { type PassResult, runPass } from '../../../src/sync/pass/run-pass.ts';
import { World } from '../../support/world.ts';
import type { WorldOptions } from '../../support/world-options.ts';

/** A load of several pages, of the database and of what is written. */
export const world = (options: WorldOptions = {}) =>
  World.open({ patients: 60, identPage: 10, sync: { batchSize: 5 }, ...options });

export type Happens = (nth: number) => void | Promise<void>;

export interface Loaded {
  readonly load: PassResult;
  readonly between: readonly DuringAuditResult[];
}

/** A first load that lets a pass in wherever it may, right behind what happens there. */
export async function loadedWith(
  world: World,
  happens: Happens,
  after: Happens = () => undefined,
  over: Partial<SyncSetup> = {},
): Promise<Loaded> {
  const between: DuringAuditResult[] = [];
  const ident = await world.ident();
  const setup: SyncSetup = {
    ...world.setup(ident),
    ...over,
    betweenPages: async (firstLoad: FirstLoad | null) => {
      expect(firstLoad).not.toBeNull();
      const nth = between.length + 1;
      await happens(nth);
      const own = await world.ident();
      between.push(await runDuringAudit({ ...setup, ident: own }, { firstLoad }));
      await own.close();
      await after(nth);
    },
  };
  try {
    return { load: await runPass(setup, { mode: 'auto' }), between };
  } finally {
    await ident.close();
  }
}

/** The first load is over, and nothing is left to do. */
export async function expectWhole(world: World): Promise<void> {
  await world.sync();
  const writes = world.writes().length;
  const { mode, counts } = await world.deep();
  expect(mode).toBe('deep');
  expect(counts).toMatchObject({ updated: 0, created: 0, removed: 0, repaired: 0 });
  expect(world.writes()).toHaveLength(writes);
  expect(world.notOnce()).toEqual([]);
}
