import { expect, test } from 'vitest';
import { SourcePace } from '../../src/clinic/source-pace.ts';
import type { SourceNumber } from '../../src/contact/model/patient-key.ts';
import { IdentError, identErrors } from '../../src/ident/connection/errors.ts';
import { TwoSources } from '../support/two-sources.ts';

const second = 2 as SourceNumber;
const late = new IdentError(
  identErrors.timeout({ address: 'server:1433', database: 'ident', user: 'reader' }),
);

test('a source that is slower than the others is waited for by whoever opens the clinic anew, and not for ever if it hangs', async () => {
  await using two = await TwoSources.open();
  const { state, clock, log } = two.world;
  const signal = new AbortController().signal;
  /** As each turn of a fleet has one. */
  const turn = async (error: IdentError | null) => {
    await using pace = new SourcePace({ sources: two.sources, state, clock, log, signal });
    const { awaited } = await pace.turns('incremental');
    await pace.learn('incremental', [{ number: second, queryMs: 0, error }]);
    return awaited.has(second);
  };
  expect(await turn(late)).toBe(false);
  expect(await turn(null)).toBe(true);
  expect(await turn(null)).toBe(true);
  expect(await turn(late)).toBe(true);
  // It was waited for, and hung: it is one that is away.
  expect(await turn(late)).toBe(false);
});
