import { expect, test } from 'vitest';
import { firstSource } from '../../../src/contact/model/patient-key.ts';
import { numbered } from '../../../src/ident/sources/numbered.ts';
import { confirmPrice } from '../../../src/sync/source/confirm-price.ts';
import { clinicWithVisits, rulesOfVisits } from './visits-world.ts';

const choiceOf = (more: Partial<(typeof rulesOfVisits)['choice']>) => ({
  choice: { ...rulesOfVisits.choice, ...more },
});

test('deals show what was billed only once a person has confirmed the sums', async () => {
  await using c = await clinicWithVisits();
  const { world } = c;
  c.book(101, '2026-05-04 09:00:00');
  world.sql('insert into ServiceItemPrices (ID, ID_ServiceItems, Price) values (90101, 1, 1500.5)');
  world.sql(
    "insert into Orders (ID, ID_Receptions, ID_OwnCompanies, DateTimeBillFormed) values (90101, 101, 1, '2026-05-04 09:30:00')",
  );
  world.sql(
    'insert into OrderServiceRelation (ID, ID_Orders, ID_ServicePrices, CountService) values (90101, 90101, 90101, 2)',
  );
  c.stamp(101, 'CheckIssued');
  await world.sync();
  const sum = () =>
    c.deals('101')[0]?.custom_fields_values?.find(({ field_name: name }) => name === 'Сумма приёма')
      ?.values[0]?.value;
  expect([c.deals('101')[0]?.price ?? 0, sum()]).toEqual([0, undefined]);
  const opened = await world.ident();
  const { state, clock } = world;
  await confirmPrice({ state, clock, ident: numbered(opened, firstSource) }, firstSource);
  await opened.close();
  await world.sync();
  expect([c.deals('101')[0]?.price, sum()]).toEqual([3001, '3001']);
});

test('a new deal is for whoever is responsible for its contact, or whom the setting names', async () => {
  await using c = await clinicWithVisits();
  const { world } = c;
  const { admin, manager } = world.sandbox.account;
  world.sandbox.crm.edit(world.contactOf(1).id, { responsibleUserId: manager.id });
  c.book(101, '2026-05-06 12:00:00', 1);
  await world.sync();
  expect(c.deals('101')[0]).toMatchObject({ responsible_user_id: manager.id });
  world.options = {
    ...world.options,
    visits: { ...rulesOfVisits, ...choiceOf({ responsible: admin.name }) },
  };
  c.book(102, '2026-05-07 12:00:00', 1);
  await world.sync();
  expect(c.deals('102')[0]).toMatchObject({ responsible_user_id: admin.id });
});

test('a deal is not taken out of a protected stage, and further visits have none where first ones alone are wanted', async () => {
  await using c = await clinicWithVisits({
    ...{ firstOnly: true, tellsFirst: true },
    ...choiceOf({ protectedStages: ['Пациент пришёл'] }),
  });
  c.book(101, '2026-05-06 12:00:00');
  c.book(102, '2026-05-04 08:00:00', 2);
  c.stamp(102, 'ReceptionEnded', '2026-05-04 08:40:00');
  c.book(103, '2026-05-07 12:00:00', 2);
  c.stamp(101, 'PatientAppeared');
  await c.world.sync();
  expect(c.carried()).toEqual({ 101: 1, 102: 1 });
  c.stamp(101, 'ReceptionStarted');
  await c.world.sync();
  expect(c.stageOf('101')).toBe('Пациент пришёл');
});

test('a visit that is given to another patient goes over to a deal of that one’s, where nobody led the first one', async () => {
  await using c = await clinicWithVisits();
  const { world } = c;
  c.book(101, '2026-05-06 12:00:00', 1);
  c.book(102, '2026-05-07 12:00:00', 1);
  await world.sync();
  const [free, led] = [c.deals('101')[0], c.deals('102')[0]];
  world.sandbox.deals.edit(led?.id ?? 0, { name: 'Мама Пети' });
  for (const id of [101, 102]) c.stamp(id, 'ID_Patients', '2');
  const { findings } = await world.sync();
  expect(findings).toMatchObject([{ kind: 'deal-reassigned', subject: `deal:${led?.id}:102` }]);
  // A deep pass says no more of it.
  const deep = await world.deep();
  expect(deep.findings.filter(({ kind }) => kind.startsWith('deal-'))).toEqual(findings);
  expect(c.carried()).toEqual({ 101: 1, 102: 1, none: 1 });
  expect(world.sandbox.deals.get(free?.id ?? 0)).toMatchObject({ status_id: 143 });
  const contact = world.contactOf(2).id;
  expect(c.deals('101')[0]?._embedded.contacts?.map(({ id }) => id)).toEqual([contact]);
});

test('a first visit goes over to the deal that people made for it, and another one gets its own, which is told', async () => {
  await using c = await clinicWithVisits({
    ...{ tellsFirst: true, adoptDays: 30 },
    ...choiceOf({ adoptStages: ['Переговоры'] }),
  });
  const { world } = c;
  const talks = world.sandbox.funnel.pipelines()[0]?.statuses[2]?.id ?? 0;
  const offer = (patient: number) =>
    world.sandbox.deals.create({
      ...{ name: 'Заявка', statusId: talks, contacts: [world.contactOf(patient).id] },
      createdAt: Math.floor(world.clock.now() / 1000) - 7200,
    });
  const [first] = [offer(1), offer(2), offer(2)];
  c.book(101, '2026-05-06 12:00:00', 1);
  c.book(102, '2026-05-07 12:00:00', 2);
  world.sql("update Receptions set DateTimeAdded = '2026-05-04 09:55:00'");
  const { findings, counts } = await world.sync();
  expect(counts).toMatchObject({ dealsAdopted: 1, dealsCreated: 1 });
  expect(findings).toMatchObject([{ kind: 'deal-not-adopted' }]);
  expect(c.deals('101').map(({ id, name }) => [id, name])).toEqual([[first, 'Заявка']]);
  expect(c.carried()).toEqual({ 101: 1, 102: 1, none: 2 });
});
