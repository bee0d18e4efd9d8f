import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import type { World } from '../../support/world.ts';
import { loaded, patches, updates } from './write-world.ts';

describe('an old request that arrives after the new one is healed', () => {
  /** The first request is lost and arrives 30 s later; the second one carries what IDENT says by then. */
  async function outrun(world: World, act: () => void, ms = 30_000): Promise<void> {
    world.sandbox.faults.add({ match: updates, fault: { kind: 'late-commit', ms } });
    void world.clock.sleep(1_000).then(act);
    await world.sync();
    expect(patches(world)).toBeGreaterThanOrEqual(3);
    expect(await world.state.intents.late()).toEqual([]);
  }

  test('where it carried an older value', async () => {
    await using world = await loaded();
    world.editPerson(2, { City: 'Тверь' });
    await outrun(world, () => world.editPerson(2, { City: 'Псков' }));
    expect(world.contactOf(2).fields['Город']).toBe('Псков');
  });

  test('where IDENT has emptied the field since', async () => {
    await using world = await loaded();
    world.editPerson(2, { City: 'Тверь' });
    await outrun(world, () => world.editPerson(2, { City: null }));
    expect(world.contactOf(2).fields['Город']).toBeUndefined();
  });

  test('where it emptied the field that IDENT has filled since', async () => {
    await using world = await loaded();
    world.editPerson(2, { City: 'Тверь' });
    await world.sync();
    world.editPerson(2, { City: null });
    await outrun(world, () => world.editPerson(2, { City: 'Псков' }));
    expect(world.contactOf(2).fields['Город']).toBe('Псков');
  });

  test('where it carried an older name', async () => {
    await using world = await loaded();
    world.editPerson(2, { Surname: 'Первая', Name: 'Анна', Patronymic: null });
    await outrun(world, () => world.editPerson(2, { Surname: 'Вторая' }));
    expect(world.contactOf(2).name).toBe('Вторая Анна');
  });

  test('where it carried an older phone, and a colleague’s stays', async () => {
    await using world = await loaded();
    world.sandbox.crm.edit(world.contactOf(2).id, { addPhones: ['+7 999 123-45-67'] });
    world.editPerson(2, { MobilePhone: '+7 903 111-22-33', Phone: null });
    await outrun(world, () => world.editPerson(2, { MobilePhone: '+7 903 444-55-66' }));
    const { phones } = world.contactOf(2);
    expect(phones).toContain('+79034445566');
    expect(phones).not.toContain('+79031112233');
    expect(phones).toContain('+7 999 123-45-67');
  });

  test('where it took out the phone that IDENT has again', async () => {
    await using world = await loaded();
    world.editPerson(2, { MobilePhone: '+7 903 111-22-33', Phone: null });
    await world.sync();
    world.editPerson(2, { MobilePhone: null });
    await outrun(world, () => world.editPerson(2, { MobilePhone: '+7 903 111-22-33' }));
    expect(world.contactOf(2).phones).toContain('+79031112233');
  });

  test('where it arrives after 59 s, and contacts read by their id are 15 s behind', async () => {
    await using world = await loaded();
    Object.assign(world.sandbox.manners, { listLagMs: 15_000, getLags: true });
    world.editPerson(2, { City: 'Тверь' });
    await outrun(world, () => world.editPerson(2, { City: 'Псков' }), 59_000);
    await world.clock.advance(60_000);
    expect(world.contactOf(2).fields['Город']).toBe('Псков');
  });

  test('without touching what it did not carry', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(2);
    world.editPerson(2, { City: 'Тверь' });
    await outrunQuietly(world, () => world.sandbox.crm.edit(id, { name: 'Мама Ани' }));
    expect(world.contactOf(2)).toMatchObject({ name: 'Мама Ани', fields: { Город: 'Тверь' } });
  });

  async function outrunQuietly(world: World, act: () => void): Promise<void> {
    world.sandbox.faults.add({ match: updates, fault: { kind: 'late-commit', ms: 30_000 } });
    void world.clock.sleep(1_000).then(act);
    await world.sync();
  }

  test('when the pass that sent it failed', async () => {
    await using world = await loaded();
    world.editPerson(2, { City: 'Тверь' });
    world.sandbox.faults.add({ match: updates, fault: { kind: 'late-commit', ms: 50_000 } });
    world.sandbox.faults.add({
      match: updates,
      times: 2,
      fault: { kind: 'drop', when: 'before' },
    });
    await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_UNKNOWN_OUTCOME' });
    world.editPerson(2, { City: 'Псков' });
    await world.sync();
    expect(world.contactOf(2).fields['Город']).toBe('Псков');
  });

  test('while a pass over another patient does not wait for it', async () => {
    await using world = await loaded();
    world.editPerson(2, { City: 'Тверь' });
    world.sandbox.faults.add({ match: updates, times: 3, fault: { kind: 'drop', when: 'before' } });
    await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_UNKNOWN_OUTCOME' });
    world.editPerson(3, { City: 'Псков' });
    const begun = world.clock.elapsed;
    // A patient of the sample database.
    await world.sync({ mode: { patients: [3 as PatientId] } });
    expect(world.clock.elapsed - begun).toBeLessThan(10_000);
    expect(await world.state.intents.late()).toHaveLength(1);
    await world.sync();
    expect(world.contactOf(2).fields['Город']).toBe('Тверь');
  });

  test('when IDENT went back to what amoCRM had acknowledged', async () => {
    await using world = await loaded();
    world.editPerson(2, { City: 'Псков' });
    await world.sync();
    world.editPerson(2, { City: 'Тверь' });
    world.sandbox.faults.add({
      match: updates,
      times: 3,
      fault: { kind: 'drop', when: 'after' },
    });
    await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_UNKNOWN_OUTCOME' });
    world.editPerson(2, { City: 'Псков' });
    await world.sync();
    expect(world.contactOf(2).fields['Город']).toBe('Псков');
  });
});
