import { describe, expect, test } from 'vitest';
import { GuardError } from '../../../src/sync/guard/errors.ts';
import { World } from '../../support/world.ts';

/**
 * A state that an older version left: it does not say by which rules it was written, and what the older rules made of
 * these cells is what amoCRM holds. No stamp has moved: nothing has changed in IDENT.
 */
async function upgraded(patients = 40, changed = 12): Promise<World> {
  const world = await World.open({ patients });
  world.sql(`update Persons set City = 'Тверь', Surname = 'Фамилия' || ID, Birthday = '1980-01-02', Phone = null,
    MobilePhone = '+7926000' || (1000 + ID), Email = ID || '@example.ru'`);
  world.sql('update Patients set ParentSNP = null');
  await world.sync();
  await world.state.meta.clear('rules');
  world.sql(`update Persons set MobilePhone = 'нет' where ID <= ?`, changed);
  return world;
}

const withPhone = (world: World) =>
  world.contacts().filter(({ phones }) => phones.length > 0).length;

describe('a new version of a rule', () => {
  test('that changes many contacts asks, with numbers for each field, before anything is written', async () => {
    await using world = await upgraded();
    const before = world.writes().length;
    for (const run of [() => world.sync(), () => world.deep()]) {
      const error = await run().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(GuardError);
      expect(error).toMatchObject({ code: 'RULES_CHANGED', exit: 6 });
      expect((error as GuardError).message).toContain('Phones: now 40 have it, then 28, 12 change');
      expect((error as GuardError).text('ru').message).toContain(
        'Телефоны: сейчас у 40, станет у 28, меняется у 12',
      );
      expect((error as GuardError).patients.get('rule:phones')).toHaveLength(12);
    }
    expect(world.writes()).toHaveLength(before);
    expect(await world.state.rejected.all()).toHaveLength(0);
  });

  test('is named in the plan, which asks nobody', async () => {
    await using world = await upgraded();
    const plan = await world.sync({ planOnly: true });
    expect(plan).toMatchObject({ mode: 'deep', reason: 'rules-changed' });
    expect(plan.ruleChanges).toEqual([{ item: 'phones', before: 40, after: 28, changed: 12 }]);
  });

  test('asks once: what a person allowed is carried out, and not asked for again', async () => {
    await using world = await upgraded();
    await expect(world.sync({ allowMassChange: 11 })).rejects.toMatchObject({
      code: 'RULES_CHANGED',
    });
    const result = await world.sync({ allowMassChange: 12 });
    expect(result).toMatchObject({ outcome: 'ok', counts: { updated: 12, rejected: 0 } });
    expect(withPhone(world)).toBe(28);
    expect(await world.sync()).toMatchObject({ mode: 'incremental', ruleChanges: [] });
  });

  test('that was allowed and broken off goes on without asking again', async () => {
    await using world = await upgraded();
    await world.sync({ allowMassChange: 12, limit: 5 });
    expect(withPhone(world)).toBe(35);
    await world.sync();
    expect(withPhone(world)).toBe(28);
  });

  test('that changes few asks nobody', async () => {
    await using world = await upgraded(40, 6);
    const result = await world.sync();
    expect(result.ruleChanges).toEqual([{ item: 'phones', before: 40, after: 34, changed: 6 }]);
    expect(withPhone(world)).toBe(34);
  });

  test('covers no change of IDENT’s in what it does not touch', async () => {
    await using world = await upgraded(40, 6);
    world.sql('update Persons set City = null where ID <= 7');
    const error = await world.sync().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'MASS_CHANGE' });
    expect([...(error as GuardError).patients.keys()]).toEqual(['cleared:city']);
  });

  test('once it is through, the same change by IDENT is one of IDENT’s', async () => {
    await using world = await upgraded(40, 6);
    await world.sync();
    world.sql(`update Persons set MobilePhone = 'нет' where ID between 20 and 30`);
    await expect(world.deep()).rejects.toMatchObject({ code: 'MASS_CHANGE' });
  });

  test('is none on a first load', async () => {
    await using world = await World.open({ patients: 3 });
    expect((await world.sync()).ruleChanges).toEqual([]);
    expect(await world.state.meta.get('rules')).toMatchObject({ phones: 2, name: 1 });
    expect(await world.sync()).toMatchObject({ mode: 'incremental' });
  });
});
