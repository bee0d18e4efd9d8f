import { describe, expect, it } from 'vitest';
import { chosen, clinic, main, sokol } from './branch-clinic.ts';

describe('another choice of branches', () => {
  it('makes everybody be compared, creates who is new, and takes nothing away from the others', async () => {
    await using one = await clinic(undefined);
    const { world } = one;
    await world.sync();
    const before = world.contacts();
    world.branches = chosen(main);
    expect(await world.sync()).toMatchObject({
      ...{ mode: 'deep', reason: 'branches-changed', outcome: 'ok' },
      counts: { created: 0, updated: 0, removed: 0, missing: 0, outside: 5 },
      findingCounts: { 'branch-left': 5 },
    });
    expect(world.contacts()).toEqual(before);
    world.editPerson(3, { Surname: 'Ждущая' });
    await world.sync();
    expect(world.contacts()).toEqual(before);
    world.branches = chosen(main, sokol);
    expect(await world.sync()).toMatchObject({
      reason: 'branches-changed',
      counts: { updated: 1 },
    });
    world.branches = undefined;
    expect(await world.sync()).toMatchObject({
      reason: 'branches-changed',
      counts: { created: 0 },
    });
    expect(await world.sync()).toMatchObject({ mode: 'incremental' });
    expect(await world.state.outside.isEmpty()).toBe(true);
  });

  it('is adopted by a deep pass that came to its end, and by none that broke off', async () => {
    await using one = await clinic(chosen(main));
    await one.world.sync();
    one.world.branches = chosen(sokol);
    await expect(one.world.sync({}, { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(await one.world.sync()).toMatchObject({ mode: 'deep', reason: 'branches-changed' });
  });

  it('of the same branches in other words is none', async () => {
    await using one = await clinic(chosen(main, sokol));
    await one.world.sync();
    one.world.branches = chosen('филиал  на соколе', 'ООО "Улыбка"');
    expect(await one.world.sync()).toMatchObject({ mode: 'incremental' });
  });
});

describe('a database that does not tell in which branch a booking is', () => {
  it('has all patients carried over, and says so', async () => {
    await using one = await clinic(chosen(main));
    one.bookings.sql('alter table Armchairs drop column ID_OwnCompanies');
    expect(await one.world.sync()).toMatchObject({
      counts: { created: 8 },
      findingCounts: { 'branches-unreadable': 1 },
    });
    expect(await one.world.sync()).toMatchObject({ mode: 'incremental', findings: [] });
  });

  it('any more stops the passes, and no patient of another branch gets a contact', async () => {
    await using one = await clinic(chosen(main));
    await one.world.sync();
    one.bookings.sql('alter table Armchairs drop column ID_OwnCompanies');
    // The field of branches has lost its column, too, and says so first.
    await expect(one.world.sync()).rejects.toMatchObject({ code: 'IDENT_FIELDS_GONE' });
    await expect(one.world.sync()).rejects.toMatchObject({ code: 'BRANCHES_UNREADABLE' });
    await expect(one.world.deep()).rejects.toMatchObject({ code: 'BRANCHES_UNREADABLE' });
    expect(one.carried()).toEqual([1, 2, 6]);
  });
});

describe('contacts of patients of other branches, in an account that this state does not know', () => {
  it('stop a pass before anything is written, until a person allows so many', async () => {
    await using one = await clinic(undefined);
    const { world } = one;
    await world.sync();
    const before = world.contacts();
    await world.installation('another');
    world.branches = chosen(main);
    const mark = world.mark();
    await expect(world.sync()).rejects.toMatchObject({ code: 'BRANCHES_FOREIGN' });
    expect(world.requestsSince(mark).filter((line) => !line.startsWith('GET'))).toEqual([]);
    expect(await world.sync({ mode: 'deep', allowMassChange: 5 })).toMatchObject({
      outcome: 'ok',
      counts: { created: 0, updated: 0, relinked: 8 },
      findingCounts: { 'branch-left': 5 },
    });
    expect(world.contacts()).toEqual(before);
    expect(await world.deep()).toMatchObject({ outcome: 'ok' });
  });

  it('stop none where a person mistyped a few', async () => {
    await using one = await clinic(chosen(main, sokol));
    await one.world.sync();
    await one.world.installation('another');
    one.world.branches = chosen(main);
    expect(await one.world.sync()).toMatchObject({ outcome: 'ok', counts: { created: 0 } });
  });
});
