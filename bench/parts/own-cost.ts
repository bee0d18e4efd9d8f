import type { Part } from '../part.ts';
import type { PassCost } from '../processes/sync.child.ts';
import type { Row } from '../row.ts';
import { Account, unlimited } from '../world.ts';

const sizes = (quick: boolean) => (quick ? [1_000, 4_000] : [10_000, 100_000, 1_000_000]);

const count = (patients: number): string => patients.toLocaleString('en');

export const ownCost: Part = {
  name: 'own-cost',
  what: 'deep passes with nothing changed, without the limit: CPU and memory by size',
  async run({ clinics, quick, tell }) {
    const rows: Row[] = [];
    const peaks: number[] = [];
    for (const patients of sizes(quick)) {
      const what = `deep pass, ${count(patients)} unchanged`;
      tell(what);
      await using account = await Account.open(await clinics.synced(patients), unlimited);
      const cost = await account.pass('deep');
      if (cost.counts['unchanged'] !== patients) throw new Error(JSON.stringify(cost.counts));
      const { cpuMs } = await account.traffic();
      peaks.push(cost.peakMb);
      rows.push(...pace(this.name, what, patients, cost, cpuMs));
      rows.push({
        part: this.name,
        what: `${what}: peak memory`,
        measured: cost.peakMb,
        unit: 'MB',
        ...(patients === 1_000_000 ? { goal: { atMost: 250 } } : {}),
        aside: 'of the syncing process alone',
      });
    }
    rows.push(growth(this.name, 'deep pass', sizes(quick), peaks));
    return rows;
  },
};

export const plan: Part = {
  name: 'plan',
  what: 'the first plan over an empty account, without the limit: CPU and memory by size',
  async run({ clinics, quick, tell }) {
    const rows: Row[] = [];
    const peaks: number[] = [];
    for (const patients of sizes(quick)) {
      const what = `first plan, ${count(patients)} patients`;
      tell(what);
      await using account = await Account.open(await clinics.fresh(patients), unlimited);
      const cost = await account.pass('deep', 250, true);
      const { cpuMs } = await account.traffic();
      peaks.push(cost.peakMb);
      rows.push(...pace(this.name, what, patients, cost, cpuMs));
      rows.push({
        part: this.name,
        what: `${what}: peak memory`,
        measured: cost.peakMb,
        unit: 'MB',
        ...(patients === 1_000_000 ? { goal: { atMost: 250 } } : {}),
        aside: 'of the syncing process alone',
      });
    }
    rows.push(growth(this.name, 'first plan', sizes(quick), peaks));
    return rows;
  },
};

export const unlimitedLoad: Part = {
  name: 'throughput',
  what: 'a first load without the limit',
  async run({ clinics, quick, tell }) {
    const patients = quick ? 2_000 : 10_000;
    const what = `first load, ${count(patients)} patients, batch 250`;
    tell(what);
    await using account = await Account.open(await clinics.fresh(patients), unlimited);
    const cost = await account.pass('auto', 250);
    const { cpuMs } = await account.traffic();
    return pace(this.name, what, patients, cost, cpuMs, 3_000);
  },
};

function pace(
  part: string,
  what: string,
  patients: number,
  cost: PassCost,
  sandboxMs: number,
  atLeast?: number,
): readonly Row[] {
  return [
    {
      part,
      what: `${what}: patients a second`,
      measured: patients / (cost.cpuMs / 1000),
      unit: '/s',
      ...(atLeast === undefined ? {} : { goal: { atLeast } }),
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
