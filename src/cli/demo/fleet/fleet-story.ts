import type { FleetDatabase } from '../../../fleet/tables/fleet-database.ts';
import { formatDuration, formatNumber } from '../../../report/format.ts';
import type { CliContext } from '../../context.ts';
import { createProgress } from '../../terminal/progress.ts';
import { storyTeller } from '../demo-words.ts';
import { type SeenClinic, seenClinics } from './fleet-board.ts';
import type { FleetWorld } from './fleet-world.ts';
import { Replica } from './replica.ts';

/** What the story has shown, for programs. */
export interface FleetStory {
  readonly clinics: number;
  readonly replicas: number;
  /** Of each clinic. */
  readonly patients: number;
  /** Which machine was killed, and the clinics whose passes it was making. */
  readonly killed: { readonly machine: number; readonly clinics: readonly string[] };
  /** From the kill until another machine had begun the passes of all of them. */
  readonly takenOverMs: number;
  /** From the start of the machines until everybody's first load was whole. */
  readonly loadedMs: number;
  /** Of each clinic. */
  readonly contacts: readonly number[];
}

interface StoryOptions {
  readonly world: FleetWorld;
  readonly db: FleetDatabase;
  readonly patients: number;
  readonly replicas: number;
}

const lookMs = 200;
/** So many contacts are one request: such a load has no middle. */
const batch = 50;
/** A load that shows no contact for so long is killed all the same. */
const killWithinMs = 30_000;

/** First loads on several machines, one of which is killed in their midst. */
export async function tellFleetStory(
  context: CliContext,
  resources: AsyncDisposableStack,
  { world, db, patients, replicas }: StoryOptions,
): Promise<{ readonly story: FleetStory; readonly machines: readonly Replica[] }> {
  const { output, text, language, clock, signal } = context;
  const words = text.demoFleet;
  const { paint } = output;
  const number = (count: number) => formatNumber(count, language);
  const duration = (ms: number) => formatDuration(ms, language);
  const tell = storyTeller(output, words.steps);
  const step = tell(paint.green('✓'));
  const { clinics } = world;
  const total = patients * clinics.length;

  step(words.steps.server, words.server(world.server.port));
  {
    using bar = createProgress(output, words.steps.clinics, context, { vanishes: true });
    await world.fillDatabases(patients, (done) => {
      signal.throwIfAborted();
      bar.show({ done, total });
    });
  }
  step(words.steps.clinics, words.clinics(clinics.length, number(patients), patients));

  await world.run('fleet', 'migrate');
  for (const { name } of clinics) {
    signal.throwIfAborted();
    await world.run('fleet', 'add', name, '--start');
  }
  step(words.steps.fleet, words.fleet(clinics.length));

  const begun = clock.monotonic();
  const machines: Replica[] = [];
  for (let at = 1; at <= replicas; at += 1) {
    machines.push(resources.use(await Replica.start(world, at)));
  }
  step(
    words.steps.machines,
    ...machines.map(({ number: at, pid, url }) => words.machine(at, pid, `${url}/metrics`)),
  );
  const who = (pid: number | null) => machines.find((machine) => machine.pid === pid)?.number;

  /** Looks again and again until something is found. */
  const until = async <T>(find: (seen: readonly SeenClinic[]) => T | null): Promise<T> => {
    using bar = createProgress(output, words.steps.loads, context, { vanishes: true });
    for (;;) {
      for (const machine of machines) if (machine !== victim) machine.prove();
      const seen = await seenClinics(world, db);
      bar.show({ done: seen.reduce((all, { contacts }) => all + contacts, 0), total });
      const found = find(seen);
      if (found !== null) return found;
      await clock.sleep(lookMs, signal);
    }
  };
  const ofMachine = ({ pid }: Replica, seen: readonly SeenClinic[]) =>
    seen.filter((one) => one.pid === pid && one.isRunning && !one.isLoaded);
  let victim: Replica | null = null;
  const chosen = await until((seen) => {
    const isHalf = ({ contacts }: SeenClinic) =>
      patients <= batch || (contacts > 0 && contacts < patients);
    const isLate = clock.monotonic() - begun > killWithinMs;
    const found = machines.find((machine) => {
      const its = ofMachine(machine, seen);
      return its.some(isHalf) || (isLate && its.length > 0);
    });
    // Small loads may be over before anybody looks.
    return found ?? (seen.every(({ isLoaded }) => isLoaded) ? (machines[0] ?? null) : null);
  });
  victim = chosen;
  const lost = ofMachine(chosen, await seenClinics(world, db));
  await chosen.kill();
  const killedAt = clock.monotonic();
  tell(paint.red('✗'))(
    words.steps.kill,
    words.killed(chosen.number, chosen.pid),
    ...lost.map(({ clinic, contacts }) =>
      words.halfway(clinic.name, number(contacts), number(patients)),
    ),
  );
  const names = new Set(lost.map(({ clinic }) => clinic.name));
  const takers = await until((seen) => {
    const open = seen.filter(({ clinic }) => names.has(clinic.name));
    const isTaken = open.every(({ pid }) => pid !== null && pid !== chosen.pid);
    return isTaken ? open.map(({ clinic, pid }) => [clinic.name, who(pid) ?? 0] as const) : null;
  });
  const takenOverMs = Math.round(clock.monotonic() - killedAt);
  step(
    words.steps.takeOver,
    words.takenOver(duration(takenOverMs)),
    ...takers.map(([name, machine]) => words.taker(name, machine)),
    paint.dim(words.waits),
  );

  await until((seen) => (seen.every(({ isLoaded }) => isLoaded) ? true : null));
  const loadedMs = Math.round(clock.monotonic() - begun);
  const contacts = clinics.map(({ sandbox }) => sandbox.crm.count());
  const isExact = contacts.every((count) => count === patients);
  const sum = contacts.reduce((all, count) => all + count, 0);
  tell(isExact ? paint.green('✓') : paint.red('✗'))(
    words.steps.loads,
    words.loaded(clinics.length, number(sum), sum, duration(loadedMs)),
    isExact ? words.exact : words.inexact(number(total)),
  );
  return {
    machines: machines.filter((machine) => machine !== chosen),
    story: {
      clinics: clinics.length,
      replicas,
      patients,
      takenOverMs,
      loadedMs,
      contacts,
      killed: { machine: chosen.number, clinics: [...names] },
    },
  };
}
