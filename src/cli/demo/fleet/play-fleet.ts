import { fleetPool } from '../../../fleet/server.ts';
import { FleetDatabase } from '../../../fleet/tables/fleet-database.ts';
import { fleetSchema } from '../../../fleet/tables/steps.ts';
import { formatDuration, formatTime } from '../../../report/format.ts';
import type { CliContext } from '../../context.ts';
import { happenings } from '../demo-words.ts';
import { type FleetStory, tellFleetStory } from './fleet-story.ts';
import { type FleetWorld, openFleetWorld } from './fleet-world.ts';
import { Replica } from './replica.ts';

interface FleetDemo {
  readonly clinics: number;
  readonly replicas: number;
  /** Of each clinic. */
  readonly patients: number;
  readonly isOnce: boolean;
}

const pauseMs = 10_000;
const changesAtOnce = 3;
const lookMs = 500;

/**
 * A fleet with nothing configured: clinics, PostgreSQL and machines of this process alone. When it returns, all of it is
 * gone again.
 *
 * @throws SandboxError SANDBOX_NO_POSTGRES
 */
export async function playFleet(context: CliContext, demo: FleetDemo): Promise<FleetStory> {
  const { output, text, clock } = context;
  const words = text.demoFleet;
  await using resources = new AsyncDisposableStack();
  const names = Array.from({ length: demo.clinics }, (_, at) => words.clinicName(at + 1));
  const { replicas, patients } = demo;
  const world = await openFleetWorld(resources, { names, replicas, clock });
  const { port, password } = world.server;
  const pool = fleetPool(
    {
      host: '127.0.0.1',
      port,
      user: 'postgres',
      database: 'postgres',
      password,
      tls: 'off',
      schema: fleetSchema,
    },
    1,
  );
  resources.defer(() => pool.end());
  const { story, machines } = await tellFleetStory(context, resources, {
    world,
    db: new FleetDatabase(pool),
    patients,
    replicas,
  });
  if (demo.isOnce) return story;
  const again = resources.use(await Replica.start(world, story.killed.machine));
  output.data();
  output.data(words.again(again.number, again.pid, `${again.url}/metrics`));
  output.data(output.paint.dim(words.live));
  await liveOn(context, world, [...machines, again]);
  return story;
}

/** A stretch of a day in one clinic after the other, and how long it took to its amoCRM, until a person stops it. */
async function liveOn(
  { output, text, language, clock, signal }: CliContext,
  world: FleetWorld,
  machines: readonly Replica[],
): Promise<void> {
  const { paint } = output;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    for (let seed = 2; ; seed += 1) {
      await clock.sleep(pauseMs, signal);
      const clinic = world.clinics[seed % world.clinics.length];
      if (clinic === undefined) return;
      const { log } = clinic.sandbox;
      log.clear();
      const since = clock.monotonic();
      const kinds = await world.play(clinic, changesAtOnce, seed);
      while (log.requests.every(({ method }) => method === 'GET')) {
        for (const machine of machines) machine.prove();
        await clock.sleep(lookMs, signal);
      }
      const what = happenings(text, kinds);
      const now = paint.dim(formatTime(clock.now(), zone, language));
      const took = paint.dim(text.demo.after(formatDuration(clock.monotonic() - since, language)));
      output.data(`${now}  ${paint.bold(clinic.name)}: ${what.join(', ')} → amoCRM ${took}`);
    }
  } catch (error) {
    // Ctrl-C is how it ends.
    if (!signal.aborted) throw error;
  }
}
