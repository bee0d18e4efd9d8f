import { describe, expect, it } from 'vitest';
import { resumeService } from '../../../src/service/person-actions.ts';
import { askingIn, neededFor } from '../../../src/sync/guard/asking/asked.ts';
import type { GuardError } from '../../../src/sync/guard/errors.ts';
import { TwoSources } from '../../support/two-sources.ts';

describe('a person who allowed a mass change of one source', () => {
  /** Both are loaded with a city for each of their 20 patients: three emptied are no mass. */
  async function cities() {
    const two = await TwoSources.open({ patients: 20 });
    const filled = "update Persons set City = 'Тверь'";
    two.world.sql(filled);
    two.second(filled);
    await two.sync();
    return two;
  }
  const emptied = (from: number, to: number) =>
    `update Persons set City = null, DateTimeChanged = strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime') where ID between ${from} and ${to}`;
  const deep = (two: TwoSources, more: object = {}) => two.sync({ mode: 'deep', ...more });

  it('has said nothing of another one, which asks by itself; both are allowed once both have asked', async () => {
    await using two = await cities();
    two.second(emptied(1, 6));
    await expect(deep(two)).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    two.world.sql(emptied(1, 5));
    const error = await deep(two, { allowMassChange: 6 }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'MASS_CHANGE' });
    expect([...(error as GuardError).patients]).toEqual([['cleared:city', [1, 2, 3, 4, 5]]]);
    expect(await deep(two, { allowMassChange: 6 })).toMatchObject({ counts: { updated: 11 } });
    // The pass that came through has answered them: nobody asks any more.
    expect(await two.world.state.meta.get('guardAsked')).toBeUndefined();
  });

  it('leaves the day of the others as it was, and what they change meanwhile counts', async () => {
    await using two = await cities();
    two.world.sql(emptied(1, 2));
    await two.sync();
    two.second(emptied(1, 6));
    await expect(two.sync()).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    two.world.sql(emptied(3, 3));
    expect(await two.sync({ allowMassChange: 6 })).toMatchObject({ counts: { updated: 7 } });
    two.world.sql(emptied(4, 4));
    expect(await two.sync()).toMatchObject({ counts: { postponed: 1 } });
    expect(two.contactOf('4').fields['Город']).toBe('Тверь');
    two.second(emptied(7, 9));
    expect(await two.sync()).toMatchObject({ counts: { postponed: 1 } });
    expect(two.contactOf('2:9').fields).not.toHaveProperty('Город');
  });

  it('may name it beforehand, and is told of each what it asks', async () => {
    await using two = await cities();
    two.world.sql(emptied(1, 5));
    two.second(emptied(1, 6));
    await expect(deep(two, { planOnly: true })).rejects.toThrow(
      '“Город” is emptied in database 1: 5 (limit 3 of 20); “Город” is emptied in database 2: 6 (limit 3 of 20)',
    );
    const allowed = (...allowIn: readonly number[]) => deep(two, { allowMassChange: 6, allowIn });
    await expect(allowed(1)).rejects.toThrow('database 2: 6');
    await expect(allowed(2)).rejects.toThrow('database 1: 5');
    expect(await allowed(1, 2)).toMatchObject({ counts: { updated: 11 } });
  });

  it('has not answered by an incremental pass what only a deep one asks: others still ask by themselves', async () => {
    await using two = await cities();
    two.second('delete from Patients where ID_Persons between 1 and 5');
    await expect(deep(two)).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    expect(await two.sync({ allowMassChange: 5 })).toMatchObject({ mode: 'incremental' });
    two.world.sql(emptied(1, 5));
    const error = await deep(two, { allowMassChange: 5 }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'MASS_CHANGE' });
    expect([...(error as GuardError).patients]).toEqual([['cleared:city', [1, 2, 3, 4, 5]]]);
    expect(two.contactOf('1').fields['Город']).toBe('Тверь');
  });

  it('is still asked by one that was away when a deep pass came through', async () => {
    await using two = await cities();
    two.second(emptied(1, 6));
    await expect(deep(two)).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    two.away(2);
    // 7: taken out of the file since.
    const kinds = { 'cleared:city': 6 };
    await two.world.state.meta.set('guardAsked', [
      { source: 2, by: 'deep', kinds },
      { source: 7, by: 'deep', kinds },
    ]);
    await deep(two);
    expect(await two.world.state.meta.get('guardAsked')).toEqual([
      { source: 2, by: 'deep', kinds },
    ]);
    two.back();
    await deep(two, { allowMassChange: 6 });
    expect(await two.world.state.meta.get('guardAsked')).toBeUndefined();
  });

  const asking = async (two: TwoSources) =>
    (await askingIn(two.world.state)).map(({ source, kinds }) => [source, kinds]);
  const filledAgain = emptied(1, 6).replace('City = null', "City = 'Тверь'");

  it('has no question left behind an incremental pass once it is taken back in IDENT: the next word is for whoever asks then', async () => {
    await using two = await cities();
    two.second(emptied(1, 6));
    await expect(two.sync()).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    expect(await asking(two)).toEqual([[2, { 'cleared:city': 6 }]]);
    two.second(filledAgain);
    await two.sync();
    expect(await asking(two)).toEqual([]);
    two.world.sql(emptied(1, 5));
    await expect(two.sync()).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    two.second(emptied(1, 6));
    const error = await two.sync({ allowMassChange: 6 }).catch((thrown: unknown) => thrown);
    expect([...(error as GuardError).patients]).toEqual([
      ['cleared:city', [1, 2, 3, 4, 5, 6].map((id) => 2 ** 32 + id)],
    ]);
  });

  it('has no question left, either, once it is taken back, where the pass behind it is stopped by another one alone', async () => {
    await using two = await cities();
    two.second(emptied(1, 6));
    await expect(two.sync()).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    two.second(filledAgain);
    two.world.sql(emptied(1, 5));
    await expect(two.sync()).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    expect(await asking(two)).toEqual([[1, { 'cleared:city': 5 }]]);
  });

  it('allows for each by itself what all of them ask: the largest of them is enough', async () => {
    await using two = await cities();
    two.world.sql(emptied(1, 5));
    two.second(emptied(1, 6));
    await expect(two.sync()).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    expect(neededFor(await askingIn(two.world.state))).toBe(6);
    expect(await two.sync({ allowMassChange: 6 })).toMatchObject({ counts: { updated: 11 } });
    expect(await asking(two)).toEqual([]);
  });

  it('is told to a newer version, which knows of an older one’s question only where it was asked', async () => {
    await using two = await cities();
    await two.world.state.db
      .insertInto('meta')
      .values({ name: 'guardAsked', value: '[2]' })
      .execute();
    expect(await asking(two)).toEqual([[2, {}]]);
    await deep(two);
    expect(await asking(two)).toEqual([]);
  });

  it('has not said of another one that half of its patients are gone', async () => {
    await using two = await cities();
    two.world.sql(emptied(1, 5));
    await expect(deep(two)).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    two.second('delete from Patients where ID_Persons between 1 and 12');
    expect(await deep(two, { allowMassChange: 15 })).toMatchObject({
      ...{ mode: 'deep', counts: { updated: 5, removed: 0 } },
      findings: expect.arrayContaining([
        expect.objectContaining({ kind: 'source-away', subject: 'branch 2' }),
      ]),
    });
    expect(two.contactOf('1').fields).not.toHaveProperty('Город');
    expect(two.contactOf('2:1').fields['Статус пациента']).not.toBe('Удален');
    expect(await deep(two, { allowMassChange: 15, allowIn: [2] })).toMatchObject({
      counts: { removed: 12 },
    });
  });

  it('lets the service go on with a new day for that one alone', async () => {
    await using two = await cities();
    const { state, clock } = two.world;
    two.world.sql(emptied(1, 3));
    two.second(emptied(1, 3));
    await two.sync();
    two.second(emptied(4, 9));
    await expect(two.sync()).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    await state.pauses.set({ reason: 'guard', since: clock.now(), code: null, actor: 'service' });
    await resumeService({ state, clock }, 'cli');
    const days = await state.guarded.carriedOut(0);
    expect([...(days.get('cleared:city') ?? [])]).toEqual([1, 2, 3]);
  });
});
