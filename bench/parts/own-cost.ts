import type { Part, PartContext } from '../part.ts';
import type { PassCost } from '../processes/sync.child.ts';
import type { Row } from '../row.ts';
import { Account, type Clinic, unlimited } from '../world.ts';

const sizes = (quick: boolean) => (quick ? [1_000, 4_000] : [10_000, 100_000, 1_000_000]);

const count = (patients: number): string => patients.toLocaleString('en');

export const ownCost: Part = {
  name: 'own-cost',
  what: 'deep passes with nothing changed, without the limit: CPU and memory by size',
  run: (context) =>
    bySize(context, { part: 'own-cost', pass: 'deep pass', of: 'unchanged' }, async (patients) => {
      const clinic = await context.clinics.synced(patients);
      return await measured(clinic, async (account) => {
        const cost = await account.pass('deep');
        if (cost.counts['unchanged'] !== patients) throw new Error(JSON.stringify(cost.counts));
        return cost;
      });
    }),
};

export const plan: Part = {
  name: 'plan',
  what: 'the first plan over an empty account, without the limit: CPU and memory by size',
  run: (context) =>
    bySize(context, { part: 'plan', pass: 'first plan', of: 'patients' }, async (patients) => {
      const clinic = await context.clinics.fresh(patients);
      return await measured(clinic, (account) => account.pass('deep', 250, true));
    }),
};

interface Measured {
  readonly cost: PassCost;
  readonly sandboxMs: number;
}

async function measured(
  clinic: Clinic,
  run: (account: Account) => Promise<PassCost>,
): Promise<Measured> {
  await using account = await Account.open(clinic, unlimited);
  const cost = await run(account);
  return { cost, sandboxMs: (await account.traffic()).cpuMs };
}

async function bySize(
  { quick, tell }: PartContext,
  { part, pass, of }: { readonly part: string; readonly pass: string; readonly of: string },
  run: (patients: number) => Promise<Measured>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const peaks: number[] = [];
  for (const patients of sizes(quick)) {
    const what = `${pass}, ${count(patients)} ${of}`;
    tell(what);
    const { cost, sandboxMs } = await run(patients);
    peaks.push(cost.peakMb);
    rows.push(...pace(part, what, patients, cost, sandboxMs));
    rows.push({
      part,
      what: `${what}: peak memory`,
      measured: cost.peakMb,
      unit: 'MB',
      ...(patients === 1_000_000 ? { goal: { atMost: 250 } } : {}),
      aside: 'of the syncing process alone',
    });
  }
  rows.push(growth(part, pass, sizes(quick), peaks));
  return rows;
}

export const unlimitedLoad: Part = {
  name: 'throughput',
  what: 'a first load without the limit',
  async run({ clinics, quick, tell }) {
    const patients = quick ? 2_000 : 10_000;
    const what = `first load, ${count(patients)} patients, batch 250`;
    tell(what);
    const clinic = await clinics.fresh(patients);
    const { cost, sandboxMs } = await measured(clinic, (account) => account.pass('auto', 250));
    return [
      {
        part: this.name,
        what: `${what}: patients a second`,
        measured: patients / (cost.ms / 1000),
        unit: '/s',
        goal: { atLeast: 3_000 },
        aside: `${(cost.ms / 1000).toFixed(1)} s on the clock`,
      },
      ...pace(this.name, what, patients, cost, sandboxMs),
    ];
  },
};

function pace(
  part: string,
  what: string,
  patients: number,
  cost: PassCost,
  sandboxMs: number,
): readonly Row[] {
  return [
    {
      part,
      what: `${what}: patients a second of CPU`,
      measured: patients / (cost.cpuMs / 1000),
      unit: '/s',
      aside: `${(cost.cpuMs / 1000).toFixed(1)} s of CPU, ${(cost.ms / 1000).toFixed(1)} s on the clock beside a sandbox that took ${(sandboxMs / 1000).toFixed(1)} s of CPU`,
    },
  ];
}

function growth(part: string, what: string, of: readonly number[], peaks: readonly number[]): Row {
  const [before = 1, last = 1] = peaks.slice(-2);
  const [small = 0, large = 0] = of.slice(-2);
  return {
    part,
    what: `${what}: memory, ${count(large)} ÷ ${count(small)} patients`,
    measured: last / before,
    unit: '×',
    goal: { atMost: 1.2 },
    aside: `${last.toFixed(0)} MB and ${before.toFixed(0)} MB`,
  };
}
