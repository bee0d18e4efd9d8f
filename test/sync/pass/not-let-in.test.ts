import { describe, expect, test } from 'vitest';
import { passThatDies } from '../creates/mortal.ts';
import { expectWhole, loadedWith, world } from './first-load-with-passes.ts';

describe('nobody is let in by a first load', () => {
  test('that has written nothing yet', async () => {
    await using one = await world();
    const linked: number[] = [];
    await loadedWith(one, async () => {
      linked.push(await one.state.links.count());
    });
    expect(Math.min(...linked)).toBeGreaterThan(0);
  });

  test('that begins anew on what a dead one has linked, before everything is compared; then those changes are carried over', async () => {
    await using one = await world();
    await passThatDies(one, { at: 'write', nth: 9, when: 'after' });
    const linked = await one.state.links.count();
    expect(linked).toBeGreaterThan(9);
    let writes = 0;
    const mark = one.mark();
    const { between, load } = await loadedWith(one, (nth) => {
      if (nth !== 1) return;
      writes = one.requestsSince(mark).filter((line) => line.startsWith('POST')).length;
      one.editPerson(3, { City: 'Тула' });
    });
    expect(writes).toBeGreaterThan(0);
    expect(between[0]).toMatchObject({ kind: 'done', result: { counts: { updated: 1 } } });
    expect(load.outcome).toBe('ok');
    await expectWhole(one);
  });

  test('that the guard stops, on a state that was lost', async () => {
    await using one = await world();
    await one.sync();
    await one.restart(() => one.place.lose());
    // One phone for so many is a mass.
    one.sql("update Persons set MobilePhone = '+74951234567' where ID <= 20");
    let times = 0;
    const load = loadedWith(one, () => {
      times += 1;
    });
    await expect(load).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    expect([times, await one.state.links.count()]).toEqual([0, 60]);
  });
});
