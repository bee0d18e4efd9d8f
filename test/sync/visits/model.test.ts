import fc from 'fast-check';
import { test } from 'vitest';
import { theVisitsProperty } from '../../model/visits/visits-property.ts';

test('whatever a clinic, people, lost answers and deaths do, each visit has one deal at most, and nothing of a person’s is written over', async () => {
  // The same each time; chance has `npm run soak -- --visits`.
  await fc.assert(theVisitsProperty(25), { numRuns: 5, seed: 20_261_127 });
}, 120_000);
