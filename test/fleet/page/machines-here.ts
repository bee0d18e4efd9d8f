import { vi } from 'vitest';
import { type CliStart, startCli } from '../../cli/cli-harness.ts';
import { freePort } from '../../support/http/free-port.ts';
import type { FleetGround } from '../fleet-ground.ts';

/** `fleet run` in this process, with a page on a port of its own. */
export interface MachineHere {
  readonly origin: string;
  readonly cli: CliStart;
  stop(): Promise<void>;
}

export async function machineHere(ground: FleetGround, givenPort?: number): Promise<MachineHere> {
  const port = givenPort ?? (await freePort());
  const cli = startCli(['fleet', 'run'], {
    cwd: ground.folder,
    env: {
      ...{ ...ground.env, LOG_FORMAT: 'json' },
      ...{ FLEET_PLACES: '4', HTTP_PORT: String(port) },
    },
  });
  const origin = `http://127.0.0.1:${port}`;
  let ended = false;
  void cli.done.finally(() => {
    ended = true;
  });
  await vi.waitUntil(
    async () => {
      if (ended) throw new Error(`the machine ended: ${cli.stderr()}`);
      return await fetch(`${origin}/api/session`).then(
        ({ ok }) => ok,
        () => false,
      );
    },
    { timeout: 90_000, interval: 50 },
  );
  return {
    ...{ origin, cli },
    stop: async () => {
      cli.signals.emit('SIGTERM');
      await cli.done;
    },
  };
}
