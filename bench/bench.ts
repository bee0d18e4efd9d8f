import { parseArgs } from 'node:util';
import type { Part } from './part.ts';
import { adoption } from './parts/adoption.ts';
import { changed, deepUnchanged } from './parts/everyday.ts';
import { firstLoad } from './parts/first-load.ts';
import { fleet } from './parts/fleet.ts';
import { freshness } from './parts/freshness.ts';
import { idle } from './parts/idle.ts';
import { noIndexes } from './parts/no-indexes.ts';
import { ownCost, plan, unlimitedLoad } from './parts/own-cost.ts';
import { peers } from './parts/peers.ts';
import { sandboxCeiling } from './parts/sandbox-ceiling.ts';
import { chain } from './parts/sources.ts';
import { stages } from './parts/stages.ts';
import { stateOnServer } from './parts/state-on-server.ts';
import { visits } from './parts/visits.ts';
import { writeDocs } from './report/docs.ts';
import { type Run, writeResults } from './report/results.ts';
import { runOf } from './report/run-of.ts';
import { table } from './report/table.ts';
import type { Row } from './row.ts';
import { Clinics } from './world.ts';

const parts: readonly Part[] = [
  firstLoad,
  changed,
  deepUnchanged,
  adoption,
  peers,
  sandboxCeiling,
  unlimitedLoad,
  stages,
  noIndexes,
  plan,
  ownCost,
  stateOnServer,
  chain,
  idle,
  freshness,
  visits,
  fleet,
];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    'write-docs': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`npm run bench [-- --only ${parts[0]?.name},… --quick --write-docs]\n`);
  for (const { name, what } of parts) console.log(`  ${name.padEnd(12)} ${what}`);
  process.exit();
}

const wanted = values.only?.split(',') ?? parts.map(({ name }) => name);
const unknown = wanted.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`There is no such part: ${unknown.join(', ')}. See --help.`);
  process.exit(2);
}

const begun = performance.now();
const rows: Row[] = [];
{
  using clinics = new Clinics();
  for (const part of parts.filter(({ name }) => wanted.includes(name))) {
    const tell = (text: string) =>
      console.error(`${((performance.now() - begun) / 1000).toFixed(0).padStart(5)} s  ${text}`);
    rows.push(...(await part.run({ clinics, quick: values.quick, tell })));
  }
}
const run: Run = runOf(rows, { quick: values.quick, seconds: (performance.now() - begun) / 1000 });
console.log(table(rows));
console.log(writeResults(run));
if (values['write-docs']) console.log(writeDocs(run));
