import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { separatePatient } from '../../../src/sync/identity/held/separate.ts';
import { World } from '../../support/world.ts';
import { creates, ids, loaded, newcomers, path } from './newcomers.ts';

const decisions = ['retry', 'separate'];

const posts = (world: World) => world.writes().filter((write) => write === 'POST /api/v4/contacts');

describe('a list that is not in the order that was asked for proves nothing', () => {
  test.for(['ascending', 'shuffled'] as const)('%s', async (idOrder) => {
    await using world = await loaded(8);
    newcomers(world, 901, 902);
    world.sandbox.faults.add({ match: creates, fault: { kind: 'drop', when: 'after' } });
    world.sandbox.manners.idOrder = idOrder;
    await world.sync().catch(() => undefined);
    await world.sync().catch(() => undefined);
    expect(world.notOnce().filter((line) => !line.endsWith(' 0 contacts'))).toEqual([]);
    world.sandbox.manners.idOrder = 'asked';
    await world.sync();
    await world.deep();
    expect(world.notOnce()).toEqual([]);
    expect(await world.state.intents.all()).toEqual([]);
  });
});

describe('one id for two creates', () => {
  test.for(['first', 'last'] as const)(
    'the patient whose id the contact carries (the %s one) is linked, the other is held, the pass goes on',
    async (carries) => {
      await using world = await World.open({ patients: 12, sync: { batchSize: 4 } });
      world.sandbox.faults.add({
        match: creates,
        skip: 1,
        fault: { kind: 'one-id', rows: [1, 3], carries },
      });
      const result = await world.sync();
      expect(result).toMatchObject({ reason: 'first', counts: { created: 11, rejected: 1 } });
      const [held] = await world.state.rejected.all();
      expect(held).toMatchObject({ code: 'merged-on-create' });
      expect(world.contactsOf(Number(held?.patientId))).toEqual([]);
      // Nobody but a person decides, and nothing of the other stays in the contact.
      await world.deep();
      await world.deep();
      expect(world.contacts()).toHaveLength(11);
      expect(await world.state.rejected.all()).toHaveLength(1);
    },
  );

  test.each(decisions)(
    'the one that is held gets a contact of its own in the pass behind a person’s word (%s), and in none before',
    async (decision) => {
      await using world = await loaded();
      newcomers(world, 901, 902);
      world.sandbox.faults.add({ match: creates, fault: { kind: 'one-id', rows: [0, 1] } });
      expect((await world.sync()).counts).toMatchObject({ created: 1, rejected: 1 });
      const [row] = await world.state.rejected.all();
      const held = ids(Number(row?.patientId));
      world.editPerson(Number(held), { City: 'Тула' });
      const second = await world.sync();
      expect(second).toMatchObject({ mode: 'incremental', counts: { created: 0, waiting: 1 } });
      expect(posts(world)).toHaveLength(3);
      if (decision === 'separate') await separatePatient(world.state, Number(held) as PatientId);
      else await world.state.rejected.retry({ ids: held });
      expect((await world.sync()).counts).toMatchObject({ created: 1, rejected: 0 });
      expect(world.notOnce()).toEqual([]);
      expect(world.contactOf(Number(held)).fields).toMatchObject({ Город: 'Тула' });
      await world.deep();
      const { counts } = await world.deep();
      expect(counts).toMatchObject({ created: 0, updated: 0, repaired: 0, rejected: 0 });
      expect(world.notOnce()).toEqual([]);
    },
  );

  test('more than three in a pass are a contradiction', async () => {
    await using world = await World.open({ patients: 12, sync: { batchSize: 12 } });
    world.sandbox.faults.add({
      match: creates,
      fault: { kind: 'one-id', rows: [0, 1, 2, 3, 4, 5] },
    });
    expect(await world.sync()).toMatchObject({ reason: 'contradiction' });
    expect(await world.state.meta.get('contradictions')).toHaveLength(1);
    expect(world.notOnce().filter((line) => !line.endsWith(' 0 contacts'))).toEqual([]);
  });
});

describe('lists that lag behind a create', () => {
  const late: Readonly<Record<string, Fault>> = {
    'a commit 59 s after the connection ended': { kind: 'late-commit', ms: 59_000 },
    'a 400 that was carried out': { kind: 'status', status: 400, when: 'after' },
    'a 400 that names a row and was carried out': { kind: 'reject', rows: [1], when: 'after' },
    'a 403 that was carried out': { kind: 'status', status: 403, body: 'json', when: 'after' },
    'an HTML 403 that was carried out': { kind: 'status', status: 403, when: 'after' },
    'a 400 that is carried out 50 s later': { kind: 'late-commit', ms: 50_000, status: 400 },
    'a 403 that is carried out 50 s later': {
      ...{ kind: 'late-commit', ms: 50_000, status: 403, body: 'json' },
    },
    'an answer that passes rows over': { kind: 'omit', rows: [0, 2] },
  };
  for (const getLags of [false, true]) {
    test.for(Object.entries(late))(
      `%s doubles nobody, though lists are 15 s behind${getLags ? ', and contacts by their id too' : ''}`,
      async ([, fault]) => {
        await using world = await loaded();
        Object.assign(world.sandbox.manners, { listLagMs: 15_000, getLags });
        newcomers(world, 901, 902, 903, 904);
        world.sandbox.faults.add({ match: creates, fault });
        await world.sync().catch(() => undefined);
        await world.clock.advance(20 * 60_000);
        await world.sync();
        await world.clock.advance(20 * 60_000);
        await world.deep();
        expect(world.notOnce()).toEqual([]);
        expect(await world.state.intents.all()).toEqual([]);
        expect(await world.state.rejected.all()).toEqual([]);
      },
    );
  }

  test('only contacts that a list showed, and that are older than 76 s, count as looked through', async () => {
    await using world = await loaded();
    newcomers(world, 901);
    await world.sync();
    const surveyed = async () => (await world.state.meta.get('surveyedContactId')) ?? 0;
    const youngest = world.contactOf(901).id;
    newcomers(world, 902);
    await world.sync();
    expect(await surveyed()).toBeLessThan(youngest);
    await world.clock.advance(77_000);
    newcomers(world, 903);
    await world.sync();
    expect(await surveyed()).toBe(world.contactOf(902).id);
  });
});

test('a contact that another installation made seconds ago, and no list shows yet, is found by the next create', async () => {
  await using world = await loaded();
  await world.clock.advance(600_000);
  world.sandbox.manners.listLagMs = 15_000;
  const phone = '+79267001122';
  const other = world.sandbox.crm.create({
    ...{ name: 'Анна Белова', firstName: 'Анна', lastName: 'Белова', phones: [phone] },
    fields: { IDENT_PATIENT_ID: '950' },
  });
  newcomers(world, 901);
  expect(await world.sync()).toMatchObject({ counts: { created: 1 } });
  await world.clock.advance(600_000);
  newcomers(world, 902);
  world.addPatient(950, { Name: 'Анна', Surname: 'Белова', MobilePhone: phone });
  await world.sync();
  expect(world.contactOf(950).id).toBe(other);
  expect((await world.state.links.ofPatients(ids(950))).get(950 as PatientId)?.contactId).toBe(
    other,
  );
});

describe('rows that were refused', () => {
  test('all wait together and are looked for once, while other batches go on', async () => {
    await using world = await World.open({ patients: 200, sync: { batchSize: 10 } });
    world.sandbox.faults.add({
      match: creates,
      times: null,
      fault: {
        kind: 'reject',
        where: (row) => Number((row as { request_id: string }).request_id) % 10 === 3,
        path: 'custom_fields_values.1.values.0.value',
      },
    });
    const mark = world.mark();
    const begun = world.clock.elapsed;
    expect((await world.sync()).counts).toMatchObject({ created: 180, rejected: 20 });
    expect(world.notOnce()).toHaveLength(20);
    expect(posts(world)).toHaveLength(40);
    const looks = world.requestsSince(mark).filter((request) => request.includes('desc'));
    expect(looks.length).toBeLessThan(5);
    expect(world.clock.elapsed - begun).toBeLessThan(40_000);
  });
});

test('updates without an answer wait together, also when the clock was three hours ahead and was put right', async () => {
  await using world = await World.open({ patients: 60, sync: { batchSize: 10 } });
  await world.sync();
  for (let id = 1; id <= 60; id += 1) world.editPerson(id, { City: 'Тверь' });
  const updates = { method: 'PATCH', path };
  world.sandbox.faults.add({
    match: updates,
    times: null,
    fault: { kind: 'drop', when: 'before' },
  });
  world.clock.jump(3 * 3_600_000);
  await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_UNKNOWN_OUTCOME' });
  expect((await world.state.intents.late()).length).toBeGreaterThan(5);
  world.clock.jump(-3 * 3_600_000);
  world.sandbox.faults.clear();
  const begun = world.clock.elapsed;
  await world.sync();
  expect(world.clock.elapsed - begun).toBeLessThan(100_000);
  expect(await world.state.intents.late()).toEqual([]);
});

describe('a list that never ends', () => {
  test.for([
    ['repeated', 'AMO_ENDLESS_LIST'],
    ['empty', 'AMO_UNEXPECTED_ANSWER'],
  ] as const)('(%s pages) ends a pass with an error', async ([pages, code]) => {
    await using world = await loaded();
    world.sandbox.manners.endlessPages = pages;
    const mark = world.mark();
    await expect(world.deep()).rejects.toMatchObject({ code });
    newcomers(world, 901);
    await world.sync().catch(() => undefined);
    expect(world.requestsSince(mark).length).toBeLessThan(60);
    world.sandbox.manners.endlessPages = 'no';
    await world.sync();
    expect(world.notOnce()).toEqual([]);
  });
});
