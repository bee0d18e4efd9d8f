import { describe, expect, it } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { SyncError } from '../../../src/sync/errors.ts';
import { heldCodes } from '../../../src/sync/identity/held/held.ts';
import { deepInterleaved, type Happening } from '../audit/interleaved.ts';
import { chosen, clinic, main, sokol } from './branch-clinic.ts';

const belova = 'ИП Белова А. С.';

describe('the chosen branches', () => {
  it.each([
    ['one', chosen(main), [1, 2, 6]],
    ['one that an order alone tells of, too', chosen(sokol), [2, 3, 4, 6]],
    ['two', chosen(main, belova), [1, 2, 5, 6]],
    ['one by its company’s name', chosen('ООО «Улыбка»'), [1, 2, 6]],
    ['one in other letters, blanks and quotes', chosen('  ооо  "УЛЫБКА" '), [1, 2, 6]],
    ['one, and whoever was nowhere', { names: [main], withoutVisits: true }, [1, 2, 6, 7, 8]],
    ['none', undefined, [1, 2, 3, 4, 5, 6, 7, 8]],
  ])('decide whose patients get a contact: %s', async (_, branches, expected) => {
    await using one = await clinic(branches);
    expect(await one.world.sync()).toMatchObject({
      ...{ mode: 'deep', outcome: 'ok' },
      counts: { created: expected.length, outside: 8 - expected.length, read: 8 },
    });
    expect(one.carried()).toEqual(expected);
    const mark = one.world.mark();
    expect(await one.world.sync()).toMatchObject({ mode: 'incremental', counts: { created: 0 } });
    expect(await one.world.deep()).toMatchObject({
      counts: { read: 8, unchanged: expected.length, outside: 8 - expected.length },
    });
    expect(one.world.requestsSince(mark).filter((line) => !line.startsWith('GET'))).toEqual([]);
  });
});

describe('a patient of another branch', () => {
  it('who is booked in a chosen one gets a contact in the next pass', async () => {
    await using one = await clinic(chosen(main));
    await one.world.sync();
    one.bookings.add({ patient: 3, branch: 1 });
    expect(await one.world.sync()).toMatchObject({ mode: 'incremental', counts: { created: 1 } });
    expect(one.carried()).toEqual([1, 2, 3, 6]);
    expect(await one.world.deep()).toMatchObject({ counts: { unchanged: 4, outside: 4 } });
  });

  it('whose order alone is of a chosen one gets a contact, though the field of branches is off', async () => {
    await using one = await clinic(chosen(sokol));
    one.world.options = { ...one.world.options, excluded: new Set(['branch', 'visits_sum']) };
    await one.world.sync();
    one.bookings.sql(
      `insert into Orders (ID, ID_Receptions, ID_OwnCompanies, DateTimeOrder)
       select 99, ID, 2, strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime') from Receptions where ID_Patients = 1`,
    );
    expect(await one.world.sync()).toMatchObject({ mode: 'incremental', counts: { created: 1 } });
    expect(one.carried()).toEqual([1, 2, 3, 4, 6]);
  });

  it('has a phone that leads to no adoption, in a deep pass and in any other', async () => {
    await using one = await clinic(chosen(main));
    const { world } = one;
    const named = { Surname: 'Лидова', Name: 'Лида', Patronymic: null };
    const phoned = (MobilePhone: string) => ({ ...named, MobilePhone, Phone: null });
    world.editPerson(1, phoned('+7 999 000-11-22'));
    world.editPerson(2, phoned('+7 999 000-33-44'));
    world.editPerson(3, phoned('+7 999 000-11-22'));
    const { crm } = world.sandbox;
    const lead = (phone: string) => crm.create({ name: 'Лида Лидова', phones: [phone] });
    const [barred, adopted] = [lead('+79990001122'), lead('+79990003344')];
    await world.sync();
    expect(world.contactOf(2).id).toBe(adopted);
    expect(world.contactOf(1).id).not.toBe(barred);
    world.addPatient(9, phoned('+7 999 000-11-22'));
    world.addPatient(10, phoned('+7 999 000-55-66'));
    const free = lead('+79990005566');
    world.editPerson(1, { MobilePhone: '+7 999 000-77-88' });
    for (const patient of [9, 10]) one.bookings.add({ patient, branch: 1 });
    expect(await world.sync()).toMatchObject({ mode: 'incremental', counts: { adopted: 1 } });
    expect(world.contactOf(10).id).toBe(free);
    expect(world.contactOf(9).id).not.toBe(barred);
  });

  it('is not looked at by each pass anew', async () => {
    await using one = await clinic(chosen(belova));
    await one.world.sync();
    // The latest rows of each table are read by each pass.
    const { read = 0 } = (await one.world.sync()).counts;
    // No stamp tells of him: he is met as one above all that are known.
    one.world.sql("insert into Persons (ID, Surname, Name) values (9, 'Новая', 'Нина')");
    one.world.sql('insert into Patients (ID_Persons) values (9)');
    expect(await one.world.sync()).toMatchObject({ counts: { read: read + 1, created: 0 } });
    expect(await one.world.sync()).toMatchObject({ mode: 'incremental', counts: { read } });
  });

  it('who was refused while he was of a chosen one is in nobody’s queue', async () => {
    await using one = await clinic(chosen(main));
    const { world, bookings } = one;
    await world.sync();
    const refusal = { code: 'InvalidType', subject: null, fingerprint: '-' };
    await world.state.rejected.add({ ...refusal, patientId: 1 as PatientId }, world.clock.now());
    bookings.cancel(1);
    await world.sync();
    expect(await world.state.rejected.all()).toHaveLength(0);
  });
});

describe('a patient who leaves the chosen branches', () => {
  it('keeps the contact as it stands, is listed by each deep pass, and goes on when he is back', async () => {
    await using one = await clinic(chosen(main));
    const { world, bookings } = one;
    await world.sync();
    bookings.cancel(1);
    bookings.add({ patient: 1, branch: 2 });
    const before = world.contactOf(1);
    world.editPerson(1, { Surname: 'Ушедшая' });
    expect(await world.sync()).toMatchObject({
      ...{ mode: 'incremental', counts: { updated: 0 } },
      findings: [{ kind: 'branch-left', patientId: 1, contactId: before.id }],
    });
    world.sandbox.crm.edit(before.id, { fields: { Город: 'Рига' } });
    const edited = world.contactOf(1);
    expect(await world.deep()).toMatchObject({
      findings: [{ kind: 'branch-left', patientId: 1 }],
      counts: { updated: 0, missing: 0, removed: 0 },
    });
    expect(world.contactOf(1)).toEqual(edited);
    bookings.add({ patient: 1, branch: 1 });
    expect(await world.sync()).toMatchObject({ counts: { updated: 1, created: 0 } });
    expect(world.contactOf(1).name).toContain('Ушедшая');
    expect((await world.deep()).findingCounts).not.toHaveProperty('branch-left');
  });

  it('keeps the contact as it stands, also when IDENT has them no more', async () => {
    await using one = await clinic(chosen(main));
    const { world, bookings } = one;
    await world.sync();
    bookings.cancel(1);
    await world.sync();
    const before = world.contactOf(1);
    bookings.sql('delete from Patients where ID_Persons = 1');
    for (let pass = 0; pass < 3; pass += 1) await world.deep();
    expect(world.contactOf(1)).toEqual(before);
    // He is no patient of IDENT’s any more: two of the others have contacts, five are of other branches.
    const places = await world.state.census.count(heldCodes);
    expect(Object.fromEntries(places.map(({ place, count }) => [place, count]))).toEqual({
      linked: 2,
      unchosen: 5,
    });
  });

  it('is not made anew when a person deletes the contact', async () => {
    await using one = await clinic(chosen(main));
    const { world, bookings } = one;
    world.options = { ...world.options, policies: { missing: 'repair' } };
    await world.sync();
    bookings.cancel(1);
    await world.sync();
    world.sandbox.crm.delete(world.contactOf(1).id);
    expect(await world.deep()).toMatchObject({ counts: { created: 0 } });
    expect(one.carried()).toEqual([2, 6]);
  });
});

describe('the phone of a patient of another branch', () => {
  const named = { Surname: 'Лидова', Name: 'Лида', Patronymic: null, Phone: null };
  const phone = '+7 999 000-11-22';

  const happenings: readonly [string, (one: Awaited<ReturnType<typeof clinic>>) => Happening][] = [
    [
      'who had come to a chosen one, and left it before the pass ended',
      ({ world, bookings }) => {
        world.editPerson(3, { ...named, MobilePhone: phone });
        bookings.add({ patient: 3, branch: 1 });
        return { at: 'write', happens: () => bookings.cancel(3) };
      },
    ],
    [
      'who left a chosen one behind the page that showed him',
      ({ world, bookings }) => {
        world.editPerson(1, { ...named, MobilePhone: phone });
        return { at: 'write', happens: () => bookings.cancel(1) };
      },
    ],
    [
      'who got it behind the page that showed him',
      ({ world }) => ({
        at: 'write',
        happens: () => world.editPerson(3, { ...named, MobilePhone: phone }),
      }),
    ],
  ];

  it.each(happenings)('leads to no adoption behind a deep pass: %s', async (_, happening) => {
    await using one = await clinic(chosen(main));
    const { world, bookings } = one;
    await world.sync();
    await deepInterleaved(world, happening(one));
    bookings.age();
    const lead = world.sandbox.crm.create({ name: 'Лида Лидова', phones: ['+79990001122'] });
    world.addPatient(9, { ...named, MobilePhone: phone });
    bookings.add({ patient: 9, branch: 1 });
    expect(await world.sync()).toMatchObject({ mode: 'incremental', counts: { created: 1 } });
    expect(world.contactOf(9).id).not.toBe(lead);
  });
});

describe('a name of BRANCHES', () => {
  it('that IDENT does not have is refused before anything is written, by its place, and no name is kept', async () => {
    await using one = await clinic(chosen(main, 'Филиал на Сокале'));
    const mark = one.world.mark();
    const error = await one.world.sync().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(SyncError);
    expect(error).toMatchObject({ code: 'BRANCH_UNKNOWN' });
    expect((error as SyncError).text('ru').message).toContain('(по порядку: 2)');
    const [run] = await one.world.state.runs.latest(1);
    expect(run?.reason?.ru.message).toContain('(по порядку: 2)');
    for (const name of ['Сокале', main, sokol, belova])
      expect(JSON.stringify(run)).not.toContain(name);
    expect(one.world.requestsSince(mark)).toEqual([]);
    expect(one.carried()).toEqual([]);
  });

  it.each([
    ['renamed', "update OwnCompanies set BranchName = 'Север', Name = 'ООО «Север»' where ID = 1"],
    ['deleted', 'delete from OwnCompanies where ID = 1'],
  ])('that was %s in IDENT stands for the same branch, and is told of', async (_, statement) => {
    await using one = await clinic(chosen(main));
    const { world, bookings } = one;
    await world.sync();
    bookings.sql(statement);
    bookings.add({ patient: 3, branch: 1 });
    expect(await world.sync()).toMatchObject({ mode: 'incremental', counts: { created: 1 } });
    expect(await world.deep()).toMatchObject({ findingCounts: { 'branch-gone': 1 } });
    expect(one.carried()).toEqual([1, 2, 3, 6]);
  });
});

describe('a name of BRANCHES', () => {
  it.each([
    ['another branch was chosen', chosen(sokol)],
    ['none was chosen', undefined],
  ])(
    'of a database that was another one means nothing in the next, where %s when it came',
    async (_, meanwhile) => {
      await using one = await clinic(chosen(main));
      const { world, bookings } = one;
      await world.sync();
      // Under the same keys other branches.
      await world.state.meta.set('databaseIdentity', 'SERVER/PZ');
      bookings.sql("update OwnCompanies set BranchName = 'Юг', Name = 'ООО «Юг»' where ID = 1");
      world.branches = meanwhile;
      await world.sync({ acceptDatabase: true });
      world.branches = chosen(main);
      await expect(world.sync()).rejects.toMatchObject({ code: 'BRANCH_UNKNOWN' });
    },
  );
});
