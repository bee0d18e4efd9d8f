import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fieldKeys } from '../../../src/contact/model/fields.ts';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { GuardError } from '../../../src/sync/guard/errors.ts';
import { documentFields } from '../../support/expected/document-fields.ts';
import { World } from '../../support/world.ts';

/** What an older version left, an hour after its last pass; nothing has changed in IDENT or in amoCRM since. */
const upgraded = () =>
  World.open({
    kept: join(import.meta.dirname, 'before-rules'),
    start: Date.parse('2026-03-02T08:00:00Z'),
    // Fields that came later are off, as they are until somebody makes them.
    sync: { excluded: new Set(fieldKeys.slice(documentFields.length)) },
  });

/** Contacts that hold an item by the old rules, and by the new ones. */
const ruleChanges = [
  { item: 'age', before: 60, after: 42, changed: 18 },
  { item: 'birthday', before: 60, after: 42, changed: 18 },
  { item: 'phones', before: 60, after: 55, changed: 8 },
  { item: 'extra_phone', before: 3, after: 1, changed: 3 },
  { item: 'emails', before: 55, after: 57, changed: 3 },
];

const stopped = async (pass: Promise<unknown>): Promise<GuardError> => {
  const error = await pass.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GuardError);
  // Checked above.
  return error as GuardError;
};

describe('a state, an account and a database that an older version left', () => {
  test('are planned with what the new rules change, item by item, and apart from IDENT’s changes', async () => {
    await using world = await upgraded();
    const before = world.contacts();
    for (const _ of ['once', 'and again']) {
      const plan = await world.sync({ planOnly: true });
      expect(plan.mode).toBe('deep');
      expect(plan.ruleChanges).toEqual(ruleChanges);
      expect(plan.planned).toMatchObject({ create: 0, adopt: 0, 'identity-changed': 0 });
    }
    expect(world.contacts()).toEqual(before);
    expect(world.writes()).toEqual([]);
  });

  test('are asked about once, with numbers for each item, before anything is written', async () => {
    await using world = await upgraded();
    for (const run of [() => world.sync(), () => world.deep()]) {
      const error = await stopped(run());
      expect(error.code).toBe('RULES_CHANGED');
      expect(error.message).toContain('Phones: now 60 have it, then 55, 8 change');
      expect(error.text('ru').message).toContain(
        'Дата рождения: сейчас у 60, станет у 42, меняется у 18',
      );
      expect([...error.patients.keys()]).toEqual(['rule:age', 'rule:birthday']);
    }
    expect(world.writes()).toEqual([]);
    const allowed = await world.sync({ allowMassChange: 18 });
    expect(allowed).toMatchObject({ mode: 'deep', outcome: 'ok', counts: { updated: 25 } });
    expect(await world.sync()).toMatchObject({ mode: 'incremental', ruleChanges: [] });
    const deep = await world.deep();
    expect(deep).toMatchObject({ ruleChanges: [], findings: [] });
    expect(deep.counts).toMatchObject({ unchanged: 60, updated: 0 });
  });

  test('have no patient that passes for another person, nobody is doubled, and each keeps its contact', async () => {
    await using world = await upgraded();
    const before = world.contacts().map(({ id, name }) => ({ id, name }));
    const { counts } = await world.deep({ allowMassChange: 18 });
    expect(counts).toMatchObject({ created: 0, adopted: 0, relinked: 0, rejected: 0, missing: 0 });
    expect(await world.state.rejected.all()).toHaveLength(0);
    expect(world.notOnce()).toEqual([]);
    expect(world.contacts().map(({ id, name }) => ({ id, name }))).toEqual(before);
    // By all three rules at once.
    expect(world.contactOf(39)).toMatchObject({
      phones: ['+79051112039'],
      emails: ['p39@mail.ru'],
    });
    expect(world.contactOf(39).fields).not.toHaveProperty('Дата рождения');
    expect(world.contactOf(2).phones).toEqual([]);
    expect(world.contactOf(21).emails).toEqual(["o'connor21@example.org"]);
  });

  test('are guarded against a change of IDENT’s in the same pass as ever', async () => {
    await using world = await upgraded();
    world.sql('update Persons set City = null where ID between 50 and 59');
    const error = await stopped(world.sync());
    expect(error.code).toBe('MASS_CHANGE');
    expect(error.patients.get('cleared:city')).toHaveLength(10);
    expect([...error.patients.keys()]).toEqual(['cleared:city']);
    expect(world.writes()).toEqual([]);
  });

  test('tell one person from another from the first pass on, though that state knows no persons', async () => {
    await using world = await upgraded();
    world.editPerson(55, {
      ...{ Surname: 'Другой', Name: 'Человек', Birthday: '1999-09-09' },
      ...{ MobilePhone: '+79169998877', Email: 'another@example.ru' },
    });
    const held = world.contactOf(55);
    expect((await world.deep({ allowMassChange: 18 })).counts).toMatchObject({ rejected: 1 });
    expect(world.contactOf(55)).toEqual(held);
    const [row] = [...(await world.state.rejected.ofPatients([55 as PatientId])).values()];
    expect(row?.code).toBe('identity-changed');
  });
});
