import { describe, expect, it } from 'vitest';
import { TwoSources } from '../../support/two-sources.ts';
import { World } from '../../support/world.ts';

const both = ['1', '2', '2:1', '2:2', '2:3', '2:4', '2:5', '2:6', '3', '4', '5', '6'];

describe('two databases in one account', () => {
  it('with the same ids in both make one contact for each patient of each, and a second pass writes nothing', async () => {
    await using two = await TwoSources.open();
    const { world } = two;
    const first = await two.sync();
    expect(first).toMatchObject({ mode: 'deep', reason: 'first', outcome: 'ok' });
    expect(two.ids()).toEqual(both);
    expect(await world.state.links.sources()).toEqual([1, 2]);
    const mark = world.mark();
    expect(await two.sync()).toMatchObject({ mode: 'incremental', outcome: 'ok' });
    expect(await two.sync({ mode: 'deep' })).toMatchObject({ mode: 'deep', outcome: 'ok' });
    expect(world.requestsSince(mark).filter((one) => !one.startsWith('GET'))).toEqual([]);
  });

  it('each bring their own changes, to their own patients', async () => {
    await using two = await TwoSources.open();
    await two.sync();
    const before = two.contactOf('3');
    two.rename(3, 'Новофамильская');
    expect(await two.sync()).toMatchObject({ mode: 'incremental', counts: { updated: 1 } });
    expect(two.contactOf('2:3').name).toContain('Новофамильская');
    expect(two.contactOf('3')).toEqual(before);
  });

  it('in another order are the same', async () => {
    await using two = await TwoSources.open();
    await two.sync();
    two.sources = two.sources.toReversed();
    two.rename(3, 'Новофамильская');
    const mark = two.world.mark();
    expect(await two.sync({ mode: 'deep' })).toMatchObject({
      outcome: 'ok',
      counts: { updated: 1 },
    });
    expect(two.contactOf('2:3').name).toContain('Новофамильская');
    expect(two.world.requestsSince(mark).filter((one) => one.startsWith('POST'))).toEqual([]);
    expect(two.ids()).toEqual(both);
  });

  it('are found again after the state is lost, each by the number in its contacts', async () => {
    await using two = await TwoSources.open();
    await two.sync();
    const before = two.world.contacts();
    await two.world.installation('anew');
    two.back();
    expect(await two.sync()).toMatchObject({ mode: 'deep', outcome: 'ok', counts: { created: 0 } });
    expect(two.world.contacts()).toEqual(before);
  });
});

describe('another clinic’s database under a source’s number', () => {
  it.each([1, 2] as const)(
    'stops the first pass of a lost state, however right the other source is (%i)',
    async (number) => {
      await using two = await TwoSources.open();
      const { world } = two;
      await two.sync();
      const before = world.contacts();
      await world.installation('anew');
      two.back();
      await two.exchange(number);
      await expect(two.sync()).rejects.toMatchObject({ code: 'IDENTITY_DISAGREES' });
      expect(world.contacts()).toEqual(before);
      expect((await world.state.meta.ofSources('databaseIdentity')).size).toBe(0);
      two.back();
      expect(await two.sync()).toMatchObject({ outcome: 'ok', counts: { created: 0 } });
      expect(world.contacts()).toEqual(before);
    },
  );
});

describe('a mass change of one source', () => {
  it('is one within its own patients, however many the others have', async () => {
    await using two = await TwoSources.open({ patients: 20 });
    await two.sync();
    // 15 % of 20 are 3; of the 40 of both they would be 6.
    two.second('delete from Patients where ID_Persons <= 5');
    await expect(two.sync({ mode: 'deep' })).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    expect(await two.world.state.links.count('linked')).toBe(40);
  });

  it('is one also where its contacts were merged into others, before any of them is linked', async () => {
    await using world = await World.open({ patients: 60 });
    const two = TwoSources.in(world);
    await two.makeSecond(6);
    await two.sync();
    const { crm } = world.sandbox;
    // Of 66 they would be few, and so they are no reading that is void.
    const leads = ['2:1', '2:2'].map((id) => {
      const lead = crm.create({ name: 'Лид', fields: { Город: 'Рига' } });
      crm.merge(lead, two.contactOf(id).id);
      return lead;
    });
    await expect(two.sync({ mode: 'deep' })).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    const inRiga = world.contacts().filter(({ fields }) => fields['Город'] === 'Рига');
    expect(inRiga.map(({ id }) => id)).toEqual(leads);
  });

  it('is none where each source has few of its own', async () => {
    await using two = await TwoSources.open({ patients: 20 });
    await two.sync();
    two.second('delete from Patients where ID_Persons <= 3');
    two.world.sql('delete from Patients where ID_Persons <= 3');
    expect(await two.sync({ mode: 'deep' })).toMatchObject({ counts: { removed: 6 } });
  });
});

describe('one name for many patients', () => {
  it('stops the pass although each source has few of them', async () => {
    await using two = await TwoSources.open();
    await two.sync();
    const statement = "update Persons set Surname = 'Тест', Name = 'Тест', Patronymic = null";
    two.second(statement);
    two.world.sql(statement);
    await expect(two.sync({ mode: 'deep' })).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    expect(two.world.contacts().filter(({ name }) => name === 'Тест Тест')).toEqual([]);
  });
});

describe('numbers of sources', () => {
  it('that were exchanged are refused before anything is written', async () => {
    await using two = await TwoSources.open();
    await two.sync();
    const before = two.world.contacts();
    two.sources = [two.source(2, two.files[0]), two.source(1, two.files[1])];
    const mark = two.world.mark();
    await expect(two.sync()).rejects.toMatchObject({ code: 'SOURCE_NUMBER_CHANGED' });
    expect(two.world.requestsSince(mark)).toEqual([]);
    expect(two.world.contacts()).toEqual(before);
  });

  it('that are new for a known database are refused', async () => {
    await using two = await TwoSources.open();
    await two.sync();
    two.sources = [two.source(1, two.files[0]), two.source(3, two.files[1])];
    await expect(two.sync()).rejects.toMatchObject({ code: 'SOURCE_NUMBER_CHANGED' });
  });

  it('that are left out although patients have them are refused', async () => {
    await using two = await TwoSources.open();
    await two.sync();
    two.sources = [two.source(1, two.files[0])];
    await expect(two.sync()).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
    two.sources = [two.source(2, two.files[1])];
    await expect(two.sync()).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
  });

  it('of two sources that read one database are refused: each patient would get two contacts', async () => {
    await using two = await TwoSources.open();
    two.sources = [two.source(1, two.files[0]), two.source(2, two.files[0])];
    await expect(two.sync()).rejects.toMatchObject({ code: 'SOURCE_TWICE' });
    expect(two.world.contacts()).toEqual([]);
  });
});

describe('contacts with ids of a source that is none of ours', () => {
  it('stop a pass before anything is written, unless a person mistyped a few', async () => {
    await using two = await TwoSources.open();
    await two.sync();
    await two.world.installation('another');
    two.sources = [two.source(1, two.files[0])];
    const before = two.world.contacts();
    await expect(two.sync()).rejects.toMatchObject({ code: 'SOURCE_FOREIGN' });
    expect(two.world.contacts()).toEqual(before);
    expect(await two.sync({ mode: 'deep', allowMassChange: 6 })).toMatchObject({
      ...{ mode: 'deep', counts: { created: 0 } },
    });
    expect(two.world.contacts()).toEqual(before);
  });

  it('stop a first load also where people delete contacts meanwhile, so that the first reading passes all of them over', async () => {
    await using two = await TwoSources.open();
    const { world } = two;
    const { crm, unrest } = world.sandbox;
    const crowd = Array.from({ length: 250 }, (_, n) => crm.create({ name: `Заметки ${n}` }));
    await two.sync();
    await world.installation('another');
    two.sources = [two.source(3, two.files[1])];
    const ours = world.contacts().length - crowd.length;
    unrest.add({ skip: 1, deletes: ours, among: crowd });
    await expect(two.sync()).rejects.toMatchObject({ code: 'SOURCE_FOREIGN' });
    expect(world.contacts()).toHaveLength(crowd.length);
  });
});

describe('a phone that a patient of another source has', () => {
  it('leads to no adoption', async () => {
    await using two = await TwoSources.open({ patients: 1 });
    const { world } = two;
    await two.sync();
    // The same phone as the first source's patient; a lead without an id has it as well.
    const phone = '+79035550011';
    world.editPerson(1, { MobilePhone: phone });
    await two.sync();
    const lead = world.sandbox.crm.create({ name: 'Анна Ли', phones: [phone] });
    two.second(
      "insert into Persons (ID, SurName, Name, MobilePhone, DateTimeChanged) values (50, 'Ли', 'Анна', ?, strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime'))",
      phone,
    );
    two.second(
      "insert into Patients (ID_Persons, DateTimeChanged) values (50, strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime'))",
    );
    expect(await two.sync()).toMatchObject({ counts: { created: 1, adopted: 0 } });
    expect(two.contactOf('2:50').id).not.toBe(lead);
  });
});

describe('one person', () => {
  it('in both databases has two contacts, and is listed for a person', async () => {
    await using two = await TwoSources.open({ patients: 1 });
    const person = ['Ли', 'Анна', '1990-05-17', '+79035550022'] as const;
    const statement = `update Persons set SurName = ?, Name = ?, Birthday = ?, MobilePhone = ? where ID = 1`;
    two.world.sql(statement, ...person);
    two.second(statement, ...person);
    const pass = await two.sync();
    expect(two.ids()).toEqual(['1', '2:1']);
    expect(pass.findings.filter(({ kind }) => kind === 'source-double')).toMatchObject([
      { patientId: 1 },
      { patientId: 2 ** 32 + 1 },
    ]);
  });
});

describe('a row of IDENT whose ID_Persons can be no key', () => {
  it('is told of by its number, and everybody else is carried over', async () => {
    await using two = await TwoSources.open({ patients: 3 });
    for (const id of [2 ** 32, 2 ** 33 + 7]) {
      two.second('insert into Persons (ID, SurName) values (?, ?)', id, 'Чужаков');
      two.second('insert into Patients (ID_Persons) values (?)', id);
    }
    const pass = await two.sync();
    expect(pass).toMatchObject({ outcome: 'ok', counts: { created: 6 } });
    expect(
      pass.findings.filter(({ kind }) => kind === 'id-odd').map(({ subject }) => subject),
    ).toEqual(['2:4294967296', '2:8589934599']);
    expect(two.ids()).toEqual(['1', '2', '2:1', '2:2', '2:3', '3']);
    expect(await two.sync()).toMatchObject({ mode: 'incremental', outcome: 'ok' });
  });
});
