import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { liveAt } from '../support/state/soak-home.ts';
import { theProperty } from './property.ts';
import { theVisitsProperty } from './visits/visits-property.ts';

/** `npm run soak -- --minutes 10 [--seed S] [--commands 40] [--home PostgreSQL] [--visits]`: the model test for as long as one likes. */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    home: { type: 'string', default: 'SQLite' },
    commands: { type: 'string', default: '40' },
    visits: { type: 'boolean', default: false },
  },
});
liveAt(values.home);
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
console.log(
  `soak: ${minutes} min, seed ${seed}, up to ${values.commands} commands a run, states in ${values.home}`,
);
const property = values.visits ? theVisitsProperty : theProperty;
const details = await fc.check(property(Number(values.commands)), {
  seed,
  numRuns: 1_000_000,
  interruptAfterTimeLimit: minutes * 60_000,
});
console.log(`runs: ${details.numRuns}`);
if (details.failed && details.counterexample !== null) {
  console.error(fc.defaultReportMessage(details));
  if (details.errorInstance instanceof Error) console.error(details.errorInstance.message);
  process.exitCode = 1;
} else console.log('no counter-example');
// Simulations of processes that died leave requests that are never answered.
process.exit();
