import type { Part } from '../part.ts';
import { Account, real } from '../world.ts';
import { againstLimit } from './limit.ts';

export const firstLoad: Part = {
  name: 'first-load',
  what: 'first load of an empty account, at the real limit',
  async run({ clinics, quick, tell }) {
    const rows = [];
    for (const patients of quick ? [500] : [2_000, 10_000]) {
      for (const batch of [50, 250]) {
        const what = `${patients.toLocaleString('en')} patients, batch ${batch}`;
        tell(what);
        await using account = await Account.open(await clinics.fresh(patients), real);
        const before = await account.traffic();
        const cost = await account.pass('auto', batch);
        const traffic = await account.traffic();
        if (traffic.contacts !== patients) throw new Error(`${traffic.contacts} contacts`);
        if (cost.requests !== traffic.requests - before.requests)
          throw new Error('requests differ');
        rows.push(
          ...againstLimit({
            ...{ part: this.name, what, cost, traffic },
            least: Math.ceil(patients / batch) + 1,
            ...(patients === 10_000 && batch === 50
              ? { goals: { time: 1.08, requests: 1.01 } }
              : { goals: { requests: 1.01 } }),
          }),
        );
      }
    }
    return rows;
  },
};
