import type { FastifyInstance } from 'fastify';
import type { Clock } from '../clock.ts';

/** How long a close waits for answers under way. */
const patienceMs = 2_000;

/** Answers what is under way, then ends; streams that do not end by themselves are cut. */
export async function closeSoon(app: FastifyInstance, clock: Clock): Promise<void> {
  const patience = new AbortController();
  clock.sleep(patienceMs, patience.signal).then(
    () => app.server.closeAllConnections(),
    () => {},
  );
  await app.close();
  patience.abort();
}
