import { expect, test } from 'vitest';
import { openForPasses } from '../../../src/clinic/open-for-passes.ts';
import { TwoSources } from '../../support/two-sources.ts';

const rest = { leftOut: new Map([[1 as never, { error: null, rests: true }]]), awaited: new Set() };
const turns = rest as never; // the number of the first source

test('a source that rests is no reason of its own: the other’s failure, or the stop, is what ends the pass', async () => {
  await using two = await TwoSources.open({ patients: 1 });
  const { clock } = two.world;
  const { signal } = new AbortController();
  two.away(2);
  await expect(openForPasses(two.sources, { clock, signal, turns })).rejects.toMatchObject({
    code: expect.stringMatching(/^IDENT_/),
  });
  two.back();
  await using opened = await openForPasses(two.sources, { clock, signal, turns });
  expect(opened.ident).toMatchObject({ lost: [{ number: 1, rests: true }] });
  const stop = AbortSignal.abort(new Error('stop'));
  await expect(openForPasses(two.sources, { clock, signal: stop, turns })).rejects.toThrow('stop');
});
