import { World } from '../../support/world.ts';
import type { WorldOptions } from '../../support/world-options.ts';

/** A clinic that was carried over, and whose feed has begun. */
export async function listening(options: WorldOptions = {}): Promise<World> {
  const world = await World.open({
    patients: 12,
    ...options,
    sync: { eventsMs: 0, ...options.sync },
  });
  await world.sync();
  await world.sync();
  return world;
}
