import { expect, test } from 'vitest';
import type { State } from '../../../src/state/open-state.ts';
import { createFields } from '../../../src/sync/account/fields.ts';
import { passThatDies } from '../creates/mortal.ts';
import { clinicWithVisits } from './visits-world.ts';

/** Four visits with deals: one untouched, one that a person renamed, one moved by a person, one that was moved on. */
async function clinic() {
  const c = await clinicWithVisits();
  for (const [at, id] of [101, 102, 103, 104].entries())
    c.book(id, `2026-05-0${at + 5} 12:00:00`, (at % 3) + 1);
  await c.world.sync();
  const { deals } = c.world.sandbox;
  const lead = (key: string) => c.deals(key)[0]?.id ?? 0;
  c.world.clock.jump(60_000);
  deals.edit(lead('102'), { name: 'Мама Пети', price: 70 });
  const ended = c.world.sandbox.funnel
    .pipelines()
    .flatMap(({ statuses }) => statuses)
    .find(({ name }) => name === 'Завершён');
  deals.edit(lead('103'), { statusId: ended?.id ?? 0 });
  c.stamp(104, 'PatientAppeared');
  await c.world.sync();
  /** The state is lost: another one begins. */
  const lose = async (name: string) => {
    await c.world.installation(name);
    await createFields({
      ...{ amo: c.world.amo, state: c.world.state },
      ...{ excluded: c.world.options.excluded, extra: c.world.options.extra },
    });
    await c.setUp();
  };
  return { ...c, lose, lead };
}

const each = { 101: 1, 102: 1, 103: 1, 104: 1 };

test('after the state is lost no visit gets a second deal, what people did to deals stays, and the others are followed', async () => {
  await using c = await clinic();
  await c.lose('anew');
  await c.world.sync();
  expect(c.carried()).toEqual(each);
  for (const id of [101, 102, 103, 104]) c.stamp(id, 'ReceptionStarted');
  c.book(105, '2026-05-10 12:00:00');
  await c.world.sync();
  expect(c.carried()).toEqual({ ...each, 105: 1 });
  expect(['101', '102', '103', '104'].map(c.stageOf)).toEqual([
    ...['В процессе', 'В процессе', 'Завершён', 'В процессе'],
  ]);
  expect(c.deals('102')[0]).toMatchObject({ name: 'Мама Пети', price: 70 });
  const mark = c.world.mark();
  await c.world.sync();
  expect(c.world.requestsSince(mark)).toEqual([]);
});

test('wherever a process dies after the state was lost, each visit has one deal in the end', async () => {
  await using c = await clinic();
  for (let nth = 1, died = true; died; nth += 2) {
    await c.lose(`anew-${nth}`);
    await c.world.sync({ limit: 100 });
    died = await passThatDies(c.world, { at: 'request', nth, when: 'after' });
    await c.world.sync();
    expect(c.carried(), String(nth)).toEqual(each);
  }
});

test('a deal of another installation stops the making of new ones, and is told; when it is gone they go on', async () => {
  await using c = await clinic();
  const { amo, sandbox } = c.world;
  const field = (await amo.leads.fields()).find(({ name }) => name === 'ID записи IDENT');
  const [foreign] = (
    await amo.leads.create([
      {
        request_id: 'x',
        custom_fields_values: [{ field_id: field?.id ?? (0 as never), values: [{ value: '7:5' }] }],
      },
    ])
  ).acknowledged.values();
  await c.lose('anew');
  c.book(105, '2026-05-10 12:00:00');
  c.stamp(101, 'PatientAppeared');
  const told = await c.world.sync();
  expect(told).toMatchObject({
    ...{ outcome: 'rows-rejected', findingCounts: { 'deal-foreign': 1 } },
    counts: { dealsStopped: 1 },
  });
  expect(await c.world.state.visitLooks.counts()).toEqual(new Map([['stopped', 1]]));
  expect(c.carried()).toEqual({ ...each, '7:5': 1 });
  expect(c.stageOf('101')).toBe('Пациент пришёл');
  sandbox.deals.delete(foreign ?? 0);
  await c.visitsOnly();
  expect(c.carried()).toEqual({ ...each, 105: 1 });
});

test('deals that another installation makes at the very same moment are told by the next pass, and none of a doubled visit is written', async () => {
  await using c = await clinic();
  const { amo, sandbox } = c.world;
  const field = (await amo.leads.fields()).find(({ name }) => name === 'ID записи IDENT');
  c.book(105, '2026-05-10 12:00:00');
  let others = 0;
  c.world.amo = c.world.client(globalThis.fetch, (fetch) => async (input, init) => {
    const answer = await fetch(input, init);
    // Behind our look at the newest deals, and before our own request is answered.
    if (init?.method === 'POST' && String(input).includes('/leads') && others === 0) {
      const contacts = [c.world.contactOf(1).id];
      const fields = { [field?.id ?? 0]: '105' };
      others = sandbox.deals.create({ name: 'Приём', contacts, fields });
    }
    return answer;
  });
  const told = await c.world.sync();
  expect(told).toMatchObject({
    ...{ outcome: 'rows-rejected', counts: { dealsCreated: 1, dealsBeside: 1 } },
  });
  c.world.amo = amo;
  expect(await c.world.sync()).toMatchObject({ findingCounts: { 'deal-doubled': 1 } });
  c.stamp(105, 'PatientAppeared');
  await c.world.sync();
  expect(c.deals('105').map(({ updated_at: at, created_at: from }) => at === from)).toEqual([
    true,
    true,
  ]);
  sandbox.deals.delete(others);
  await c.visitsOnly();
  expect(c.stageOf('105')).toBe('Пациент пришёл');
  // All is known again: an idle pass asks nothing.
  await c.world.sync();
  const mark = c.world.mark();
  await c.world.sync();
  expect(c.world.requestsSince(mark)).toEqual([]);
});

test('several deals with one key are told, and none of them is written, until one is left', async () => {
  await using c = await clinic();
  const { amo, sandbox } = c.world;
  const field = (await amo.leads.fields()).find(({ name }) => name === 'ID записи IDENT');
  const [copy] = (
    await amo.leads.create([
      {
        request_id: 'x',
        custom_fields_values: [{ field_id: field?.id ?? (0 as never), values: [{ value: '101' }] }],
      },
    ])
  ).acknowledged.values();
  await c.lose('anew');
  c.stamp(101, 'PatientAppeared');
  const told = await c.world.sync();
  expect(told.findingCounts).toMatchObject({ 'deal-doubled': 1 });
  c.stamp(101, 'ReceptionStarted');
  await c.world.sync();
  expect(c.deals('101').map(({ status_id }) => status_id)).toContain(c.deals('102')[0]?.status_id);
  expect(c.carried()).toEqual({ ...each, 101: 2 });
  sandbox.deals.delete(copy ?? 0);
  await c.visitsOnly();
  expect(c.stageOf('101')).toBe('В процессе');
});

test('a list of deals that is not in the order that was asked for lets nothing be made', async () => {
  await using c = await clinic();
  await c.lose('anew');
  c.book(105, '2026-05-10 12:00:00');
  c.world.sandbox.manners.idOrder = 'shuffled';
  await expect(c.world.sync()).rejects.toMatchObject({ code: 'VISITS_SURVEY_UNSURE' });
  expect(c.carried()).toEqual(each);
  c.world.sandbox.manners.idOrder = 'asked';
  await c.world.sync();
  expect(c.carried()).toEqual({ ...each, 105: 1 });
});

const fallBacks = [
  ['without a trace', async () => undefined],
  [
    'by a restore whose reason another one takes over',
    async ({ meta }: State) => {
      await meta.doubt('state-restored');
      await meta.set('deepDue', 'fields-moved');
    },
  ],
] as const;

test.each(fallBacks)(
  'a state that fell back %s gives no visit a second deal',
  async (_, happens) => {
    await using c = await clinic();
    await c.world.restart(() => c.world.place.save());
    c.book(105, '2026-05-10 12:00:00');
    c.book(106, '2026-05-11 12:00:00', 2);
    await c.world.sync();
    c.world.clock.jump(80_000);
    await c.world.restart(() => c.world.place.putBack());
    await happens(c.world.state);
    await c.world.sync();
    await c.world.sync();
    expect(c.carried()).toEqual({ ...each, 105: 1, 106: 1 });
  },
);

test('a deal in which a parent stands first is still the child’s after the state was lost', async () => {
  await using c = await clinic();
  const { sandbox } = c.world;
  const parent = c.world.contactOf(2).id;
  const child = c.world.contactOf(1).id;
  sandbox.deals.edit(c.lead('101'), { contacts: [parent, child] });
  await c.lose('anew');
  await c.world.sync();
  c.stamp(101, 'PatientAppeared');
  await c.world.sync();
  expect(c.carried()).toEqual(each);
  expect(c.stageOf('101')).toBe('Пациент пришёл');
});
