import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Incident } from '../health/incident.ts';
import { blindness, incidents } from '../health/rules.ts';
import { unready } from '../health/standing.ts';
import { thresholds } from '../health/thresholds.ts';
import type { Service } from '../service/service.ts';
import { type FactsLook, factsInTime } from '../service/watch/facts-in-time.ts';
import type { SignsOfLife } from '../service/watch/signs-of-life.ts';

interface HealthOptions {
  readonly service: Pick<Service, 'facts'>;
  readonly signs: SignsOfLife;
  /** SYNC_INTERVAL_MINUTES as ms. */
  readonly intervalMs: number;
  readonly clock: Clock;
}

/**
 * `/healthz`: whether a restart would help. `/readyz`: not ready for what a restart or another replica could mend, and
 * before the first load is whole; besides, everything that is the matter. Neither changes anything nor asks anybody
 * outside this process.
 */
export function addHealthRoutes(app: FastifyInstance, options: HealthOptions): void {
  const { service, signs, intervalMs, clock } = options;

  app.get('/healthz', async (_request, reply) => {
    const { silentMs } = signs;
    const isAlive = silentMs <= thresholds(intervalMs).silenceMs || (await isWaiting());
    return alive(reply, isAlive, silentMs);
  });

  app.get('/readyz', async (_request, reply) => {
    const found = seen(await factsInTime(service, clock), clock.now());
    const reasons = found.filter(({ code }) => unready.has(code)).map(told);
    return { ...ready(reply, reasons), incidents: found.map(told) };
  });

  /** Another command may hold the account for hours, and the service then says nothing. */
  async function isWaiting(): Promise<boolean> {
    const { facts } = await factsInTime(service, clock);
    return facts !== null && facts.waitsFor !== null;
  }
}

/** A machine of a fleet, as those see it who watch machines. */
interface MachineHealth {
  /** Since when it has not gone round, and since when it has not reached the fleet's server; ms. */
  readonly silence: { readonly loopMs: number; readonly serverMs: number };
}

/** Its signs of life come every 3 s, and a query may hang for as long as the server's time-outs let it. */
const stuckMs = 5 * 60_000;
/** Silent for longer it is gone in the eyes of the others. */
const unheardMs = 15_000;

/** The same of a machine; how its clinics are is told by the metrics, since a restart of the machine mends none of it. */
export function addMachineHealth(app: FastifyInstance, machine: MachineHealth): void {
  app.get('/healthz', async (_request, reply) => {
    const { loopMs } = machine.silence;
    return alive(reply, loopMs <= stuckMs, loopMs);
  });
  app.get('/readyz', async (_request, reply) => {
    const isReady = machine.silence.serverMs <= unheardMs;
    return ready(reply, isReady ? [] : [{ reason: 'fleet-server' }]);
  });
}

function alive(reply: FastifyReply, isAlive: boolean, silentMs: number) {
  reply.code(isAlive ? 200 : 503);
  return { status: isAlive ? 'alive' : 'stuck', silentSeconds: Math.round(silentMs / 1000) };
}

function ready(reply: FastifyReply, reasons: readonly { readonly reason: string }[]) {
  const isReady = reasons.length === 0;
  reply.code(isReady ? 200 : 503);
  return { ready: isReady, reasons };
}

const seen = (look: FactsLook, now: number): readonly Incident[] =>
  look.facts === null ? [blindness(now, look.code)] : incidents(look.facts);

/** Enum values may be added. `since`: ISO 8601, UTC. */
const told = ({ code, severity, since, cause }: Incident) => ({
  reason: code,
  severity,
  code: cause,
  since: new Date(since).toISOString(),
});
