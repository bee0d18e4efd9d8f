import { describe, expect, it } from 'vitest';
import { TwoSources } from '../../support/two-sources.ts';

const writes = (two: TwoSources, mark: number) =>
  two.world.requestsSince(mark).filter((one) => !one.startsWith('GET'));

describe('a state that is lost while the databases are exchanged', () => {
  it('is told by the people in the contacts: nothing is written, and all stands when they are put right', async () => {
    await using two = await TwoSources.open();
    await two.sync();
    const before = two.world.contacts();
    await two.world.installation('anew');
    const [one, other] = two.files;
    two.sources = [two.source(1, other), two.source(2, one)];
    const mark = two.world.mark();
    await expect(two.sync()).rejects.toMatchObject({ code: 'IDENTITY_DISAGREES' });
    expect(writes(two, mark)).toEqual([]);
    expect(two.world.contacts()).toEqual(before);
    two.back();
    expect(await two.sync()).toMatchObject({ mode: 'deep', counts: { created: 0, updated: 0 } });
    expect(two.world.contacts()).toEqual(before);
  });

  it('in another order of the file is found again as it was', async () => {
    await using two = await TwoSources.open();
    await two.sync();
    const before = two.world.contacts();
    await two.world.installation('anew');
    two.back();
    two.sources = two.sources.toReversed();
    expect(await two.sync()).toMatchObject({ mode: 'deep', counts: { created: 0, updated: 0 } });
    expect(two.world.contacts()).toEqual(before);
  });
});

describe('a source that is added later', () => {
  it('is loaded beside the others, refused when it is taken out, and goes on when it is back', async () => {
    await using two = await TwoSources.open();
    const [first, second] = two.sources;
    if (first === undefined || second === undefined) throw new Error('there are two');
    two.sources = [first];
    await two.sync();
    expect(two.ids()).toEqual(['1', '2', '3', '4', '5', '6']);
    const before = two.world.contacts();
    two.sources = [second, first];
    expect(await two.sync()).toMatchObject({ outcome: 'ok', counts: { created: 6, updated: 0 } });
    expect(two.world.contacts().filter(({ id }) => before.some((one) => one.id === id))).toEqual(
      before,
    );
    two.sources = [first];
    const mark = two.world.mark();
    await expect(two.sync()).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
    expect(writes(two, mark)).toEqual([]);
    two.back();
    two.rename(3, 'Новофамильская');
    expect(await two.sync()).toMatchObject({ counts: { created: 0, updated: 1 } });
  });
});
