import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { resumeService } from '../../../src/service/person-actions.ts';
import { GuardError } from '../../../src/sync/guard/errors.ts';
import type { Guard } from '../../../src/sync/guard/guard.ts';
import type { World } from '../../support/world.ts';
import { change, guardOf, loaded } from './many.ts';

const hour = 3_600_000;
const withCity = (world: World) =>
  world.contacts().filter(({ fields }) => 'Город' in fields).length;

describe('a mass change in portions', () => {
  test('of clearings waits once the day is full, and everything else goes on', async () => {
    await using world = await loaded();
    for (let from = 1; from <= 36; from += 6) {
      change(world, [from, from + 5], 'City = null');
      change(world, [40, 40], `Email = 'portion${from}@example.ru'`);
      const { counts } = await world.sync();
      expect(counts).toMatchObject({ deferred: 0, postponed: from - 1 });
      expect(world.contactOf(40).emails).toEqual([`portion${from}@example.ru`]);
    }
    expect(withCity(world)).toBe(34);
  });

  test('waits over a restart of the process, too', async () => {
    await using world = await loaded();
    change(world, [1, 6], 'City = null');
    await world.sync();
    await world.restart();
    change(world, [7, 12], 'City = null');
    expect((await world.sync()).counts).toMatchObject({ postponed: 6 });
    expect(withCity(world)).toBe(34);
  });

  test('keeps back the clearing alone: what else changes of the same patient is written', async () => {
    await using world = await loaded();
    change(world, [1, 6], 'City = null');
    await world.sync();
    change(world, [7, 12], "City = null, MobilePhone = MobilePhone || '1', Email = 'n' || Email");
    await world.sync();
    expect(world.contactOf(7)).toMatchObject({
      emails: ['n7@example.ru'],
      fields: { Город: 'Тверь' },
    });
    expect(await world.sync()).toMatchObject({
      outcome: 'rows-rejected',
      counts: { postponed: 6 },
    });
  });

  test('of removals waits for the day, and is told of by patient', async () => {
    await using world = await loaded();
    world.sql('delete from Patients where ID_Persons <= 6');
    expect((await world.deep()).counts).toMatchObject({ removed: 6 });
    world.sql('delete from Patients where ID_Persons <= 9');
    const waits = await world.deep();
    expect(waits.counts).toMatchObject({ removed: 0, postponed: 3 });
    expect(
      waits.findings.map(({ kind, patientId, subject }) => [kind, patientId, subject]),
    ).toEqual([7, 8, 9].map((id) => ['guard-waits', id, 'removed']));
  });

  test('goes on by itself when a day has passed', async () => {
    await using world = await loaded();
    change(world, [1, 6], 'City = null');
    await world.sync();
    change(world, [7, 9], 'City = null');
    expect((await world.sync()).counts).toMatchObject({ postponed: 3 });
    await world.clock.advance(24 * hour);
    expect((await world.sync()).counts).toMatchObject({ updated: 3, postponed: 0 });
    expect(withCity(world)).toBe(31);
  });

  test('is what a person allows, and that leaves the day', async () => {
    await using world = await loaded();
    change(world, [1, 6], 'City = null');
    await world.sync();
    change(world, [7, 20], 'City = null');
    await expect(world.sync({ allowMassChange: 13 })).rejects.toMatchObject({
      code: 'MASS_CHANGE',
    });
    expect((await world.sync({ allowMassChange: 14 })).counts).toMatchObject({ updated: 14 });
    change(world, [21, 26], 'City = null');
    expect((await world.sync()).counts).toMatchObject({ updated: 6, postponed: 0 });
  });

  test('that a person resumes after a stop leaves the day', async () => {
    await using world = await loaded();
    const { state, clock } = world;
    change(world, [1, 6], 'City = null');
    await world.sync();
    change(world, [7, 12], 'City = null');
    expect((await world.sync()).counts).toMatchObject({ postponed: 6 });
    await resumeService({ state, clock }, 'cli');
    expect((await world.sync()).counts).toMatchObject({ postponed: 6 });
    await state.pauses.set({ reason: 'guard', since: clock.now(), code: null, actor: 'service' });
    await resumeService({ state, clock }, 'cli');
    expect((await world.sync()).counts).toMatchObject({ postponed: 0 });
    expect(withCity(world)).toBe(28);
  });

  test('that was put right in IDENT waits no more', async () => {
    await using world = await loaded();
    change(world, [1, 6], 'City = null');
    await world.sync();
    change(world, [7, 12], 'City = null');
    await world.sync();
    change(world, [7, 12], "City = 'Тверь'");
    expect((await world.sync()).counts).toMatchObject({ postponed: 0 });
    expect(await world.state.guarded.waitingCount()).toMatchObject({ patients: 0, since: null });
    expect(await world.sync()).toMatchObject({ outcome: 'ok', counts: { postponed: 0 } });
  });
});

describe('overwriting', () => {
  test('one name for many patients stops the pass before anything is written', async () => {
    await using world = await loaded();
    change(world, [1, 11], "Surname = 'Тест', Name = 'Тест'");
    const before = world.writes().length;
    for (const run of [() => world.sync(), () => world.deep()]) {
      const error = await run().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'MASS_CHANGE', exit: 6 });
      expect((error as GuardError).patients.get('same-name')).toHaveLength(11);
      expect((error as GuardError).message).toContain('one same name: 11; the limit is 10 of 40');
    }
    expect(world.writes()).toHaveLength(before);
    await world.sync({ allowMassChange: 11 });
    expect(world.contactOf(1).name).toBe('Тест Тест');
  });

  test('one phone for many patients stops the pass before anything is written', async () => {
    await using world = await loaded();
    change(world, [1, 11], "MobilePhone = '+74951234567'");
    const error = await world.sync().catch((thrown: unknown) => thrown);
    expect((error as GuardError).patients.get('same-phone')).toHaveLength(11);
  });

  test('a family may share its new phone', async () => {
    await using world = await loaded();
    change(world, [1, 5], "MobilePhone = '+74951234567'");
    expect((await world.sync()).counts).toMatchObject({ updated: 5, postponed: 0 });
  });

  test('one name in portions gets no further than the limit', async () => {
    await using world = await loaded();
    for (let from = 1; from <= 24; from += 6) {
      change(world, [from, from + 5], "Surname = 'Тест', Name = 'Тест'");
      await world.sync();
    }
    expect(world.contacts().filter(({ name }) => name === 'Тест Тест')).toHaveLength(6);
  });

  test('names and phones with nothing in common stop above 50 patients', async () => {
    await using world = await loaded(120);
    change(world, [1, 51], "Surname = 'Новая' || ID, Name = 'Новое' || ID");
    const before = world.writes().length;
    const error = await world.sync().catch((thrown: unknown) => thrown);
    expect((error as GuardError).patients.get('overwritten')).toHaveLength(51);
    expect(world.writes()).toHaveLength(before);
  });

  test('names that keep a word are everyday changes, however many', async () => {
    await using world = await loaded(120);
    change(world, [1, 100], "Surname = 'Новая' || ID");
    expect((await world.sync()).counts).toMatchObject({ updated: 100 });
  });

  const clinic = (patients: number) => {
    const guard = guardOf(patients);
    const count = (kind: Parameters<Guard['count']>[0], from: number, to: number) => {
      for (let id = from; id <= to; id += 1) guard.count(kind, id as PatientId);
    };
    return { guard, count };
  };

  test('400 of 100,000 with one name stop', () => {
    const { guard, count } = clinic(100_000);
    count('overwritten', 1, 400);
    count('same-name:abc', 1, 400);
    expect(() => guard.check()).toThrow(GuardError);
  });

  test('300 honest changes of phones a day in 100,000 do not', () => {
    const { guard, count } = clinic(100_000);
    count('overwritten', 1, 300);
    for (let id = 1; id <= 300; id += 1) count(`same-phone:${id}`, id, id);
    expect(() => guard.check()).not.toThrow();
    expect(guard.waiting).toEqual([]);
  });
});
