import type { Part } from '../part.ts';
import { Account, unlimited } from '../world.ts';

const sources = 10;

export const chain: Part = {
  name: 'sources',
  what: 'ten databases in one account beside one as large as all of them: memory',
  async run({ clinics, quick, tell }) {
    const patients = quick ? 400 : 10_000;
    const all = (sources * patients).toLocaleString('en');
    tell(`one source of ${all}`);
    const one = await peakOf(await clinics.fresh(sources * patients));
    tell(`${sources} sources of ${patients.toLocaleString('en')}`);
    const many = await peakOf(await clinics.chain(sources, patients));
    return (['first load', 'deep pass, unchanged'] as const).map((pass, at) => ({
      part: this.name,
      what: `${pass}, ${sources} sources ÷ one of ${all}: peak memory`,
      measured: (many[at] ?? 0) / (one[at] ?? 1),
      unit: '×' as const,
      goal: { atMost: 1.3 },
      aside: `${many[at]?.toFixed(0)} MB and ${one[at]?.toFixed(0)} MB, of the syncing process alone`,
    }));
  },
};

/** Of a first load, and of a deep pass behind it, each in a process of its own. */
async function peakOf(
  clinic: Parameters<typeof Account.open>[0],
): Promise<readonly [number, number]> {
  await using account = await Account.open(clinic, unlimited);
  const load = await account.pass('auto', 250);
  const deep = await account.pass('deep', 250);
  if (deep.counts['unchanged'] !== load.counts['created']) throw new Error('not all is as it was');
  return [load.peakMb, deep.peakMb];
}
