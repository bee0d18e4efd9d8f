import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadProfile } from '../../src/ident/profiles/load-profile.ts';
import { parseSource } from '../../src/ident/profiles/source.ts';

async function profileFile(content: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'profile-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'clinic.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('the shipped profiles', () => {
  it.each(['ident', 'sample'])('%s knows a place for every input', async (name) => {
    const profile = await loadProfile(name);
    const without = [...profile.inputs].filter(([, { candidates }]) => candidates.length === 0);
    expect(without).toEqual([]);
  });

  it('ident computes from confirmed tables before it believes a guessed column', async () => {
    const { inputs } = await loadProfile('ident');
    expect(inputs.get('firstVisit')?.candidates.map(({ kind }) => kind)).toEqual([
      'computed',
      'column',
    ]);
    expect(inputs.get('branch')?.candidates[0]?.kind).toBe('computed');
  });
});

describe("a clinic's own profile", () => {
  it('names what differs and keeps the rest of the one that it extends', async () => {
    const file = await profileFile({
      name: 'our clinic',
      extends: 'ident',
      inputs: {
        email: 'Persons.EMail',
        city: ['Persons.City', 'Cities.Name via Persons.ID_Cities'],
        sex: { from: 'Persons.Gender', values: { М: 'male', Ж: 'female' } },
        debt: [],
      },
    });
    const { name, inputs, changes } = await loadProfile(file);
    expect(name).toBe('our clinic');
    expect(inputs.get('email')?.candidates).toEqual([
      { kind: 'column', table: 'Persons', column: 'EMail' },
    ]);
    expect(inputs.get('city')?.candidates).toHaveLength(2);
    expect(inputs.get('sex')?.values?.get('м')).toBe('male');
    expect(inputs.get('debt')?.candidates).toEqual([]);
    expect(inputs.get('surname')?.candidates).toHaveLength(1);
    expect(changes.map(({ table }) => table)).toEqual([
      'Persons',
      'Patients',
      'Receptions',
      'Orders',
      'OrderServiceRelation',
      'PaymentsIn',
      'TreatmentPlans',
      'TreatmentPlanElementRelations',
      'OrderPaymentsJournal',
    ]);
  });

  it('is read with a byte order mark, as Windows editors write it', async () => {
    const file = await profileFile('\uFEFF{"name":"clinic","extends":"ident","inputs":{}}');
    expect((await loadProfile(file)).name).toBe('clinic');
  });

  it.each([
    ['no place', { debt: 'Debts' }, 'inputs.debt'],
    ['an input that is none', { shoeSize: 'Persons.Size' }, 'inputs.shoeSize'],
    ['a table that is not joined', { debt: 'Payments.Debt' }, 'inputs.debt'],
    ['a computed source elsewhere', { debt: 'orders.sum' }, 'inputs.debt'],
    ['the greatest of texts', { city: 'greatest(Persons.A, Persons.B)' }, 'inputs.city'],
    [
      'a value without meaning',
      { sex: { from: 'Persons.Sex', values: { 1: 'man' } } },
      'inputs.sex',
    ],
    ['values for a text', { city: { from: 'Persons.City', values: { 1: 'x' } } }, 'inputs.city'],
    ['an injection', { city: 'Persons.City; drop table Patients' }, 'inputs.city'],
  ])('is refused, naming the spot, for %s', async (_, inputs, spot) => {
    const file = await profileFile({ name: 'clinic', extends: 'ident', inputs });
    await expect(loadProfile(file)).rejects.toMatchObject({
      code: 'IDENT_PROFILE_INVALID',
      exit: 2,
      message: expect.stringContaining(spot),
    });
  });

  it('tells all mistakes at once', async () => {
    const inputs = { debt: 'x', city: 'y' };
    const file = await profileFile({ name: 'clinic', extends: 'ident', inputs });
    const error = await loadProfile(file).catch((thrown: Error) => thrown);
    expect(error).toHaveProperty(
      'message',
      expect.stringMatching(/inputs\.debt: is no source.*inputs\.city: is no source/),
    );
  });

  it.each([
    ['nowhere/profile.json', 'IDENT_PROFILE_NOT_FOUND'],
    [null, 'IDENT_PROFILE_INVALID'],
  ])('that cannot be read is said (%s)', async (missing, code) => {
    const file = missing ?? (await profileFile('{ no json'));
    await expect(loadProfile(file)).rejects.toMatchObject({ code });
  });
});

describe('a source', () => {
  it.each([
    ['Persons.Email', { kind: 'column', table: 'Persons', column: 'Email' }],
    [
      'ArchiveReasons.Name via Patients.ID_ArchiveReasons',
      {
        kind: 'lookup',
        table: 'ArchiveReasons',
        column: 'Name',
        key: 'ID',
        from: { table: 'Patients', column: 'ID_ArchiveReasons' },
      },
    ],
    ['Extra.Email via Patients.ID_Persons = ID_Patients', { kind: 'lookup', key: 'ID_Patients' }],
    ['orders.sum', { kind: 'computed', name: 'orders.sum' }],
    ['greatest(Persons.A, Patients.B)', { kind: 'greatest' }],
  ])('%s', (text, source) => expect(parseSource(text)).toMatchObject(source));

  it.each(['', 'Persons', 'a.b.c', 'Persons.Email via', 'greatest()', 'visits.count()'])(
    '%o is none',
    (text) => expect(parseSource(text)).toBeNull(),
  );
});
