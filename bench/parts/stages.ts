import { MeasuredProcess } from '../child-process.ts';
import type { Part } from '../part.ts';
import type { StageCosts, StagesTask } from '../processes/stages.child.ts';
import { Account, unlimited } from '../world.ts';

export const stages: Part = {
  name: 'stages',
  what: 'each stage of our own work, alone',
  async run({ clinics, quick, tell }) {
    const patients = quick ? 1_000 : 10_000;
    tell(`stages, ${patients.toLocaleString('en')} patients`);
    const clinic = await clinics.fresh(patients);
    // A plan binds the fields, and links nobody.
    await using account = await Account.open(clinic, unlimited);
    await account.pass('deep', 50, true);
    await using process = new MeasuredProcess('stages.child.ts');
    const task: StagesTask = { ident: clinic.ident, state: clinic.state };
    const costs = await process.ask<StageCosts>(task);
    const { 'projecting and hashing': both = 0, projecting = 0, ...others } = costs.stages;
    const all = { ...others, projecting, hashing: both - projecting };
    return Object.entries(all).map(([stage, ms]) => ({
      part: this.name,
      what: `${stage}: patients a second`,
      measured: costs.patients / (ms / 1000),
      unit: '/s' as const,
      aside: `${((ms / costs.patients) * 1000).toFixed(0)} µs of CPU a patient`,
    }));
  },
};
