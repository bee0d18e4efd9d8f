import fc from 'fast-check';
import { test } from 'vitest';
import { homeOfRun } from '../support/state/state-place.ts';
import { theProperty } from './property.ts';

// The engine is the same: what differs on a server is what a state does at all, and few runs do all of it.
const numRuns = homeOfRun() === 'SQLite' ? 30 : 3;

test('whatever happens, one deep pass later nothing is doubled, lost or damaged', async () => {
  // The same thirty every time, so that a change is judged by itself; chance has `npm run soak`.
  await fc.assert(theProperty(20), { numRuns, seed: 20_261_122 });
}, 300_000);
