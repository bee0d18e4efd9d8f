import { describe, expect, test } from 'vitest';
import { judgeOwner } from '../../src/doctor/checks/ident/database-owner.ts';
import { World } from '../support/world.ts';

/** What the doctor says of a database, once the state was read. */
const judged = async (world: World, identity: string, count: number) =>
  await judgeOwner(world.state, { identity, count });

describe('whose database it is', () => {
  test('is not known of a new state, and is no fault', async () => {
    await using world = await World.open({ patients: 8 });
    expect(await judged(world, world.identFile, 8)).toMatchObject({
      verdict: 'ok',
      found: {
        en: 'the state does not belong to a database yet',
        ru: 'состояние ещё не принадлежит никакой базе',
      },
    });
  });

  test('is not known after a plan either: looking at a database makes the state nobody’s', async () => {
    await using world = await World.open({ patients: 8 });
    await world.sync({ planOnly: true });
    expect((await judged(world, 'srv/OTHER', 8)).found.en).toContain('not belong to a database');
  });

  test('is the connected one once it was synced, and the numbers of patients on both sides are told', async () => {
    await using world = await World.open({ patients: 8 });
    await world.sync();
    const { verdict, found } = await judged(world, world.identFile, 8);
    expect(verdict).toBe('ok');
    expect(found.en).toBe('yes: 8 patients in the state, 8 in the database');
    expect(found.ru).toBe('да: пациентов в состоянии 8, в базе 8');
  });

  test.each([
    [5, 'ok'],
    [4, 'warning'],
    [0, 'warning'],
  ] as const)(
    'of 8 known patients %i are left: %s, and whether it is the right one is asked',
    async (count, verdict) => {
      await using world = await World.open({ patients: 8 });
      await world.sync();
      const diagnosis = await judged(world, world.identFile, count);
      expect(diagnosis.verdict).toBe(verdict);
      if (verdict === 'ok') return;
      expect(diagnosis).toMatchObject({
        code: 'DOCTOR_PATIENTS_GONE',
        advice: {
          en: expect.stringContaining('Is this the right database?'),
          ru: expect.stringContaining('Та ли это база?'),
        },
      });
    },
  );

  test('that is another one is a problem, both are named, and the way to accept it', async () => {
    await using world = await World.open({ patients: 8 });
    await world.sync();
    expect(await judged(world, 'srv/OTHER', 8)).toMatchObject({
      verdict: 'problem',
      code: 'OTHER_DATABASE',
      found: {
        en: expect.stringMatching(/belongs to the database ".*ident\.db".*"srv\/OTHER" has 8/),
        ru: expect.stringMatching(/принадлежит базе «.*ident\.db».*«srv\/OTHER»: 8/),
      },
      advice: { en: expect.stringContaining('sync --accept-database') },
    });
  });

  test('of links of nobody knows which database is a problem too', async () => {
    await using world = await World.open({ patients: 8 });
    await world.sync();
    await world.state.meta.clear('databaseIdentity');
    expect(await judged(world, world.identFile, 8)).toMatchObject({
      verdict: 'problem',
      code: 'OTHER_DATABASE',
      found: {
        en: expect.stringContaining('belongs to nobody knows which database, with 8 patients'),
        ru: expect.stringContaining('принадлежит неизвестно какой базе, пациентов в нём 8'),
      },
    });
  });
});
