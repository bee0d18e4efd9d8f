import fc from 'fast-check';
import type { Manners } from '../../src/sandbox/sandbox-options.ts';

/** How an account may be without breaking anything that is assumed of amoCRM. */
export const ways: fc.Arbitrary<Partial<Manners>> = fc.record({
  contactNameOrder: fc.constantFrom(1, 2),
});
