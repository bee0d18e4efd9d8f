import { setTimeout as delay } from 'node:timers/promises';
import type { Written } from '../fleet-ground.ts';
import { judgeAccount } from './judgement.ts';
import type { SoakFleet } from './soak-fleet.ts';
import type { Waits } from './waits.ts';

/** What was seen once nothing was done to anybody any more. */
export interface Quiet {
  readonly tookMs: number;
  /** Signs of life of machines that nobody troubled, and that came too late. */
  readonly missedSigns: number;
  /** What is still wrong when it should be all right. */
  readonly wrong: readonly string[];
}

/** A machine that was frozen counts at once what it missed. */
const settleMs = 15_000;
/** A pass that is under way may have read before the last change: one more has to begin and end. */
const marksOfPasses = 4;

/** Leaves everybody alone until everything is all right, or for so long; then nothing may be written any more. */
export async function untilQuiet(fleet: SoakFleet, waits: Waits, withinMs: number): Promise<Quiet> {
  const begun = performance.now();
  for (const { sandbox } of fleet.clinics) {
    sandbox.faults.clear();
    sandbox.late.commitAll();
  }
  for (const machine of fleet.machines) machine.thaw();
  await delay(settleMs);
  const missedBefore = await fleet.missedSigns();
  let wrong = await whatIsWrong(fleet, waits, begun + withinMs);
  const tookMs = performance.now() - begun;
  if (wrong.length === 0) {
    const before = fleet.clinics.map((clinic) => writesTo(clinic));
    await passesOfAll(fleet, waits, begun + withinMs);
    // All of them once more: what was right may have been spoilt since.
    wrong = fleet.clinics.flatMap((clinic, at) => {
      const hasWritten = writesTo(clinic) !== before[at];
      const quiet = hasWritten
        ? [`${clinic.name}: passes that had nothing to do have written`]
        : [];
      return [...judged(fleet, clinic), ...quiet];
    });
  }
  const missedSigns = (await fleet.missedSigns()) - missedBefore;
  return { tookMs, missedSigns, wrong };
}

async function whatIsWrong(
  fleet: SoakFleet,
  waits: Waits,
  until: number,
): Promise<readonly string[]> {
  const enough = marksAhead(fleet, waits);
  const fine = new Set<Written>();
  for (;;) {
    const wrong: string[] = [];
    for (const clinic of fleet.clinics.filter((one) => !fine.has(one))) {
      // The accounts are in this process: none of them may stand still for long.
      await delay(100);
      const found = whatIsWrongWith(clinic, { fleet, waits, enough });
      wrong.push(...found);
      if (found.length === 0) fine.add(clinic);
    }
    if (wrong.length === 0 || performance.now() > until) return wrong;
    await delay(2_000);
  }
}

function whatIsWrongWith(
  clinic: Written,
  {
    fleet,
    waits,
    enough,
  }: {
    readonly fleet: SoakFleet;
    readonly waits: Waits;
    readonly enough: ReadonlyMap<string, number>;
  },
): readonly string[] {
  const { name, schema } = clinic;
  const outcome = waits.outcomes.get(schema);
  if (!isServed(clinic, waits, enough)) return [`${name} is not served`];
  if (outcome !== 'ok') return [`${name}: the last pass ended as ${outcome}`];
  return judged(fleet, clinic);
}

async function passesOfAll(fleet: SoakFleet, waits: Waits, until: number): Promise<void> {
  const enough = marksAhead(fleet, waits);
  while (performance.now() < until) {
    if (fleet.clinics.every((clinic) => isServed(clinic, waits, enough))) return;
    await delay(500);
  }
}

const marksAhead = ({ clinics }: SoakFleet, { seen }: Waits): ReadonlyMap<string, number> =>
  new Map(clinics.map(({ schema }) => [schema, (seen.get(schema) ?? 0) + marksOfPasses]));

const isServed = (
  { schema }: Written,
  { seen }: Waits,
  enough: ReadonlyMap<string, number>,
): boolean => (seen.get(schema) ?? 0) >= (enough.get(schema) ?? 0);

/** So many tell enough of one clinic. */
const mostTold = 10;

function judged(fleet: SoakFleet, clinic: Written): readonly string[] {
  const wrong = judgeAccount(clinic.sandbox, fleet.fileOf(clinic));
  const more = wrong.length - mostTold;
  return [...wrong.slice(0, mostTold), ...(more > 0 ? [`and ${more} more`] : [])].map(
    (what) => `${clinic.name}: ${what}`,
  );
}

const writesTo = ({ sandbox }: Written): number => sandbox.journal?.entries.length ?? 0;
