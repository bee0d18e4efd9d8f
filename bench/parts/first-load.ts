import type { Part } from '../part.ts';
import type { PassCost } from '../processes/sync.child.ts';
import type { Row } from '../row.ts';
import { Account, type Clinics, real } from '../world.ts';
import { againstLimit } from './limit.ts';

/** amoCRM takes the longer the more rows it is sent. */
const slower = { ...real, latencyPerRowMs: 4 };

/** Batches that have to grow first may take a quarter more requests than full ones would. */
const goals: Readonly<Record<number, { readonly time?: number; readonly requests: number }>> = {
  50: { time: 1.08, requests: 1.01 },
  250: { requests: 1.25 },
};

/** As the service has it. */
const intervalMs = 120_000;

/** At most: as though a first load let no two-minute pass in before its end, which it does while it writes. */
async function lateness(
  clinics: Clinics,
  patients: number,
  tell: (text: string) => void,
): Promise<Row> {
  const what = `first load of ${patients.toLocaleString('en')}: lateness of the next two-minute pass`;
  tell(what);
  await using account = await Account.open(await clinics.fresh(patients), slower);
  const { ms, counts } = await account.pass('auto', 250);
  if (counts['created'] !== patients) throw new Error(JSON.stringify(counts));
  return {
    part: firstLoad.name,
    what,
    measured: Math.max(0, ms - intervalMs) / 1000,
    unit: 's',
    goal: { atMost: 30 },
    aside: `it takes ${(ms / 1000).toFixed(1)} s; reckoned as though it let nobody in before its end`,
  };
}

export const firstLoad: Part = {
  name: 'first-load',
  what: 'first load of an empty account, at the real limit',
  async run({ clinics, quick, tell }) {
    const rows: Row[] = [];
    for (const patients of quick ? [500] : [2_000, 10_000]) {
      const sizes = new Map<number, PassCost>();
      for (const batch of [50, 250]) {
        const what = `${patients.toLocaleString('en')} patients, batches up to ${batch}`;
        tell(what);
        await using account = await Account.open(await clinics.fresh(patients), slower);
        const before = await account.traffic();
        const cost = await account.pass('auto', batch);
        const traffic = await account.traffic();
        if (traffic.contacts !== patients) throw new Error(`${traffic.contacts} contacts`);
        if (cost.requests !== traffic.requests - before.requests)
          throw new Error('requests differ');
        sizes.set(batch, cost);
        rows.push(
          ...againstLimit({
            part: this.name,
            what,
            cost,
            traffic,
            least: Math.ceil(patients / batch) + 1,
            ...(patients === 10_000 ? { goals: goals[batch] ?? {} } : {}),
          }),
        );
      }
      const [fifty, growing] = [sizes.get(50), sizes.get(250)];
      if (fifty !== undefined && growing !== undefined) {
        rows.push({
          part: this.name,
          what: `${patients.toLocaleString('en')} patients: growing batches ÷ batches of 50`,
          measured: growing.ms / fifty.ms,
          unit: '×',
          ...(patients === 10_000 ? { goal: { atMost: 0.45 } } : {}),
          aside: `${(growing.ms / 1000).toFixed(1)} s and ${(fifty.ms / 1000).toFixed(1)} s; an answer takes 150 ms and 4 ms a row`,
        });
      }
    }
    rows.push(await lateness(clinics, quick ? 1_000 : 20_000, tell));
    return rows;
  },
};
