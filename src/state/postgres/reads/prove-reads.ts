import type { Clock } from '../../../clock.ts';
import { poolOf } from '../connections.ts';
import type { StateServer } from '../server.ts';
import { ReadPool } from './read-pool.ts';

/** @throws StateError STATE_READ_ELSEWHERE, STATE_READ_DENIED, STATE_READ_AWAY */
export async function proveReads(
  server: StateServer,
  reads: StateServer,
  clock: Pick<Clock, 'monotonic'>,
): Promise<void> {
  const main = poolOf(server, { most: 1 });
  try {
    await ReadPool.prove({ reads, main, clock });
  } finally {
    await main.end();
  }
}
