import { DatabaseSync } from 'node:sqlite';
import type { Part } from '../part.ts';
import { Account, real } from '../world.ts';
import { againstLimit } from './limit.ts';

/** Contacts of one page. */
const page = 250;

export const changed: Part = {
  name: 'changed',
  what: 'an incremental pass after 1 % of the patients changed, at the real limit',
  async run({ clinics, quick, tell }) {
    const patients = quick ? 1_000 : 10_000;
    const clinic = await clinics.synced(patients);
    const edits = patients / 100;
    correctAddresses(clinic.ident, edits);
    const what = `${edits} of ${patients.toLocaleString('en')} changed, batch 50`;
    tell(what);
    await using account = await Account.open(clinic, real);
    const cost = await account.pass('auto');
    if (cost.counts['updated'] !== edits) throw new Error(`${cost.counts['updated']} updated`);
    const traffic = await account.traffic();
    return againstLimit({ part: this.name, what, cost, traffic, least: Math.ceil(edits / 50) });
  },
};

export const deepUnchanged: Part = {
  name: 'deep',
  what: 'a deep pass with nothing changed, at the real limit',
  async run({ clinics, quick, tell }) {
    const rows = [];
    for (const patients of quick ? [2_000] : [10_000, 100_000]) {
      const what = `deep pass, ${patients.toLocaleString('en')} unchanged`;
      tell(what);
      await using account = await Account.open(await clinics.synced(patients), real);
      const cost = await account.pass('deep');
      if (cost.counts['unchanged'] !== patients) throw new Error(JSON.stringify(cost.counts));
      const traffic = await account.traffic();
      const least = Math.ceil(patients / page);
      rows.push(...againstLimit({ part: this.name, what, cost, traffic, least }));
      const goals = patients === 100_000;
      rows.push(
        {
          part: this.name,
          what: `${what}: time ÷ its reading at the safe spacing`,
          measured: cost.ms / (least * 150),
          unit: '×' as const,
          ...(goals ? { goal: { atMost: 1.1 } } : {}),
          aside: `${least} pages at 150 ms`,
        },
        {
          part: this.name,
          what: `${what}: CPU`,
          measured: cost.cpuMs / 1000,
          unit: 's' as const,
          ...(goals ? { goal: { atMost: 30 } } : {}),
          aside: `peak memory ${cost.peakMb.toFixed(0)} MB`,
        },
        {
          part: this.name,
          what: `${what}: longest that a two-minute pass waits for it`,
          measured: cost.heldMs / 1000,
          unit: 's' as const,
          goal: { atMost: 30 },
          aside: `of ${(cost.ms / 1000).toFixed(1)} s that it takes: it lets others in between its pages`,
        },
        {
          part: this.name,
          what: `${what}: longest step`,
          measured: cost.stepMs,
          unit: 'ms' as const,
          ...(goals ? { goal: { atMost: 500 } } : {}),
          aside: 'of CPU; for so long the process gives no sign of life',
        },
      );
    }
    return rows;
  },
};

/** As at the reception: an address is corrected, and IDENT stamps the row. */
function correctAddresses(file: string, count: number): void {
  using database = new DatabaseSync(file);
  database
    .prepare(
      `update Persons set Address = coalesce(Address, '') || ' к. 2', DateTimeChanged = strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')
       where ID in (select ID_Persons from Patients order by ID_Persons limit ?)`,
    )
    .run(count);
}
