import type { FastifyInstance } from 'fastify';

/** A machine of a fleet, as those see it who watch machines. */
interface MachineHealth {
  /** Since when it has not gone round, and since when it has not reached the fleet's server; ms. */
  readonly silence: { readonly loopMs: number; readonly serverMs: number };
}

/** Its signs of life come every 3 s, and a query may hang for as long as the server's time-outs let it. */
const stuckMs = 5 * 60_000;
/** Silent for longer it is gone in the eyes of the others. */
const unheardMs = 15_000;

/**
 * `/healthz`: whether a restart would help. `/readyz`: whether the machine works for the fleet; how its clinics are is
 * told by the metrics, since a restart of the machine mends none of it.
 */
export function addMachineHealth(app: FastifyInstance, machine: MachineHealth): void {
  app.get('/healthz', async (_request, reply) => {
    const { loopMs } = machine.silence;
    const isAlive = loopMs <= stuckMs;
    reply.code(isAlive ? 200 : 503);
    return { status: isAlive ? 'alive' : 'stuck', silentSeconds: Math.round(loopMs / 1000) };
  });

  app.get('/readyz', async (_request, reply) => {
    const { serverMs } = machine.silence;
    const isReady = serverMs <= unheardMs;
    reply.code(isReady ? 200 : 503);
    return { ready: isReady, reasons: isReady ? [] : [{ reason: 'fleet-server' }] };
  });
}
