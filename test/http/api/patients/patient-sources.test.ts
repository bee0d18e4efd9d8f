import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { incidents } from '../../../../src/health/rules.ts';
import { incidentWords } from '../../../../src/health/words/words.ts';
import { outsideFacts } from '../../../../src/service/outside-facts.ts';
import { Bookings } from '../../../support/bookings.ts';
import { TwoSources } from '../../../support/two-sources.ts';
import { Office } from '../office.ts';

test('a patient of another source is found on the page by its whole id and by the plain number, and shown as its own database has it', async () => {
  const key = 2 ** 32 + 3;
  await using office = await Office.signedIn({
    clinic: (world) => ({ sources: TwoSources.in(world).sources }),
  });
  const two = TwoSources.in(office.world);
  await two.makeSecond();
  await two.sync();
  const search = async (value: string) =>
    (await office.call('searchPatients', { body: { value } })).json.matches.map(
      ({ patientId }: { patientId: number }) => patientId,
    );
  expect(await search('2:3')).toEqual([key]);
  expect(await search('3')).toEqual([3, key]);
  two.second("update Persons set SurName = 'Новофамильская' where ID = 3");
  const shown = await office.call('patient', { params: { patientId: key } });
  expect(shown.json).toMatchObject({ patientId: key, inIdent: true, link: 'linked' });
  const name = shown.json.items.find(({ item }: { item: string }) => item === 'name');
  expect(name).toMatchObject({ same: false });
  const other = await office.call('patient', { params: { patientId: 3 } });
  expect(other.json.items.every(({ same }: { same: boolean }) => same)).toBe(true);
  two.second("update Persons set Surname = 'Вторых' where ID = 4");
  const named = await office.call('searchPatients', { body: { value: 'Вторых' } });
  expect(named.json).toMatchObject({ matches: [{ patientId: 2 ** 32 + 4, foundBy: 'name' }] });
});

test('a search says which source could not be asked, and finds nobody only where all were asked', async () => {
  await using office = await Office.signedIn({
    clinic: (world) => {
      const two = TwoSources.in(world);
      two.away(2);
      return { sources: two.sources };
    },
  });
  office.world.addPatient(900, { Surname: 'Здешняя', Name: 'Нина' });
  const found = await office.call('searchPatients', { body: { value: 'Здешн' } });
  expect(found.json).toMatchObject({
    matches: [{ patientId: 900 }],
    away: [{ source: 'branch 2', problem: { code: expect.stringMatching(/^IDENT_/) } }],
  });
  const nobody = await office.call('searchPatients', { body: { value: 'Нигде' } });
  expect(nobody.json.error.code).toMatch(/^IDENT_/);
});

test('the pages of fields and set-up look at every database, and an incident and the tables name the one that is meant', async () => {
  await using office = await Office.signedIn({
    clinic: (world) => ({ sources: TwoSources.in(world).sources }),
  });
  const two = TwoSources.in(office.world);
  await two.makeSecond(6);
  two.second('alter table Persons drop column City');
  const fields = await office.call('fields');
  const rows = fields.json.rows as { key: string; source: { status: string; from: string } }[];
  expect(rows.find(({ key }) => key === 'city')?.source).toEqual({
    status: 'missing',
    from: 'branch 1: Persons.City; branch 2: —',
  });
  expect(rows.find(({ key }) => key === 'inn')?.source).toEqual({
    status: 'found',
    from: 'Persons.INN',
  });
  const { json: tested } = await office.call('testDatabase');
  const { patients } = new DatabaseSync(two.files[0])
    .prepare('select count(*) as patients from Patients')
    .get() as { patients: number }; // of its own count
  expect(tested).toMatchObject({ ok: true, patients: patients + 6 });
  await two.sync();
  two.away(2);
  await two.sync({ mode: 'deep' });
  const facts = await outsideFacts({
    ...{ state: office.world.state, clock: office.world.clock, intervalMs: 120_000, access: null },
    ...{ sources: two.sources, deepHours: { morning: 8, evening: 20 } },
    timeZone: 'Europe/Moscow',
  });
  const away = incidents(facts).find(({ code }) => code === 'source');
  if (away === undefined) throw new Error('a source is away');
  const { meaning } = incidentWords(away, { language: 'ru', timeZone: 'Europe/Moscow' });
  expect(meaning).toContain('«branch 2»');
});

test('every row of the page and every table names the database of its patient, and the overview how old each is', async () => {
  const key = 2 ** 32 + 3;
  await using office = await Office.signedIn({
    clinic: (world) => ({ sources: TwoSources.in(world).sources }),
  });
  const { world } = office;
  const two = TwoSources.in(world);
  await two.makeSecond();
  await two.sync();
  const carriedAt = world.clock.now();
  // Of the second one a row is refused, an edit put right, and a pass goes on without it.
  two.second(
    "update Persons set MobilePhone = '+79990000001', Phone = null, Surname = 'Иная', Name = 'Анна', Birthday = '1999-09-09' where ID = 3",
  );
  world.sandbox.crm.edit(two.contactOf('2:4').id, { firstName: 'Пётр', lastName: 'Первый' });
  const { runId } = await two.sync({ mode: 'deep' });
  await world.clock.sleep(600_000);
  two.away(2);
  await two.sync({ mode: 'deep' });
  const named = { source: 'branch 2' };
  const { json: rejected } = await office.call('rejected');
  expect(rejected.rows).toMatchObject([{ patientId: key, ...named }]);
  const { json: run } = await office.call('run', { params: { runId } });
  const kinds = run.kinds.map(({ kind }: { kind: string }) => kind);
  const rows = [];
  for (const kind of kinds) {
    const page = await office.call('findings', { params: { runId }, query: { kind } });
    rows.push(...page.json.findings);
  }
  const nameOf = (id: number | null) => id && (id > 2 ** 32 ? 'branch 2' : 'branch 1');
  expect(new Set(rows.map(({ source }) => source))).toContain('branch 2');
  for (const { patientId, source } of rows) expect(source).toBe(nameOf(patientId));
  const changes = await office.call('changes', { params: { runId: 1 }, query: { patient: '2:5' } });
  expect(changes.json.changes).toMatchObject([{ patientId: 2 ** 32 + 5, ...named }]);
  expect((await office.call('patient', { params: { patientId: 5 } })).json.source).toBe('branch 1');
  for (const [name, given] of [
    ['rejectedCsv', {}],
    ['findingsCsv', { params: { runId } }],
  ] as const) {
    const { text } = await office.call(name, { ...given, query: { lang: 'ru' } });
    const [title, ...lines] = text.trim().split('\r\n');
    expect(title).toMatch(/;База$/);
    expect(lines.some((line) => line.startsWith('2:'))).toBe(true);
    for (const line of lines) expect(line).toMatch(/^2:\d+;.*;branch 2$|^\d+;.*;branch 1$|^;.*;$/);
  }
  const { coverage } = (await office.call('overview')).json;
  const [first, second] = coverage.sources;
  expect([first.name, second.name]).toEqual(['branch 1', 'branch 2']);
  expect(first.carriedAt - second.carriedAt).toBeGreaterThanOrEqual(600_000);
  expect(second.carriedAt - carriedAt).toBeLessThan(60_000);
});

test('the page of a patient says that the chosen branches leave the patient out, and why, as a pass would', async () => {
  const names = ['Главный филиал'];
  await using office = await Office.signedIn({
    clinic: (world) => {
      world.branches = { names, withoutVisits: false };
      return {};
    },
  });
  const { world } = office;
  const bookings = new Bookings(world.identFile);
  bookings.only([
    { patient: 1, branch: 1 },
    { patient: 2, branch: 2 },
  ]);
  await world.sync();
  // Known by what it was called before: a pass goes on with the same branch.
  bookings.sql("update OwnCompanies set BranchName = 'Север', Name = 'ООО «Север»' where ID = 1");
  const outside = async (patientId: number) =>
    (await office.call('patient', { params: { patientId } })).json.outside;
  expect([await outside(1), await outside(2), await outside(3)]).toEqual([
    null,
    'elsewhere',
    'nowhere',
  ]);
});

test('a stopped mass change of two databases is told of each by its name, and the number to allow is the largest of theirs', async () => {
  await using office = await Office.signedIn({
    sync: { guard: { percent: 15, rows: 1 } },
    clinic: (world) => ({ sources: TwoSources.in(world).sources }),
  });
  const { world } = office;
  const two = TwoSources.in(world);
  await two.makeSecond(20);
  await two.sync();
  world.sql('delete from Patients where ID_Persons in (1, 2)');
  two.second('delete from Patients where ID_Persons in (1, 2, 3)');
  const since = world.clock.now();
  await expect(two.sync({ mode: 'deep' })).rejects.toMatchObject({ code: 'MASS_CHANGE' });
  await world.state.pauses.set({ reason: 'guard', since, code: 'MASS_CHANGE', actor: 'service' });
  const [{ guard }] = (await office.call('overview')).json.pauses;
  const databases = [
    { name: 'branch 1', count: 2 },
    { name: 'branch 2', count: 3 },
  ];
  expect(guard).toMatchObject({ kinds: [{ kind: 'removed', count: 5, databases }], allow: 3 });
  // What an older version left of the question: whose it was, and no numbers.
  const { value } = await world.state.db
    .selectFrom('meta')
    .select('value')
    .where('name', '=', 'guardAsked')
    .executeTakeFirstOrThrow();
  const remember = (text: string) =>
    world.state.db
      .updateTable('meta')
      .set({ value: text })
      .where('name', '=', 'guardAsked')
      .execute();
  await remember('[1,2]');
  const older = (await office.call('overview')).json.pauses[0].guard;
  expect(older).toMatchObject({ kinds: [{ count: 5 }], allow: 5 });
  await remember(value);
  expect(await two.sync({ mode: 'deep', allowMassChange: guard.allow })).toMatchObject({
    counts: { removed: 5 },
  });
});
