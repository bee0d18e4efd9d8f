import { expect, test } from 'vitest';
import { GuardError } from '../../../../src/sync/guard/errors.ts';
import { TwoSources } from '../../../support/two-sources.ts';
import { World } from '../../../support/world.ts';
import { asked } from './extra.ts';

const now = "strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')";
const [next, doctor] = ['Следующий визит', 'Врач следующего визита'];
const [consent, recall] = ['Согласие на рассылку', 'Пора пригласить'];
/** Where each loss asks a person. */
const strict = { percent: 0, rows: 0, overwrite: { percent: 0, rows: 0 } };

/** All of them are booked: the one of number 1 for 1 July 2026, 10:01, that of 2 a minute later, and so on. */
const bookEverybody = `insert into Receptions (ID, ID_Patients, ID_Staffs, PlanStart, DateTimeAdded)
  select 8000 + ID_Persons, ID_Persons, 2000003, '2026-07-01 10:0' || ID_Persons || ':00', ${now} from Patients`;
/** All of them came once, consent, and have no booking. */
const inviteEverybody = [
  'delete from Receptions',
  `insert into Receptions (ID, ID_Patients, PlanStart, ReceptionEnded, DateTimeAdded)
    select 8000 + ID_Persons, ID_Persons, '2025-09-02 10:00:00', '2025-09-02 11:00:00', ${now} from Patients`,
  `update Patients set ConformToSending = 1, SmsRefusal = 0, Status = 1, DateTimeChanged = ${now}`,
];

/** What stands in one field of the contacts, patient by patient. */
const held = (world: World, field: string, patients = 6) =>
  Array.from({ length: patients }, (_, at) => world.contactOf(at + 1).fields[field] ?? null);
const none = (patients = 6) => Array<null>(patients).fill(null);

const stopped = async (run: Promise<unknown>) => {
  const error = await run.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GuardError);
  return [...(error as GuardError).patients].map(([kind, ids]) => [kind, ids.length]);
};

test('of whoever vanished, what a person typed or ticked stays, and what is ours goes with the patient', async () => {
  await using world = await World.open({ patients: 6, sync: { extra: asked() } });
  for (const statement of inviteEverybody) world.sql(statement);
  // Consents, and was never here.
  world.sql('delete from Receptions where ID_Patients = 4');
  world.editPatient(5, { ConformToSending: 0 });
  await world.sync();
  const date = Date.parse('2027-01-15T00:00:00+03:00') / 1_000;
  const { crm } = world.sandbox;
  crm.edit(world.contactOf(2).id, { fields: { [recall]: date } });
  crm.edit(world.contactOf(3).id, { fields: { [consent]: null } });
  crm.edit(world.contactOf(5).id, { fields: { [consent]: true } });
  const { name } = world.contactOf(4);
  world.sql('delete from Patients where ID_Persons <= 5');
  const result = await world.deep({ allowMassChange: 9 });
  expect(result.counts).toMatchObject({ removed: 5, deferred: 0, rejected: 0 });
  expect(held(world, recall, 5)).toEqual([null, date, null, null, null]);
  expect(held(world, consent, 5)).toEqual([...none(4), true]);
  expect(held(world, 'Статус пациента', 5)).toEqual(Array(5).fill('Удален'));
  expect(world.contactOf(4).name).toBe(name);
  expect((await world.deep()).counts).toMatchObject({ updated: 0, removed: 0 });
});

test('bookings that IDENT has no more stop a pass; those that were cancelled, come to or passed never count', async () => {
  await using world = await World.open({
    patients: 6,
    sync: { extra: asked('next_visit', 'next_doctor') },
  });
  world.sql('delete from Receptions');
  world.sql(bookEverybody);
  await world.sync();
  expect(held(world, next)).not.toContain(null);
  const before = world.writes().length;
  world.sql('create table Kept as select * from Receptions');
  world.sql('delete from Receptions');
  expect(await stopped(world.deep())).toEqual([
    ['cleared:next_visit', 6],
    ['cleared:next_doctor', 6],
  ]);
  expect(world.writes()).toHaveLength(before);
  world.sql('insert into Receptions select * from Kept');
  // A plan that is emptied of what is ahead alone is as empty.
  world.sql('update Receptions set ID_Patients = null');
  world.sql(
    `insert into Receptions (ID, ID_Patients, PlanStart, ReceptionEnded) select 7000 + ID, ID - 8000, '2025-01-01 10:00:00', '2025-01-01 11:00:00' from Kept`,
  );
  expect(await stopped(world.deep())).toEqual([
    ['cleared:next_visit', 6],
    ['cleared:next_doctor', 6],
  ]);
  world.sql('delete from Receptions where ID > 9000');
  world.sql('update Receptions set ID_Patients = ID - 8000');
  world.options = { ...world.options, guard: strict };
  expect((await world.deep()).counts).toMatchObject({ updated: 0 });

  world.sql(
    `update Receptions set ReceptionCanceled = ${now}, DateTimeChanged = ${now} where ID in (8001, 8002)`,
  );
  world.sql(
    `update Receptions set PatientAppeared = ${now}, DateTimeChanged = ${now} where ID = 8003`,
  );
  // With another doctor by now.
  world.sql(
    `update Receptions set ReceptionCanceled = ${now}, DateTimeChanged = ${now}, ID_Staffs = null where ID = 8004`,
  );
  expect((await world.sync()).counts).toMatchObject({ updated: 4, deferred: 0 });
  world.clock.jump(Date.parse('2026-07-01T10:05:30+03:00') - world.clock.now());
  await world.sync();
  expect(held(world, next)).toEqual([...none(5), expect.any(Number)]);
  expect(held(world, doctor)).toEqual([...none(5), expect.any(String)]);
});

test('a booking that ends between the plan and its writing keeps nothing of its patient back', async () => {
  const extra = asked('next_visit');
  await using world = await World.open({ patients: 6, sync: { extra, guard: strict } });
  world.sql('delete from Receptions');
  world.sql(bookEverybody);
  await world.sync();
  world.editPerson(1, { City: 'Псков' });
  // Before somebody is created the newest contacts are looked at, which is behind the plan.
  world.addPatient(901, {});
  world.amo = world.client(async (input, init) => {
    if (init?.method === 'GET' && /contacts\?.*order/.test(String(input))) {
      world.sql(`update Receptions set ReceptionCanceled = ${now} where ID = 8001`);
    }
    return await fetch(input, init);
  });
  expect((await world.sync()).counts).toMatchObject({ created: 1, updated: 1, deferred: 0 });
  expect(held(world, next, 1)).toEqual(none(1));
  expect(world.contactOf(1).fields['Город']).toBe('Псков');
});

test('invitations end by bookings without number; a table of visits that is empty stops the pass', async () => {
  await using world = await World.open({
    patients: 6,
    sync: { extra: asked('mailing_consent', 'recall_on'), excluded: new Set(['first_visit']) },
  });
  for (const statement of inviteEverybody) world.sql(statement);
  await world.sync();
  expect(held(world, recall)).not.toContain(null);
  world.sql('delete from Receptions');
  expect(await stopped(world.deep())).toEqual([['cleared:recall_on', 6]]);
  for (const statement of inviteEverybody) world.sql(statement);
  world.sql(bookEverybody.replaceAll('8000', '9000'));
  world.options = { ...world.options, guard: strict };
  expect((await world.sync()).counts).toMatchObject({ updated: 6, deferred: 0 });
  expect(held(world, recall)).toEqual(none());
  expect(held(world, consent)).toEqual(Array(6).fill(true));
});

test('a consent that cannot be read is claimed of nobody from the next pass on, is counted, and comes back with its column', async () => {
  await using world = await World.open({ patients: 6, sync: { extra: asked(), guard: strict } });
  for (const statement of inviteEverybody) world.sql(statement);
  const { counts } = await world.sync();
  expect(counts).toMatchObject({ unknownConsents: 0, severalPlans: 0 });
  for (const column of ['ConformToSending', 'SmsRefusal']) {
    world.sql(`alter table Patients rename column ${column} to Hidden`);
    await expect(world.sync()).rejects.toMatchObject({ code: 'IDENT_FIELDS_GONE' });
    expect(await world.sync()).toMatchObject({
      reason: 'consent-unread',
      counts: { updated: 6, unknownConsents: 6 },
    });
    expect(held(world, consent)).toEqual(none());
    expect(held(world, recall)).toEqual(none());
    // Settled, and told of all the same: by number, and who they are.
    expect((await world.deep()).counts).toMatchObject({ unchanged: 6, unknownConsents: 6 });
    expect(await world.state.census.warned('unknownConsents', { after: 0, limit: 9 })).toEqual([
      ...[1, 2, 3, 4, 5, 6],
    ]);
    world.sql(`alter table Patients rename column Hidden to ${column}`);
    await world.deep();
    expect(held(world, consent)).toEqual(Array(6).fill(true));
  }
});

test('consents that IDENT itself empties or takes back are a mass change; a refusal stands whatever else is unread', async () => {
  await using world = await World.open({ patients: 6, sync: { extra: asked('mailing_consent') } });
  for (const statement of inviteEverybody) world.sql(statement);
  await world.sync();
  world.sql(`update Patients set ConformToSending = null, DateTimeChanged = ${now}`);
  expect(await stopped(world.sync())).toEqual([['cleared:mailing_consent', 6]]);
  world.sql(`update Patients set ConformToSending = 1, SmsRefusal = 1, DateTimeChanged = ${now}`);
  world.sql('alter table Patients drop column ConformToSending');
  await expect(world.sync()).rejects.toMatchObject({ code: 'IDENT_FIELDS_GONE' });
  expect(await stopped(world.deep())).toEqual([['cleared:mailing_consent', 6]]);
});

test('of two databases each tells of its own bookings, and those that are gone in one stop the pass, whatever the other has', async () => {
  await using two = await TwoSources.open({ sync: { extra: asked('next_visit', 'next_doctor') } });
  two.world.sql('delete from Receptions');
  two.second('delete from Receptions');
  two.world.sql(bookEverybody);
  two.second(bookEverybody.replaceAll('10:0', '17:0'));
  await two.sync();
  const shown = (id: string) => two.contactOf(id).fields[next];
  const at = (time: string) => Date.parse(`2026-07-01T${time}:00+03:00`) / 1_000;
  expect([shown('1'), shown('2:1')]).toEqual([at('10:01'), at('17:01')]);
  two.second(
    `update Receptions set ReceptionCanceled = ${now}, DateTimeChanged = ${now} where ID <= 8003`,
  );
  expect((await two.sync()).counts).toMatchObject({ updated: 3, deferred: 0 });
  expect([1, 2, 3].map((id) => [shown(`${id}`), shown(`2:${id}`)])).toEqual(
    [1, 2, 3].map((id) => [at(`10:0${id}`), undefined]),
  );
  // The same numbers in the other database are no word for these.
  two.world.sql('delete from Receptions');
  expect(await stopped(two.sync({ mode: 'deep' }))).toEqual([
    ['cleared:next_visit', 6],
    ['cleared:next_doctor', 6],
  ]);
});

test('a consent that is taken back in amoCRM again and again stays so when the patient comes again, and nobody is invited by halves', async () => {
  await using world = await World.open({ patients: 1, sync: { extra: asked() } });
  for (const statement of inviteEverybody) world.sql(statement);
  await world.sync();
  const shown = () => [held(world, consent, 1)[0], held(world, recall, 1)[0]];
  const invited = shown();
  expect(invited).toEqual([true, expect.any(Number)]);
  for (const takenBack of [true, true, true, false]) {
    world.sandbox.crm.edit(world.contactOf(1).id, { fields: { [consent]: null } });
    await world.deep();
    expect(shown()).toEqual([takenBack ? true : null, invited[1]]);
    world.clock.jump(24 * 3_600_000);
  }
  world.sql(
    `insert into Receptions (ID, ID_Patients, PlanStart, ReceptionEnded, DateTimeAdded)
     values (9001, 1, '2026-01-15 10:00:00', '2026-01-15 11:00:00', ${now})`,
  );
  const visits = () => world.contactOf(1).fields['Количество визитов'];
  await world.sync();
  expect([visits(), ...shown()]).toEqual(['2', null, invited[1]]);
});
