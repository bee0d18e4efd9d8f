import { personalAmong } from './judgement.ts';
import type { Quiet } from './quiet.ts';
import type { SoakFleet } from './soak-fleet.ts';
import type { SoakShape } from './soak-shape.ts';
import type { Strikes } from './strikes.ts';
import type { Waits } from './waits.ts';

/** A soak that has come to its end. */
interface Ended {
  readonly shape: SoakShape;
  readonly fleet: SoakFleet;
  readonly strikes: Strikes;
  readonly waits: Waits;
  readonly quiet: Quiet;
}

/** What a machine that falls silent is replaced within. */
const takeOverMs = 20_000;

/** What is wrong besides the accounts. */
export function wrongBesides({ shape, fleet, strikes, waits, quiet }: Ended): readonly string[] {
  const wrong: string[] = [];
  if (waits.longestMs > 2 * shape.intervalS * 1_000 + takeOverMs) {
    wrong.push(`a clinic waited for ${seconds(waits.longestMs)}: ${waits.longestOf}`);
  }
  if (quiet.missedSigns > 0) {
    wrong.push(`${quiet.missedSigns} signs of life came too late from machines left alone`);
  }
  for (const moment of ['create', 'acknowledgement'] as const) {
    const kills = strikes.killsAt(moment);
    if (kills < shape.aimed) wrong.push(`only ${kills} kills at the moment of «${moment}»`);
  }
  const words = new Set(fleet.machines.flatMap((machine) => [...machine.words]));
  for (const clinic of fleet.clinics) {
    const { name, schema, sandbox } = clinic;
    if (!waits.loadedMs.has(schema)) wrong.push(`${name}: the first load has not ended`);
    const { violations } = sandbox.limiter;
    if (violations > 0) wrong.push(`${name}: ${violations} requests over the limit`);
    const said = personalAmong(words, fleet.fileOf(clinic));
    if (said > 0) wrong.push(`${name}: ${said} names, phones or e-mails in the log`);
  }
  return wrong;
}

export function tell({
  fleet,
  strikes,
  waits,
  quiet,
  lagMs,
}: Ended & {
  /** How long this process has stood still at most. */
  readonly lagMs: number;
}): void {
  for (const [name, count] of [...strikes.counts].toSorted()) console.log(`${name}: ${count}`);
  console.log(`moments that did not come: ${strikes.missed}`);
  const loads = [...waits.loadedMs.values()].toSorted((a, b) => a - b);
  const kills = fleet.clinics
    .map(({ schema }) => strikes.killedLoads.get(schema) ?? 0)
    .toSorted((a, b) => a - b);
  console.log(
    `first loads that ended: ${loads.length} of ${fleet.clinics.length}, from ${seconds(loads[0] ?? 0)} to ${seconds(loads.at(-1) ?? 0)} after the beginning`,
  );
  console.log(`kills in the midst of each first load: ${kills.join(', ')}`);
  console.log(`contacts: ${fleet.clinics.map(({ sandbox }) => sandbox.crm.count()).join(', ')}`);
  const violations = fleet.clinics.reduce(
    (sum, { sandbox }) => sum + sandbox.limiter.violations,
    0,
  );
  console.log(`requests over the limit: ${violations}`);
  console.log(`longest wait: ${seconds(waits.longestMs)} (${waits.longestOf})`);
  console.log(
    `memory of the accounts and the judge: ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`,
  );
  console.log(
    `quiet after ${seconds(quiet.tookMs)}; signs of life too late since: ${quiet.missedSigns}; the accounts stood still for ${seconds(lagMs)} at most`,
  );
  for (const [at, { errors, ends }] of fleet.machines.entries()) {
    const codes = [...errors].map(([code, count]) => `${code} ${count}`).join(', ');
    console.log(`machine ${at + 1}: ended by itself ${ends.length} times; errors: ${codes}`);
    for (const { code, lastLines } of ends)
      console.log(`it ended with ${code} after:\n${lastLines}`);
  }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
