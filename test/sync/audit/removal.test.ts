import { expect, test } from 'vitest';
import type { FieldKey } from '../../../src/contact/model/table.ts';
import type { Ident } from '../../../src/ident/ident.ts';
import { World } from '../../support/world.ts';
import type { WorldOptions } from '../../support/world-options.ts';
import { asked } from '../visits/facts/extra.ts';

const loaded = (options: WorldOptions = {}) => World.loaded({ patients: 12, ...options });

const vanish = (world: World, id: number) => {
  world.sql('delete from Patients where ID_Persons = ?', id);
};

const status = 'Статус пациента';

test('a patient that vanished from IDENT is «Удален» after a deep pass, once, and nothing else changes', async () => {
  await using world = await loaded();
  const before = world.contactOf(1);
  vanish(world, 1);
  expect((await world.sync()).counts).toMatchObject({ removed: 0 });
  const deep = await world.deep();
  expect(deep.counts).toMatchObject({ removed: 1, updated: 0 });
  expect(deep.findings).toEqual([
    { kind: 'removed', patientId: 1, contactId: before.id, subject: null },
  ]);
  expect(world.contactOf(1)).toEqual({
    ...before,
    fields: { ...before.fields, [status]: 'Удален' },
  });
  const writes = world.writes().length;
  expect((await world.deep()).counts).toMatchObject({ removed: 0 });
  expect(world.writes()).toHaveLength(writes);
});

test('patients that vanish at the end of the list are noticed too', async () => {
  await using world = await loaded();
  vanish(world, 12);
  expect((await world.deep()).counts).toMatchObject({ removed: 1 });
  expect(world.contactOf(12).fields).toMatchObject({ [status]: 'Удален' });
});

test('a removed patient who comes back is an ordinary patient again', async () => {
  await using world = await loaded();
  world.sql('create table Kept as select * from Patients where ID_Persons = 1');
  vanish(world, 1);
  await world.deep();
  world.sql('insert into Patients select * from Kept');
  await world.deep();
  expect(world.contactOf(1).fields).toMatchObject({ [status]: 'Активный' });
  expect((await world.deep()).counts).toMatchObject({ unchanged: 12 });
});

test('with the status switched off a removal is only remembered', async () => {
  await using world = await loaded({ sync: { excluded: new Set(['status']) } });
  const before = world.contactOf(1);
  vanish(world, 1);
  expect((await world.deep()).counts).toMatchObject({ removed: 1 });
  expect((await world.deep()).counts).toMatchObject({ removed: 0 });
  expect(world.contactOf(1)).toEqual(before);
});

test('no contact is said to show a status that is switched off, whether anything else goes from it or not', async () => {
  const off = {
    excluded: new Set<FieldKey>(['status']),
    extra: asked('mailing_consent', 'recall_on'),
  };
  await using world = await World.open({ patients: 12, sync: off });
  world.editPatient(1, { ConformToSending: 1, SmsRefusal: 0 });
  world.editPatient(2, { ConformToSending: 1, SmsRefusal: 0 });
  await world.sync();
  const consent = 'Согласие на рассылку';
  expect(world.contactOf(1).fields).toHaveProperty([consent]);
  world.sandbox.crm.edit(world.contactOf(2).id, { fields: { [consent]: null } });
  for (const id of [1, 2, 3]) vanish(world, id);
  const { counts, findingCounts } = await world.deep({ allowMassChange: 3 });
  expect(counts).toMatchObject({ removed: 3, updated: 0 });
  expect(findingCounts).not.toHaveProperty('removed');
  expect(world.contactOf(1).fields).not.toHaveProperty([consent]);
});

test('a contact that is gone as well is reported as missing, not marked', async () => {
  await using world = await loaded();
  const { id } = world.contactOf(1);
  vanish(world, 1);
  world.sandbox.crm.delete(id);
  expect((await world.deep()).counts).toMatchObject({ removed: 0, rejected: 0 });
  expect(world.sandbox.crm.trash()).toHaveLength(1);
});

test('a reading of IDENT that breaks off removes nobody', async () => {
  await using world = await loaded();
  const ident = await world.ident();
  const broken: Ident = {
    server: () => ident.server(),
    probe: () => ident.probe(),
    branches: () => ident.branches(),
    cancelReasons: () => ident.cancelReasons(),
    receptions: (...wanted) => ident.receptions(...wanted),
    booked: (...wanted) => ident.booked(...wanted),
    tellsDebts: () => ident.tellsDebts(),
    billSource: () => ident.billSource(),
    changedReceptions: (cursor) => ident.changedReceptions(cursor),
    inspect: () => ident.inspect(),
    listValues: () => ident.listValues(),
    count: () => ident.count(),
    byIds: (ids) => ident.byIds(ids),
    endedBookings: (ids) => ident.endedBookings(ids),
    withCardNumber: (cardNumber) => ident.withCardNumber(cardNumber),
    ofPerson: (words) => ident.ofPerson(words),
    newest: (above, below) => ident.newest(above, below),
    changedSince: (cursor) => ident.changedSince(cursor),
    close: () => ident.close(),
    queryMs: 0,
    statements: 0,
    oddIds: new Set(),
    async *all() {
      for await (const page of ident.all()) {
        yield page.slice(4, 8);
        throw new Error('the connection is gone');
      }
    },
  };
  const writes = world.writes().length;
  await expect(
    world.sync({ mode: 'deep', allowMassChange: 99 }, { ident: broken }),
  ).rejects.toThrow('is gone');
  expect(world.writes()).toHaveLength(writes);
  expect((await world.deep()).counts).toMatchObject({ unchanged: 12, removed: 0 });
  await ident.close();
});
