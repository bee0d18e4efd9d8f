import type { FastifyInstance } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Service } from '../service/service.ts';
import { factsInTime } from '../service/watch/facts-in-time.ts';
import { notReady } from '../service/watch/readiness.ts';
import { type SignsOfLife, silencePatienceMs } from '../service/watch/signs-of-life.ts';

export interface HealthOptions {
  readonly service: Pick<Service, 'facts'>;
  readonly signs: SignsOfLife;
  /** SYNC_INTERVAL_MINUTES as ms. */
  readonly intervalMs: number;
  readonly clock: Clock;
}

/**
 * `/healthz`: whether a restart would help. `/readyz`: whether amoCRM shows what IDENT has, and if not, why. Neither
 * changes anything nor asks anybody outside this process.
 */
export function addHealthRoutes(app: FastifyInstance, options: HealthOptions): void {
  const { service, signs, intervalMs, clock } = options;

  app.get('/healthz', async (_request, reply) => {
    const { silentMs } = signs;
    const isAlive = silentMs <= silencePatienceMs(intervalMs) || (await isWaiting());
    reply.code(isAlive ? 200 : 503);
    return { status: isAlive ? 'alive' : 'stuck', silentSeconds: Math.round(silentMs / 1000) };
  });

  app.get('/readyz', async (_request, reply) => {
    const reasons = notReady(await factsInTime(service, clock));
    reply.code(reasons.length === 0 ? 200 : 503);
    return { ready: reasons.length === 0, reasons };
  });

  /** Another command may hold the account for hours, and the service then says nothing. */
  async function isWaiting(): Promise<boolean> {
    const { facts } = await factsInTime(service, clock);
    return facts !== null && facts.waitsFor !== null;
  }
}
