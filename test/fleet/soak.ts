import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { exitCode } from '../../src/app-error.ts';
import { generator } from '../support/generator.ts';
import { liveAt } from '../support/state/soak-home.ts';
import { tell, wrongBesides } from './soak/account-of.ts';
import { untilQuiet } from './soak/quiet.ts';
import { SoakFleet } from './soak/soak-fleet.ts';
import { shapeOf } from './soak/soak-shape.ts';
import { type Blow, type Moment, Strikes } from './soak/strikes.ts';
import { Waits } from './soak/waits.ts';

/**
 * `npm run soak:fleet -- --minutes 10` (further options: `soak/soak-shape.ts`): `fleet run` in real processes over a real
 * PostgreSQL server, killed, frozen and cut off while the clinics are at work; then everything is left alone, and every
 * account is judged. Ends with 1 where something is wrong.
 */
liveAt('PostgreSQL');
const shape = shapeOf(process.argv.slice(2));
const { minutes, seed } = shape;
console.log(
  `soak:fleet: ${minutes} min, ${shape.clinics} clinics of ${shape.patients} patients, ${shape.machines} machines, seed ${seed}`,
);

async function soak(): Promise<readonly string[]> {
  await using fleet = await SoakFleet.begin(shape);
  const lag = monitorEventLoopDelay({ resolution: 20 });
  lag.enable();
  const waits = new Waits(fleet);
  const watching = waits.watch();
  const strikes = new Strikes(fleet, generator(seed), (schema) => waits.loadedMs.has(schema));
  const until = performance.now() + minutes * 60_000;
  const working = work(fleet, until);
  const random = generator(seed + 1);
  for (let [turn, told] = [1, performance.now()]; performance.now() < until; turn += 1) {
    await delay(random() * shape.pauseS * 1_000);
    const aimed = turn % 5 === 0 ? null : lacking(strikes);
    const [moment, blow] = [momentOf(random()), blowOf(random())];
    await strikes.strike(aimed ?? moment, aimed === null ? blow : 'kill');
    if (performance.now() - told < 30_000) continue;
    told = performance.now();
    console.log(
      `${strikes.total} blows, ${waits.loadedMs.size} first loads have ended, longest wait ${(waits.longestMs / 1_000).toFixed(1)} s`,
    );
  }
  await working;
  const quiet = await untilQuiet(fleet, waits, shape.quietMinutes * 60_000);
  waits.end();
  await watching;
  const ends = await Promise.all(fleet.machines.map((machine) => machine.stop()));
  tell({ shape, fleet, strikes, waits, quiet, lagMs: lag.max / 1e6 });
  return [
    ...quiet.wrong,
    ...wrongBesides({ shape, fleet, strikes, waits, quiet }),
    // A service manager begins it anew where the server of the fleet was away.
    ...fleet.machines
      .flatMap((machine) => machine.ends)
      .filter(({ code }) => code !== exitCode.temporary)
      .map(({ code }) => `a machine that nobody had touched ended with ${code}`),
    ...ends.flatMap((code) =>
      code === 0 ? [] : [`a machine that was stopped ended with ${code}`],
    ),
  ];
}

/** The people of the clinics, who know nothing of all this. */
async function work(fleet: SoakFleet, until: number): Promise<void> {
  const random = generator(seed + 2);
  for (let turn = 1; performance.now() < until; turn += 1) {
    await delay(random() * 4_000);
    const clinic = fleet.clinics[turn % fleet.clinics.length];
    // Where a machine reads just now, they come back later.
    if (clinic) await fleet.mutate(clinic, 4, seed + turn).catch(() => undefined);
  }
}

/** The moment at which too few machines have been killed so far. */
function lacking(strikes: Strikes): Moment | null {
  const [create, acknowledgement] = [strikes.killsAt('create'), strikes.killsAt('acknowledgement')];
  if (Math.min(create, acknowledgement) >= shape.aimed) return null;
  return create <= acknowledgement ? 'create' : 'acknowledgement';
}

function momentOf(chance: number): Moment {
  if (chance < 0.3) return 'any';
  if (chance < 0.58) return 'create';
  return chance < 0.7 ? 'update' : 'acknowledgement';
}

const blowOf = (chance: number): Blow =>
  shape.blows[Math.floor(chance * shape.blows.length)] ?? 'kill';

const wrong = await soak();
if (wrong.length > 0) {
  console.error(`${wrong.join('\n')}\nseed ${seed}`);
  process.exitCode = 1;
}
