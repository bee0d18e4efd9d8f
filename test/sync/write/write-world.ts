import { World } from '../../support/world.ts';

const path = '^/api/v4/contacts$';

export const updates = { method: 'PATCH', path };

export const patches = (world: World): number =>
  world.writes().filter((write) => write === 'PATCH /api/v4/contacts').length;

export const loaded = (patients = 4) => World.loaded({ patients, sync: { batchSize: 10 } });
