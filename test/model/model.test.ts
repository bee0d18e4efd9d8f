import fc from 'fast-check';
import { test } from 'vitest';
import { theProperty } from './property.ts';

test('whatever happens, one deep pass later nothing is doubled, lost or damaged', async () => {
  // The same sixty every time, so that a change is judged by itself; chance has `npm run soak`.
  await fc.assert(theProperty(20), { numRuns: 60, seed: 20_261_122 });
}, 300_000);
