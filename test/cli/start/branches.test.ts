import { beforeAll, describe, expect, it } from 'vitest';
import { Bookings } from '../../support/bookings.ts';
import { Clinic } from '../clinic.ts';

let clinic: Clinic;
const russian = { LANG: 'ru_RU.UTF-8' };

beforeAll(async () => {
  clinic = await Clinic.mocked(8);
  new Bookings(clinic.database).only([
    { patient: 1, branch: 1 },
    { patient: 2, branch: 1 },
    { patient: 2, branch: 2 },
    { patient: 3, branch: 2 },
    { patient: 4, branch: null },
  ]);
  await clinic.run('fields', 'create');
});

describe('the choice of branches before the first load', () => {
  it('is asked for by the names that test-db shows, with how many patients each branch has', async () => {
    const { stdout } = await clinic.runWith(russian, 'test-db');
    expect(stdout).toMatch(/Главный филиал: 2$/m);
    expect(stdout).toMatch(/Филиал на Соколе: 2$/m);
    const { json } = await clinic.runWith({ BRANCHES: 'филиал на соколе' }, 'test-db', '--json');
    expect(json).toMatchObject({
      branches: [
        { name: 'Главный филиал', patients: 2, isChosen: false },
        { name: 'ИП Белова А. С.', patients: 0, isChosen: false },
        { name: 'Филиал на Соколе', patients: 2, isChosen: true },
        { name: null, patients: 1, isChosen: true },
      ],
    });
  });

  it('is told by plan: whom each branch has, and who is left out', async () => {
    const env = { ...russian, BRANCHES: 'Филиал на Соколе' };
    const { stdout } = await clinic.runWith(env, 'plan');
    expect(stdout).toContain('Главный филиал: 2 (не переносятся)');
    expect(stdout).toContain('Филиал на Соколе: 2 (переносятся)');
    expect(stdout).toContain('Не из выбранных филиалов, не переносятся: 5');
    const { json } = await clinic.runWith(env, 'plan', '--json');
    expect(json).toMatchObject({ create: 3, outside: 5, branches: [{ branches: { length: 4 } }] });
  });

  it('is told by doctor, and a name that IDENT does not have with those that there are', async () => {
    const right = await clinic.runWith({ ...russian, BRANCHES: 'Филиал на Соколе' }, 'doctor');
    expect(right.stdout).toContain('Филиал на Соколе: 2 (переносятся)');
    const wrong = await clinic.runWith({ ...russian, BRANCHES: 'Сокал' }, 'doctor');
    expect(wrong.stdout).toContain('В IDENT нет филиалов из BRANCHES: «Сокал»');
    expect(wrong.stdout).toContain('«Филиал на Соколе»');
  });

  it('with a name that IDENT does not have stops plan and sync with code 6 and the way to the names', async () => {
    for (const command of ['plan', 'sync'] as const) {
      const { code, stderr } = await clinic.runWith({ ...russian, BRANCHES: 'Сокал' }, command);
      expect(code).toBe(6);
      expect(stderr).toContain('(по порядку: 1)');
      expect(stderr).toContain('ident-amocrm doctor');
    }
  });

  it('refuses a single patient of another branch by name', async () => {
    const env = { ...russian, BRANCHES: 'Филиал на Соколе' };
    const { code, stderr } = await clinic.runWith(env, 'test', '--patient-id', '1');
    expect(code).toBe(1);
    expect(stderr).toContain('Пациент 1 не относится к выбранным филиалам');
  });
});
