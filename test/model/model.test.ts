import fc from 'fast-check';
import { test } from 'vitest';
import { theProperty } from './property.ts';

test('whatever happens, one deep pass later nothing is doubled, lost or damaged', async () => {
  await fc.assert(theProperty(20), { numRuns: 40 });
}, 300_000);
