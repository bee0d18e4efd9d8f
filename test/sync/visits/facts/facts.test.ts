import { expect, test } from 'vitest';
import { createFields } from '../../../../src/sync/account/fields.ts';
import { confirmSource } from '../../../../src/sync/source/confirm-source.ts';
import { World } from '../../../support/world.ts';
import { asked } from './extra.ts';

const now = "strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')";
const noon = (day: string) => Date.parse(`${day}T00:00:00+03:00`) / 1_000;

const names = {
  consent: 'Согласие на рассылку',
  recall: 'Пора пригласить',
  noShows: 'Неявок',
  cancellations: 'Отмен',
  paid: 'Оплачено всего',
  left: 'План лечения: осталось',
} as const;

const shown = (world: World, patient = 1) => {
  const { fields } = world.contactOf(patient);
  return Object.fromEntries(
    Object.entries(names).map(([key, name]) => [key, fields[name]]),
  ) as Record<keyof typeof names, unknown>; // the keys of names
};

/** From now on, the names of the fields of each row that is changed. */
function changedRows(world: World): readonly (readonly (string | undefined)[])[] {
  const names = new Map(world.sandbox.crm.fields().map(({ id, name }) => [id, name]));
  const rows: (readonly (string | undefined)[])[] = [];
  world.amo = world.client((input, init) => {
    if (init?.method === 'PATCH') {
      // As the client has just written it.
      const sent = JSON.parse(String(init.body)) as {
        readonly custom_fields_values?: readonly { readonly field_id: number }[];
      }[];
      for (const { custom_fields_values: values = [] } of sent) {
        rows.push(values.map(({ field_id: id }) => names.get(id)));
      }
    }
    return fetch(input, init);
  });
  return rows;
}

test('an invitation is dated by the last visit, needs consent, and stands in one message with it', async () => {
  await using world = await World.open({ patients: 1, sync: { extra: asked() } });
  await world.sync();
  const written = changedRows(world);
  // Consents, but refuses messages; and is booked.
  expect(shown(world)).toMatchObject({ consent: undefined, recall: undefined });
  world.editPatient(1, { SmsRefusal: 0 });
  await world.sync();
  expect(shown(world)).toMatchObject({ consent: true, recall: undefined });
  world.sql(`update Receptions set ReceptionCanceled = ${now} where ID = 18`);
  await world.sync();
  expect(shown(world)).toMatchObject({ consent: true, recall: noon('2026-03-02') });

  // Booked again: nobody is invited who comes anyway.
  world.sql(
    `insert into Receptions (ID, ID_Patients, PlanStart, DateTimeAdded) values (9001, 1, '2026-04-01 10:00:00', ${now})`,
  );
  await world.sync();
  expect(shown(world).recall).toBeUndefined();
  // For a day after its beginning the patient may be in the chair; then the booking is over, stamps or not.
  world.clock.jump(Date.parse('2026-04-01T18:00:00+03:00') - world.clock.now());
  await world.sync();
  expect(shown(world).recall).toBeUndefined();
  world.clock.jump(24 * 3_600_000);
  await world.sync();
  expect(shown(world).recall).toBe(noon('2026-03-02'));

  // Taken back: both are emptied.
  world.editPatient(1, { ConformToSending: null });
  await world.sync();
  expect(shown(world)).toMatchObject({ consent: undefined, recall: undefined });
  const invitations = written.filter((fields) => fields.includes(names.recall));
  expect(invitations).toHaveLength(4);
  for (const fields of invitations) expect(fields).toContain(names.consent);
});

test('whoever is archived, or vanishes from IDENT, is invited no more', async () => {
  await using world = await World.open({ patients: 3, sync: { extra: asked() } });
  for (const id of [1, 2]) {
    world.editPatient(id, { SmsRefusal: 0, ConformToSending: 1, Status: 1 });
    world.sql(
      'update Receptions set ID_Patients = ?, ReceptionCanceled = null, ID_ReceptionCancelReasons = null, ReceptionEnded = PlanStart where ID = ?',
      id,
      id === 1 ? 17 : 16,
    );
  }
  world.sql('delete from Receptions where ID not in (16, 17)');
  await world.sync();
  expect(shown(world, 1).recall).toBeDefined();
  expect(shown(world, 2).recall).toBeDefined();
  world.editPatient(1, { Status: 2 });
  world.sql('delete from Patients where ID_Persons = 2');
  await world.deep({ allowMassChange: 5 });
  expect(shown(world, 1)).toMatchObject({ consent: true, recall: undefined });
  expect(shown(world, 2)).toMatchObject({ recall: undefined });
  expect(shown(world, 2).consent).not.toBe(true);
  expect(world.contactOf(2).fields['Статус пациента']).toBe('Удален');
});

test('no-shows and cancellations are counted by their reasons; what was moved, and what the clinic cancelled, is neither', async () => {
  await using world = await World.open({
    patients: 1,
    sync: { extra: asked('no_shows', 'cancellations') },
  });
  await world.sync();
  expect(shown(world)).toMatchObject({ noShows: '1', cancellations: '0' });
  const cancel = (id: number, reason: number | null) =>
    world.sql(
      `insert into Receptions (ID, ID_Patients, PlanStart, ReceptionCanceled, ID_ReceptionCancelReasons, DateTimeAdded)
       values (?, 1, '2026-01-10 10:00:00', ${now}, ?, ${now})`,
      ...[id, reason],
    );
  cancel(9_001, 2);
  cancel(9_002, 3);
  cancel(9_003, null);
  cancel(9_004, 1);
  // Moved, whatever its reason says.
  cancel(9_005, 2);
  world.sql(
    `insert into Receptions (ID, ID_Patients, PlanStart, ID_ReceptionsTransferFrom, DateTimeAdded) values (9006, 1, '2026-07-01 10:00:00', 9005, ${now})`,
  );
  await world.sync();
  expect(shown(world)).toMatchObject({ noShows: '2', cancellations: '2' });
  const ident = await world.ident();
  expect(await ident.cancelReasons()).toContainEqual({
    name: 'Заболел врач',
    meaning: 'clinic',
    count: 1,
  });
  await ident.close();
});

test('money waits to be confirmed; then it follows payments, and the lines of a plan that are not done', async () => {
  await using world = await World.open({ patients: 1, sync: { extra: asked() } });
  await world.sync();
  expect(shown(world)).toMatchObject({ paid: undefined, left: undefined });
  for (const key of ['paid_total', 'plan_left']) {
    const ident = await world.ident();
    expect(await confirmSource({ ...world, ident }, key)).toMatchObject({ isConfirmed: true });
    await ident.close();
  }
  await world.sync();
  expect(shown(world)).toMatchObject({ paid: '7500.5', left: '11500' });
  world.sql(
    `insert into PaymentsIn (ID, ID_Patients, Payment, DateTimeAdded) values (90, 1, '499.50', ${now})`,
  );
  world.sql(
    `insert into TreatmentPlanElementRelations (ID, ID_TreatmentPlans, ID_TreatmentPlanElements, DateTimeAdded) values (90, 2, 3, ${now})`,
  );
  await world.sync();
  expect(shown(world)).toMatchObject({ paid: '8000', left: '15500' });
  // Which of two plans is followed nobody knows.
  world.sql(
    `insert into TreatmentPlans (ID, ID_Patients, IsActive, DateTimeAdded) values (90, 1, 1, ${now})`,
  );
  await world.sync();
  expect(shown(world).left).toBeUndefined();
});

test('what a version of IDENT does not have is not known, and the others go on', async () => {
  await using world = await World.open({ patients: 1, sync: { extra: asked() } });
  world.sql('drop table ReceptionCancelReasons');
  world.sql('alter table Patients drop column ConformToSending');
  await world.sync();
  expect(shown(world)).toMatchObject({
    noShows: undefined,
    cancellations: undefined,
    recall: undefined,
  });
  expect(world.contactOf(1).fields['Следующий визит']).toBeDefined();
  const ident = await world.ident();
  const { fields } = await ident.probe();
  expect(
    ['no_shows', 'mailing_consent', 'next_visit'].map(
      (key) => fields.get(key as 'no_shows')?.status,
    ),
  ).toEqual(['missing', 'missing', 'computed']);
  await ident.close();
});

test('a plan tells how many contacts fields touch that were asked for just now; a pass does not', async () => {
  await using world = await World.open({ patients: 6 });
  await world.sync();
  world.options = { ...world.options, extra: asked('next_visit', 'no_shows') };
  await createFields({ amo: world.amo, state: world.state, ...world.options });
  const plan = { mode: 'deep', planOnly: true } as const;
  expect((await world.sync(plan)).firstFill).toMatchObject({
    contacts: 6,
    fields: expect.arrayContaining(['next_visit', 'no_shows']),
  });
  expect((await world.deep()).firstFill).toBe(null);
  expect((await world.sync(plan)).firstFill).toBe(null);
});
