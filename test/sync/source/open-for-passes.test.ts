import { expect, test } from 'vitest';
import { openForPasses } from '../../../src/clinic/open-for-passes.ts';
import type { SourceNumber } from '../../../src/contact/model/patient-key.ts';
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

test('a source that waits for its first load ends no pass: one that rests, or fails, beside it says how that ends', async () => {
  await using two = await TwoSources.open({ patients: 1 });
  const clinic = two.world.clinic({ sources: two.sources });
  const withheld = new Set([2 as SourceNumber]);
  const pass = () => clinic.pass({ mode: 'auto', withheld, turns });
  expect((await clinic.pass({ mode: 'auto', withheld })).outcome.kind).toBe('done');
  expect((await pass()).outcome.kind).toBe('done');
  // Whose turn it is not says nothing of those who wait.
  expect((await two.world.state.meta.ofSources('sourceAway')).size).toBe(0);

  const waiting = { withheld: new Set([1 as SourceNumber]), clock: two.world.clock };
  const { signal } = new AbortController();
  two.away(2);
  await expect(openForPasses(two.sources, { ...waiting, signal })).rejects.toMatchObject({
    code: expect.stringMatching(/^IDENT_/),
  });
  const all = new Set([1, 2] as SourceNumber[]);
  await expect(
    openForPasses(two.sources, { ...waiting, signal, withheld: all }),
  ).rejects.toMatchObject({ code: 'FIRST_LOAD_WAITS' });
});
