import { expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { judgeRobots } from '../../../src/doctor/checks/visit-robots.ts';
import { clinicWithVisits } from './visits-world.ts';

/** Deals of visits of three patients, made by a pass. */
async function clinic(...ids: readonly number[]) {
  const c = await clinicWithVisits();
  for (const [at, id] of ids.entries()) c.book(id, `2026-05-1${at} 12:00:00`, 1 + (at % 3));
  await c.world.sync();
  const { deals: crm, funnel } = c.world.sandbox;
  const visits = funnel.pipelines().find(({ name }) => name === 'Визиты IDENT');
  const stage = (name: string) => visits?.statuses.find((one) => one.name === name)?.id ?? 0;
  const idOf = (key: string) => c.deals(key)[0]?.id ?? 0;
  /** What a deep pass tells of deals, by their keys. */
  const audit = async () => {
    const { runId, findings } = await c.world.deep();
    const told = findings.filter(({ kind }) => kind.startsWith('deal-'));
    return {
      runId,
      told: told.map(({ kind, subject }) => `${subject?.split(':').slice(2).join(':')} ${kind}`),
    };
  };
  return { ...c, crm, funnel, stage, idOf, audit };
}

test('twice a day a deep pass tells what people and robots did to deals, writes nothing there, and mends what is ours', async () => {
  await using c = await clinic(101, 102, 103, 104, 105, 106);
  const { crm, stage, idOf } = c;
  crm.edit(idOf('101'), { statusId: stage('Завершён') });
  crm.edit(idOf('102'), { contacts: [] });
  crm.edit(idOf('103'), { fields: { 'Статус приёма': 'Так' } });
  const lost = idOf('104');
  crm.delete(lost);
  const copy = crm.create({ name: 'Копия', fields: { 'ID записи IDENT': '105' } });
  const { runId, told } = await c.audit();
  expect(told.toSorted()).toEqual([
    ...['101 deal-led', '102 deal-orphaned', '104 deal-missing', '105 deal-doubled'],
  ]);
  expect(c.deals('103')[0]?.custom_fields_values).toContainEqual(
    expect.objectContaining({ field_name: 'Статус приёма', values: [{ value: 'Запланирован' }] }),
  );
  expect(c.carried()).toEqual({ 101: 1, 102: 1, 103: 1, 105: 2, 106: 1 });
  const rows = await c.world.state.findings.ofRun(runId);
  expect(rows.map(({ subject }) => subject)).toContain(`deal:${lost}:104`);

  // What is single again, and what came back, is followed again; the latter is told once.
  crm.delete(copy);
  expect((await c.audit()).told.toSorted()).toEqual(['101 deal-led', '102 deal-orphaned']);
  crm.restore(lost);
  const again = await c.audit();
  expect(again.told.toSorted()).toEqual(['101 deal-led', '102 deal-orphaned', '104 deal-restored']);
  for (const id of [104, 105]) c.stamp(id, 'PatientAppeared');
  await c.world.sync();
  expect([c.stageOf('104'), c.stageOf('105')]).toEqual(['Пациент пришёл', 'Пациент пришёл']);
});

test('a robot that moves deals on is told as a robot, and doctor names the stages that it is set on', async () => {
  await using c = await clinic();
  const planned = c.stage('Запланирован');
  c.world.sandbox.robots.add({
    on: 'created',
    statusId: planned,
    does: { statusId: c.stage('В процессе') },
  });
  c.book(101, '2026-05-06 12:00:00');
  await c.world.sync();
  expect(c.stageOf('101')).toBe('В процессе');
  expect((await c.audit()).told).toEqual(['101 deal-by-robot']);
  const pipelines = await c.world.amo.leads.pipelines();
  expect(await judgeRobots(c.world.amo, c.world.state, pipelines)).toMatchObject([
    {
      code: 'DOCTOR_VISITS_ROBOT',
      found: {
        ru: expect.stringContaining('«Визиты IDENT: Запланирован» → «Визиты IDENT: В процессе»'),
      },
    },
  ]);
});

test('deals and contacts that are merged keep their visit, whoever merges them, and nothing is made twice', async () => {
  await using c = await clinic(101, 102);
  const { crm } = c;
  // A person's deal takes ours in: it has no key of its own.
  const other = crm.create({ name: 'Имплант', price: 9000 });
  crm.merge(other, c.idOf('101'));
  expect((await c.audit()).told).toEqual(['101 deal-merged']);
  c.stamp(101, 'PatientAppeared');
  await c.world.sync();
  expect(crm.get(other)).toMatchObject({ name: 'Имплант', price: 9000 });
  // A lead whose contact takes the patient's in.
  const own = c.world.contactOf(2);
  const lead = c.world.sandbox.crm.create({ name: 'Заявка' });
  c.world.sandbox.crm.merge(lead, own.id);
  expect((await c.audit()).told).toEqual([]);
  expect(c.deals('102')[0]?._embedded.contacts?.map(({ id }) => id)).toEqual([lead]);
  expect(c.carried()).toEqual({ 101: 1, 102: 1 });
});

test('a deal that was merged into one of long ago is told as gone, and the audit comes to its end', async () => {
  await using c = await clinic(101);
  const { crm } = c;
  c.stamp(101, 'ReceptionCanceled', '2026-05-01 10:00:00');
  c.world.clock.jump(15 * 60_000);
  await c.world.sync();
  const old = c.idOf('101');
  c.world.clock.jump(80 * 86_400_000);
  c.book(102, '2026-07-25 12:00:00', 2);
  await c.world.sync();
  crm.edit(old, { fields: { 'ID записи IDENT': null } });
  crm.merge(old, c.idOf('102'));
  expect((await c.audit()).told).toEqual(['102 deal-missing']);
  expect((await c.audit()).told).toEqual([]);
});

test('a deal whose update amoCRM rejects is no orphan, and one whose patient is being forgotten is told nothing any more', async () => {
  await using c = await clinic(101, 102);
  c.world.sandbox.faults.add({
    match: { method: 'PATCH', path: '/api/v4/leads' },
    fault: { kind: 'reject', rows: [0] },
  });
  c.stamp(101, 'PatientAppeared');
  expect((await c.world.sync()).counts).toMatchObject({ dealsRejected: 1 });
  expect((await c.audit()).told).toEqual([]);
  await c.world.state.forgotten.add(2 as PatientId, c.world.clock.now());
  c.stamp(102, 'PatientAppeared');
  await c.world.sync();
  expect(c.stageOf('102')).toBe('Запланирован');
});

test('an incoming lead that duplicate control glues to a deal of a visit changes nothing of what is ours, and in «Неразобранное» nothing is written', async () => {
  await using c = await clinic(101);
  const { crm } = c;
  const { sandbox } = c.world;
  const [phone = ''] = c.world.contactOf(1).phones;
  const waiting = crm.arrive({ name: 'Без телефона', contacts: [c.world.contactOf(2).id] });
  sandbox.manners.duplicateControl = true;
  const caller = sandbox.crm.create({ name: 'Звонок', phones: [phone] });
  const incoming = crm.arrive({ name: 'Звонок', contacts: [caller] });
  expect([crm.get(incoming), sandbox.crm.contact(caller)]).toEqual([null, null]);
  sandbox.manners.duplicateControl = false;
  expect((await c.audit()).told).toEqual([]);
  c.stamp(101, 'PatientAppeared');
  c.book(102, '2026-05-12 12:00:00', 2);
  await c.world.sync();
  expect(c.stageOf('101')).toBe('Пациент пришёл');
  expect(c.carried()).toEqual({ 101: 1, 102: 1, none: 1 });
  expect(crm.get(waiting)).toMatchObject({ name: 'Без телефона', custom_fields_values: null });
});
