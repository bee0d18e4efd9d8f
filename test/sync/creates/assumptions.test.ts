import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { World } from '../../support/world.ts';
import { creates, ids, loaded, newcomers } from './newcomers.ts';

const huge = 9_007_199_254_740_990;

describe('an id that is not above all that were known when its create was declared', () => {
  test('is a contradiction: a full audit follows by itself, explains the rows, and creates go on', async () => {
    await using world = await loaded();
    newcomers(world, 901, 902, 903, 904, 905);
    world.sandbox.faults.add({ match: creates, fault: { kind: 'new-ids', ids: [5, 6, 7] } });
    expect(await world.sync()).toMatchObject({
      mode: 'deep',
      reason: 'contradiction',
      outcome: 'ok',
    });
    expect(world.notOnce()).toEqual([]);
    expect(await world.state.intents.all()).toEqual([]);
    expect(await world.state.meta.get('deepDue')).toBeUndefined();
    newcomers(world, 906);
    expect(await world.sync()).toMatchObject({ mode: 'incremental', counts: { created: 1 } });
    expect(world.notOnce()).toEqual([]);
  });

  test('is a contradiction where the answer alone names it, too: its contact is found by the audit', async () => {
    await using world = await loaded();
    newcomers(world, 901);
    const { id } = world.contactOf(1);
    world.sandbox.faults.add({ match: creates, fault: { kind: 'answered-ids', ids: [id] } });
    expect(await world.sync()).toMatchObject({ reason: 'contradiction', outcome: 'ok' });
    expect(world.notOnce()).toEqual([]);
    expect(world.contactOf(1).id).toBe(id);
  });

  /** amoCRM answers a create with the id of a contact of long ago, and makes none. */
  function saysItMade(world: World, patient: number): void {
    let said = false;
    world.amo = world.client(async (input, init) => {
      const sent = String(init?.body ?? '');
      if (said || init?.method !== 'POST' || !sent.includes(`"request_id":"${patient}"`)) {
        return await fetch(input, init);
      }
      said = true;
      const contacts = [{ id: 5, request_id: String(patient) }];
      return Response.json({ _embedded: { contacts } });
    });
  }

  test('a row that the answer named and the audit does not show is held, and the others go on', async () => {
    await using world = await loaded();
    saysItMade(world, 901);
    newcomers(world, 901);
    expect(await world.sync()).toMatchObject({
      ...{ reason: 'contradiction', counts: { created: 0, rejected: 1 } },
    });
    const [row] = await world.state.rejected.all();
    expect(row).toMatchObject({ patientId: 901, code: 'created-not-shown' });
    expect(await world.state.meta.get('deepDue')).toBeUndefined();
    newcomers(world, 902);
    expect(await world.sync()).toMatchObject({ mode: 'incremental', counts: { created: 1 } });
    expect((await world.deep()).counts).toMatchObject({ created: 0, waiting: 1 });
    expect(world.contactsOf(901)).toEqual([]);
    await world.state.rejected.retry({ ids: ids(901) });
    expect((await world.sync()).counts).toMatchObject({ created: 1 });
    expect(world.notOnce()).toEqual([]);
    expect((await world.deep()).counts).toMatchObject({ created: 0, rejected: 0 });
  });

  test('a row that is held so is linked by itself when its contact turns up after all', async () => {
    await using world = await loaded();
    saysItMade(world, 901);
    newcomers(world, 901);
    await world.sync();
    const fields = { IDENT_PATIENT_ID: '901' };
    const id = world.sandbox.crm.create({ name: 'Белова901 Анна', fields });
    expect((await world.deep()).counts).toMatchObject({ relinked: 1, created: 0, rejected: 0 });
    expect(world.contactOf(901).id).toBe(id);
    expect(await world.state.rejected.all()).toHaveLength(0);
  });

  test('three times in a day calls for a person; when it is over, two audits leave everything true', async () => {
    await using world = await loaded();
    world.sandbox.manners.newIds = 'falling';
    for (const patient of [901, 902]) {
      newcomers(world, patient);
      expect(await world.sync()).toMatchObject({ reason: 'contradiction' });
    }
    newcomers(world, 903, 904, 905, 906);
    await expect(world.sync()).rejects.toMatchObject({ code: 'CRM_CONTRADICTS' });
    expect(world.notOnce().filter((line) => !line.endsWith(' 0 contacts'))).toEqual([]);
    world.sandbox.manners.newIds = 'growing';
    await world.sync();
    await world.deep();
    expect(world.notOnce()).toEqual([]);
    expect(await world.state.intents.all()).toEqual([]);
  });

  test.for([
    ['an answer that passes its row over', { kind: 'omit', rows: [0] }],
    ['an answer that is lost', { kind: 'drop', when: 'after' }],
    [
      'a refusal that was carried out',
      { kind: 'status', status: 400, body: 'json', when: 'after' },
    ],
  ] as readonly (readonly [string, Fault])[])(
    'is a contradiction behind %s as well, where the newest contacts show it',
    async ([, fault]) => {
      await using world = await loaded();
      world.sandbox.manners.newIds = 'falling';
      newcomers(world, 901);
      world.sandbox.faults.add({ match: creates, fault });
      expect(await world.sync()).toMatchObject({ reason: 'contradiction', outcome: 'ok' });
      expect(world.notOnce()).toEqual([]);
      expect(await world.state.intents.all()).toEqual([]);
    },
  );

  test.for([
    ['an answer that passes its row over', { kind: 'omit', rows: [0] }],
    ['an answer that is lost', { kind: 'drop', when: 'after' }],
    ['a create that commits after its connection ended', { kind: 'late-commit', ms: 20_000 }],
    [
      'a refusal that was carried out',
      { kind: 'status', status: 400, body: 'json', when: 'after' },
    ],
  ] as readonly (readonly [string, Fault])[])(
    'is a contradiction behind %s in an account of many pages, where its phone shows it',
    async ([, fault]) => {
      await using world = await loaded();
      for (let n = 0; n < 300; n += 1) world.sandbox.crm.create({ name: `Заметки ${n}` });
      await world.deep();
      world.sandbox.manners.newIds = 'falling';
      world.addPatient(901, { Name: 'Анна', Surname: 'Белова', MobilePhone: '8 926 555-10-13' });
      world.sandbox.faults.add({ match: creates, fault });
      expect(await world.sync()).toMatchObject({ reason: 'contradiction', outcome: 'ok' });
      expect(world.notOnce()).toEqual([]);
      expect(await world.state.intents.all()).toEqual([]);
    },
  );

  test('is none when another batch in flight got a higher one before', async () => {
    await using world = await World.open({ patients: 60, sync: { batchSize: 5 } });
    // The first batch commits at once, and is answered behind all the others.
    world.sandbox.faults.add({ match: creates, skip: 1, fault: { kind: 'slow', ms: 20_000 } });
    expect(await world.sync()).toMatchObject({ reason: 'first', outcome: 'ok' });
    expect(world.notOnce()).toEqual([]);
  });
});

describe('an id far above all others', () => {
  test.for([
    ['of a contact that is there', { kind: 'new-ids', ids: [huge] }],
    ['that only the answer names', { kind: 'answered-ids', ids: [huge] }],
  ] as readonly (readonly [string, Fault])[])(
    '%s does not hide later creates whose answers are lost',
    async ([, fault]) => {
      await using world = await loaded();
      newcomers(world, 901);
      world.sandbox.faults.add({ match: creates, fault });
      await world.sync();
      expect(world.notOnce()).toEqual([]);
      for (const patient of [902, 903]) {
        newcomers(world, patient);
        world.sandbox.faults.add({ match: creates, fault: { kind: 'drop', when: 'after' } });
        await world.sync();
        expect(world.notOnce()).toEqual([]);
      }
    },
  );

  test('whose contact cannot be asked for is linked as the answer says, and raises no mark', async () => {
    await using world = await loaded();
    const known = (await world.state.meta.get('highestContactId')) ?? 0;
    newcomers(world, 901);
    world.sandbox.faults.add({ match: creates, fault: { kind: 'new-ids', ids: [huge] } });
    world.sandbox.faults.add({
      match: { method: 'GET', path: `^/api/v4/contacts/${huge}$` },
      times: null,
      fault: { kind: 'status', status: 502 },
    });
    expect((await world.sync()).counts).toMatchObject({ created: 1 });
    expect(world.contactOf(901).id).toBe(huge);
    expect(await world.state.meta.get('highestContactId')).toBeLessThan(10 * known);
    expect(await world.state.intents.all()).toEqual([]);
    for (const patient of [902, 903]) {
      newcomers(world, patient);
      world.sandbox.faults.add({ match: creates, fault: { kind: 'drop', when: 'after' } });
      await world.sync();
      expect(world.notOnce()).toEqual([]);
    }
    world.sandbox.faults.clear();
    expect((await world.deep()).counts).toMatchObject({ created: 0, missing: 0 });
    expect(world.notOnce()).toEqual([]);
  });

  test('of a create whose answer was lost, and whose contact cannot be asked for, is linked, and the pass goes on', async () => {
    await using world = await loaded();
    const known = (await world.state.meta.get('highestContactId')) ?? 0;
    newcomers(world, 901);
    world.sandbox.idsAbove(5_000_000_000);
    world.sandbox.faults.add({ match: creates, fault: { kind: 'drop', when: 'after' } });
    world.sandbox.faults.add({
      match: { method: 'GET', path: '^/api/v4/contacts/50000000\\d\\d$' },
      times: null,
      fault: { kind: 'status', status: 502 },
    });
    expect(await world.sync()).toMatchObject({ outcome: 'ok', counts: { created: 1 } });
    expect(world.notOnce()).toEqual([]);
    expect(await world.state.meta.get('highestContactId')).toBeLessThan(10 * known);
    world.sandbox.faults.clear();
    newcomers(world, 902);
    expect(await world.sync()).toMatchObject({ counts: { created: 1 } });
    expect(world.notOnce()).toEqual([]);
  });

  test('of somebody else’s contact is no mark', async () => {
    await using world = await loaded();
    const known = (await world.state.meta.get('highestContactId')) ?? 0;
    world.sandbox.faults.add({ match: creates, fault: { kind: 'new-ids', ids: [huge] } });
    await world.amo.createContacts([{ name: 'Чужой', request_id: 'x' }]);
    newcomers(world, 901);
    await world.sync();
    await world.deep();
    expect(await world.state.meta.get('highestContactId')).toBeLessThan(10 * known);
    newcomers(world, 902);
    world.sandbox.faults.add({ match: creates, fault: { kind: 'drop', when: 'after' } });
    await world.sync();
    expect(world.notOnce()).toEqual([]);
  });

  test('from which on all others grow is believed once contacts bear it out', async () => {
    await using world = await loaded();
    world.sandbox.idsAbove(5_000_000_000);
    newcomers(world, 901, 902, 903, 904);
    expect(await world.sync()).toMatchObject({ mode: 'incremental', counts: { created: 4 } });
    newcomers(world, 905);
    expect(await world.sync()).toMatchObject({ mode: 'incremental', counts: { created: 1 } });
    expect(await world.state.meta.get('highestContactId')).toBeGreaterThan(5_000_000_000);
  });
});
