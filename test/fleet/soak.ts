import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { exitCode } from '../../src/app-error.ts';
import { generator } from '../support/generator.ts';
import { liveAt } from '../support/soak-home.ts';
import { judgeAccount } from './soak/judgement.ts';
import { SoakFleet } from './soak/soak-fleet.ts';
import { type Blow, blows, type Moment, Strikes } from './soak/strikes.ts';
import { Waits } from './soak/waits.ts';

/**
 * `npm run soak:fleet -- --minutes 10 [--seed S] [--clinics C] [--machines M] [--patients P] [--blows kill,freeze,sessions,server]`: `fleet run` in real processes
 * over a real PostgreSQL server, killed, frozen and cut off while the clinics are at work; then everything is left alone,
 * and every account is judged. Ends with 1 where something is wrong.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    clinics: { type: 'string', default: '6' },
    machines: { type: 'string', default: '3' },
    patients: { type: 'string', default: '30' },
    /** Of the kinds that are named more often, there are more. */
    blows: { type: 'string', default: 'kill,kill,kill,kill,freeze,freeze,sessions,server' },
  },
});
/** Two intervals of 5 s, and what a machine that falls silent is replaced within. */
const longestWaitMs = 2 * 5_000 + 20_000;
const quietWithinMs = 240_000;

liveAt('PostgreSQL');
const seed =
  values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
const [minutes, clinics, machines, patients] = [
  ...[Number(values.minutes), Number(values.clinics)],
  ...[Number(values.machines), Number(values.patients)],
] as [number, number, number, number]; // as many as are named
console.log(
  `soak:fleet: ${minutes} min, ${clinics} clinics of ${patients} patients, ${machines} machines, seed ${seed}`,
);
async function soak(): Promise<readonly string[]> {
  await using fleet = await SoakFleet.begin({ clinics, machines, patients, seed });
  const waits = new Waits(fleet);
  const watching = waits.watch();
  const strikes = new Strikes(fleet, generator(seed));
  const until = performance.now() + minutes * 60_000;
  const working = work(fleet, until);
  const random = generator(seed + 1);
  for (let told = performance.now(); performance.now() < until; ) {
    await delay(random() * 8_000);
    await strikes.strike(momentOf(random()), blowOf(random()));
    if (performance.now() - told < 30_000) continue;
    told = performance.now();
    console.log(`${strikes.total} blows, longest wait ${seconds(waits.longestMs)}`);
  }
  await working;
  const since = performance.now();
  const left = await untilQuiet(fleet, waits);
  console.log(`quiet after ${seconds(performance.now() - since)}`);
  waits.end();
  await watching;
  const ends = await Promise.all(fleet.machines.map((machine) => machine.stop()));
  tell(fleet, strikes, waits);
  return [
    ...left,
    ...(waits.longestMs > longestWaitMs
      ? [`a clinic waited for ${seconds(waits.longestMs)}: ${waits.longestOf}`]
      : []),
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

/** Nothing is done to anybody any more. @returns what is still wrong when it should be all right. */
async function untilQuiet(fleet: SoakFleet, waits: Waits): Promise<readonly string[]> {
  for (const { sandbox } of fleet.clinics) {
    sandbox.faults.clear();
    sandbox.late.commitAll();
  }
  for (const machine of fleet.machines) machine.thaw();
  // A pass that is under way may have read before the last change: one more has to begin and end.
  const enough = new Map(
    fleet.clinics.map(({ schema }) => [schema, (waits.seen.get(schema) ?? 0) + 4]),
  );
  for (const until = performance.now() + quietWithinMs; ; ) {
    await delay(2_000);
    const wrong = fleet.clinics.flatMap((clinic) => {
      const { name, schema, sandbox } = clinic;
      const passes = (waits.seen.get(schema) ?? 0) - (enough.get(schema) ?? 0);
      const outcome = waits.outcomes.get(schema);
      return [
        ...(passes < 0 ? [`${name} is not served`] : []),
        ...(outcome === 'ok' ? [] : [`${name}: the last pass ended as ${outcome}`]),
        ...judgeAccount(sandbox, fleet.fileOf(clinic)).map((what) => `${name}: ${what}`),
      ];
    });
    if (wrong.length === 0 || performance.now() > until) return wrong;
  }
}

function tell(fleet: SoakFleet, strikes: Strikes, waits: Waits): void {
  for (const [name, count] of [...strikes.counts].toSorted()) console.log(`${name}: ${count}`);
  console.log(`moments that did not come: ${strikes.missed}`);
  const contacts = fleet.clinics.map(({ sandbox }) => sandbox.crm.count());
  console.log(`contacts: ${contacts.join(', ')}`);
  console.log(`longest wait: ${seconds(waits.longestMs)} (${waits.longestOf})`);
  for (const [at, { errors, ends }] of fleet.machines.entries()) {
    const codes = [...errors].map(([code, count]) => `${code} ${count}`).join(', ');
    console.log(`machine ${at + 1}: ended by itself ${ends.length} times; errors: ${codes}`);
    for (const { code, lastLines } of ends)
      console.log(`it ended with ${code} after:\n${lastLines}`);
  }
}

function momentOf(chance: number): Moment {
  if (chance < 0.3) return 'any';
  return chance < 0.7 ? 'answer' : 'acknowledgement';
}

function blowOf(chance: number): Blow {
  const named = values.blows
    .split(',')
    .filter((one): one is Blow => blows.some((blow) => blow === one));
  return named[Math.floor(chance * named.length)] ?? 'kill';
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

const wrong = await soak();
if (wrong.length > 0) {
  console.error(`${wrong.join('\n')}\nseed ${seed}`);
  process.exitCode = 1;
}
