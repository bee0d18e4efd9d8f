import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { GuardError } from '../../../src/sync/guard/errors.ts';
import { World } from '../../support/world.ts';

/** Patients in amoCRM with names, birthdays and phones of their own; names are IDENT's (policy). */
async function loaded(patients = 40): Promise<World> {
  const world = await World.open({ patients, sync: { policies: { names: 'repair' } } });
  world.sql(`update Persons set Surname = 'Фамилия' || ID, Name = 'Имя' || ID, Patronymic = null,
    Birthday = '1980-01-02', Phone = null, MobilePhone = '+7926000' || (1000 + ID), Email = ID || '@example.ru'`);
  world.sql('update Patients set ParentSNP = null');
  await world.sync();
  return world;
}

/** The state is lost: every contact is found again by its IDENT id. */
async function lost(world: World): Promise<void> {
  await world.clock.advance(3_600_000);
  await world.installation('anew');
}

const stopped = async (pass: Promise<unknown>): Promise<GuardError> => {
  const error = await pass.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GuardError);
  // Checked above.
  return error as GuardError;
};

const named = (world: World, name: string) =>
  world.contacts().filter((contact) => contact.name === name).length;

describe('of contacts that were only found', () => {
  test.each([
    ['one name for eleven', 'same-name', 11, "Surname = 'Тест', Name = 'Тест'"],
    ['one phone for eleven', 'same-phone', 11, "MobilePhone = '+74951234567'"],
    [
      'names without a word of those that stand there, above fifty,',
      'overwritten',
      51,
      "Surname = 'Новая' || ID, Name = 'Новое' || ID",
    ],
  ])('%s stop the first pass of a lost state', async (_words, kind, count, assignments) => {
    await using world = await loaded(60);
    await lost(world);
    world.sql(`update Persons set ${assignments} where ID <= ${count}`);
    const before = world.writes().length;
    const error = await stopped(world.sync());
    expect(error.code).toBe('MASS_CHANGE');
    expect(error.patients.get(kind)).toHaveLength(count);
    expect(world.writes()).toHaveLength(before);
    expect((await world.sync({ allowMassChange: count })).counts).toMatchObject({
      updated: count,
      created: 0,
    });
  });

  test.each(['repair', 'report'] as const)(
    'ten may get one name (POLICY_NAMES=%s)',
    async (names) => {
      await using world = await loaded();
      await lost(world);
      world.options = { ...world.options, policies: { names } };
      world.sql("update Persons set Surname = 'Тест', Name = 'Тест' where ID <= 10");
      expect((await world.sync()).outcome).toBe('ok');
      expect(named(world, 'Тест Тест')).toBe(names === 'repair' ? 10 : 0);
    },
  );

  test('a name that stays is nobody’s to count, however many have it', async () => {
    await using world = await World.open({ patients: 40, sync: { policies: { names: 'repair' } } });
    world.sql("update Persons set Surname = 'Иванова', Name = 'Анна', Patronymic = null");
    await world.sync();
    await lost(world);
    expect((await world.sync()).outcome).toBe('ok');
  });
});

describe('what changes of a contact that is found after the changes were counted', () => {
  /** A full read passes over the contacts of these patients, whom the state has lost. */
  async function hidden(world: World, patients: readonly number[]): Promise<void> {
    const ids = new Set(patients.map((patient) => world.contactOf(patient).id));
    for (const id of patients) await world.state.links.remove(id as PatientId);
    world.amo = world.client(async (input, init) => {
      const response = await fetch(input, init);
      if (!String(input).includes('=asc')) return response;
      // As amoCRM lists contacts.
      const page = JSON.parse(await response.text()) as {
        readonly _embedded: { readonly contacts: readonly { readonly id: number }[] };
      };
      const contacts = page._embedded.contacts.filter(({ id }) => !ids.has(id));
      return new Response(JSON.stringify({ ...page, _embedded: { contacts } }), {
        status: 200,
        headers: response.headers,
      });
    });
  }

  const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

  test('is written as far as the limit has room for it', async () => {
    await using world = await loaded();
    await hidden(world, upTo(3));
    world.sql("update Persons set Surname = 'Тест', Name = 'Тест' where ID <= 3");
    expect((await world.deep()).counts).toMatchObject({ relinked: 3, updated: 3, deferred: 0 });
    expect(named(world, 'Тест Тест')).toBe(3);
  });

  test('waits for the next pass where it would take the limit over, and that one counts it', async () => {
    await using world = await loaded();
    await hidden(world, upTo(21));
    world.sql("update Persons set Surname = 'Тест', Name = 'Тест', City = 'Клин' where ID <= 21");
    const result = await world.deep();
    expect(result.counts).toMatchObject({ created: 0, relinked: 21, deferred: 11 });
    expect(named(world, 'Тест Тест')).toBe(10);
    // What else changes of the same patients is written.
    expect(world.contacts().filter(({ fields }) => fields['Город'] === 'Клин')).toHaveLength(21);
    world.amo = world.client();
    const error = await stopped(world.deep());
    expect(error.patients.get('same-name')).toHaveLength(11);
    expect(named(world, 'Тест Тест')).toBe(10);
  });

  test('counts with what was carried out within the day', async () => {
    await using world = await loaded();
    world.sql("update Persons set Surname = 'Тест', Name = 'Тест' where ID between 31 and 38");
    await world.deep();
    await hidden(world, upTo(4));
    world.sql("update Persons set Surname = 'Тест', Name = 'Тест' where ID <= 4");
    expect((await world.deep()).counts).toMatchObject({ relinked: 4, deferred: 2 });
    expect(named(world, 'Тест Тест')).toBe(10);
    world.amo = world.client();
    expect((await world.deep()).counts).toMatchObject({ deferred: 0, postponed: 2 });
    expect(named(world, 'Тест Тест')).toBe(10);
  });
});
