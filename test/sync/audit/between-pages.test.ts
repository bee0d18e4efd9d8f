import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import type { SyncSetup } from '../../../src/sync/pass/pass-context.ts';
import { World } from '../../support/world.ts';
import { passThatDies } from '../creates/mortal.ts';
import { deepInterleaved } from './interleaved.ts';
import { anna, expectQuiet, loaded, loseNextCreate } from './interleaved-world.ts';

describe('a pass between two pages of a deep one', () => {
  test('works also in one that is due because more changed in amoCRM than its feed shows', async () => {
    await using world = await loaded();
    await world.state.meta.set('deepDue', 'events-gap');
    const { deep, between } = await deepInterleaved(world, {
      at: 'read-crm',
      happens: () => world.editPerson(3, { City: 'Тула' }),
    });
    expect(between).toMatchObject([{ kind: 'done', result: { counts: { updated: 1 } } }]);
    expect(deep).toMatchObject({ outcome: 'ok' });
    expect(await world.state.meta.get('deepDue')).toBeUndefined();
    await expectQuiet(world);
  });

  test('that finds a further reason for a deep pass leaves it due, whatever the one under way was for', async () => {
    await using world = await loaded();
    await world.state.meta.set('deepDue', 'events-gap');
    const { deep } = await deepInterleaved(world, {
      at: 'read-ident',
      happens: () => world.state.meta.set('deepDue', 'foreign-contacts'),
    });
    expect(deep).toMatchObject({ outcome: 'ok' });
    expect(await world.state.meta.get('deepDue')).toBe('foreign-contacts');
    expect(await world.sync()).toMatchObject({ mode: 'deep', reason: 'foreign-contacts' });
  });

  test('is a run of its own, with its own requests', async () => {
    await using world = await loaded();
    const { deep, between } = await deepInterleaved(world, {
      at: 'read-ident',
      happens: () => world.editPerson(3, { City: 'Тула' }),
    });
    const [latest, before] = await world.state.runs.latest(2);
    expect(latest).toMatchObject({ mode: 'incremental', outcome: 'ok' });
    expect(before).toMatchObject({ mode: 'deep', outcome: 'ok', id: deep.runId });
    const inner = between[0]?.kind === 'done' ? between[0].result : null;
    // Each asks for account and fields; one writes once, the other reads a page of contacts.
    expect([inner?.requests, deep.requests]).toEqual([3, 3]);
    // Whom it has settled it does not count again.
    expect(deep.counts['read']).toBe(6);
  });

  test('writes to contacts that the deep pass has not come to yet, of patients that it has read', async () => {
    await using world = await World.open({ patients: 6, identPage: 2 });
    // Leads fill the first page: what we create stands behind it.
    for (let n = 0; n < 250; n += 1) world.sandbox.crm.create({ name: `Лид ${n}` });
    await world.sync();
    const { deep, between } = await deepInterleaved(world, {
      at: 'read-crm',
      happens: () => {
        world.editPerson(1, { City: 'Тула' });
        world.editPerson(6, { City: 'Тверь' });
      },
    });
    expect(between).toMatchObject([{ kind: 'done', result: { counts: { updated: 2 } } }]);
    expect(deep).toMatchObject({ outcome: 'ok', findings: [], counts: { read: 6, updated: 0 } });
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Тула' });
    expect(world.contactOf(6).fields).toMatchObject({ Город: 'Тверь' });
    await expectQuiet(world);
  });

  test('that the guard stops is recorded as such, and the deep pass goes on', async () => {
    await using world = await loaded({ patients: 12 });
    const { deep, between } = await deepInterleaved(world, {
      at: 'write',
      happens: () =>
        world.sql(
          "update Persons set City = null, DateTimeChanged = strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')",
        ),
    });
    expect(between).toMatchObject([{ kind: 'failed', error: { code: 'MASS_CHANGE' } }]);
    expect(deep.outcome).toBe('ok');
    const [inner] = await world.state.runs.latest(1);
    expect(inner).toMatchObject({ outcome: 'stopped', errorCode: 'MASS_CHANGE' });
    // What it did not read is not passed over by the next one.
    await expect(world.sync()).rejects.toMatchObject({ code: 'MASS_CHANGE' });
  });

  test('a patient that is back in IDENT before it was marked is not marked', async () => {
    await using world = await loaded();
    world.sql('create table Kept as select * from Patients where ID_Persons = 3');
    world.sql('delete from Patients where ID_Persons = 3');
    const { deep } = await deepInterleaved(world, {
      at: 'write',
      happens: () => world.sql('insert into Patients select * from Kept'),
    });
    expect(deep).toMatchObject({ outcome: 'ok', planned: { remove: 1 }, counts: { removed: 0 } });
    await expectQuiet(world);
  });

  test('that fails at amoCRM or at the database leaves the deep pass alive, and the next one does its work', async () => {
    await using world = await loaded();
    const failing = [
      () =>
        world.sandbox.faults.add({
          match: { method: 'PATCH' },
          fault: { kind: 'status', status: 402 },
        }),
      () => {
        gone = true;
      },
    ];
    let gone = false;
    const ident = await world.ident();
    const flickering: SyncSetup['ident'] = Object.create(ident, {
      changedSince: {
        value: async (cursor: Parameters<typeof ident.changedSince>[0]) => {
          if (gone) throw new Error('the connection is gone');
          return await ident.changedSince(cursor);
        },
      },
      server: { value: () => ident.server() },
      probe: { value: () => ident.probe() },
      count: { value: () => ident.count() },
      queryMs: { get: () => ident.queryMs },
      all: { value: () => ident.all() },
      byIds: { value: (ids: readonly PatientId[]) => ident.byIds(ids) },
    });
    for (const [n, fail] of failing.entries()) {
      const { deep, between } = await deepInterleaved(
        world,
        {
          at: 'write',
          happens: () => {
            world.editPerson(3, { City: `Тула ${n}` });
            fail();
          },
          after: () => {
            gone = false;
          },
        },
        { ident: flickering },
      );
      expect(between).toMatchObject([{ kind: 'failed' }]);
      expect(deep.outcome).toBe('ok');
      expect(await world.state.runs.latest(1)).toMatchObject([{ outcome: 'failed' }]);
      await world.sync();
      expect(world.contactOf(3).fields).toMatchObject({ Город: `Тула ${n}` });
    }
    await ident.close();
    await expectQuiet(world);
  });

  test('that meets another’s contacts leaves them to a deep pass, which comes next', async () => {
    await using world = await loaded();
    const { between } = await deepInterleaved(world, {
      at: 'write',
      happens: () => {
        world.sandbox.crm.create({ name: 'Кто-то', fields: { 'ID пациента IDENT': '777' } });
        world.addPatient(901, anna);
      },
    });
    expect(between).toEqual([{ kind: 'left', reason: 'foreign-contacts' }]);
    const [inner] = await world.state.runs.latest(1);
    expect(inner).toMatchObject({ outcome: 'incomplete', errorCode: 'DEEP_PASS_DUE' });
    const next = await world.sync();
    expect(next).toMatchObject({ mode: 'deep', reason: 'foreign-contacts' });
    expect(world.contactsOf(901)).toHaveLength(1);
    expect((await world.sync()).mode).toBe('incremental');
  });

  test('that finds the account’s zone to be another makes the deep pass begin anew', async () => {
    await using world = await loaded();
    const { deep, between } = await deepInterleaved(world, {
      at: 'write',
      happens: async () => {
        await world.state.meta.set('accountTimeZone', 'Asia/Omsk');
        world.editPerson(3, { City: 'Тула' });
      },
    });
    expect(between).toEqual([{ kind: 'left', reason: 'fields-moved' }]);
    expect(deep).toMatchObject({ mode: 'deep', outcome: 'ok' });
    expect(world.logged.some((line) => line.includes('the pass begins anew'))).toBe(true);
    expect(world.contactOf(3).fields).toMatchObject({ Город: 'Тула' });
    await expectQuiet(world);
  });

  test('keeps off creates that the deep pass has still to decide', async () => {
    await using world = await loaded();
    world.addPatient(901, anna);
    await passThatDies(world, { at: 'write', nth: 1, when: 'after' });
    await world.clock.advance(2 * 3_600_000);
    const { deep, between } = await deepInterleaved(world, {
      at: 'read-crm',
      happens: async () => {
        expect(await world.state.intents.all()).toHaveLength(1);
        world.editPerson(901, { City: 'Тула' });
      },
    });
    expect(between).toMatchObject([
      { kind: 'done', result: { counts: { uncertain: 1, created: 0 } } },
    ]);
    expect(deep).toMatchObject({ outcome: 'ok', counts: { relinked: 1, created: 0 } });
    expect(world.contactOf(901).fields).toMatchObject({ Город: 'Тула' });
    await expectQuiet(world);
  });

  test('may create whom a dead process did not, and what it could not decide stays undecided', async () => {
    await using world = await loaded();
    world.addPatient(901, anna);
    await passThatDies(world, { at: 'write', nth: 1, when: 'before' });
    const { between } = await deepInterleaved(world, {
      at: 'read-crm',
      happens: () => loseNextCreate(world),
      after: () => world.sandbox.faults.clear(),
    });
    expect(between).toMatchObject([{ kind: 'failed', error: { code: 'AMO_SERVER_ERROR' } }]);
    await world.sync();
    // Until all has arrived that ever could.
    await world.clock.advance(61_000);
    await expectQuiet(world);
    expect(world.contacts()).toHaveLength(7);
  });

  test('comes when nothing of the deep pass is in the air, and keeps off its late updates', async () => {
    await using world = await loaded({ patients: 505, sync: { batchSize: 3 } });
    for (const { id } of world.contacts())
      world.sandbox.crm.edit(id, { fields: { Город: 'Рига' } });
    world.sandbox.faults.add({
      match: { method: 'PATCH', path: '^/api/v4/contacts$' },
      fault: { kind: 'late-commit', ms: 30_000 },
    });
    let inTheAir = 0;
    world.amo = world.client(async (input, init) => {
      inTheAir += 1;
      return await fetch(input, init).finally(() => {
        inTheAir -= 1;
      });
    });
    const { deep, between } = await deepInterleaved(world, {
      at: 'write',
      nth: 3,
      happens: async () => {
        expect(inTheAir).toBe(0);
        expect(await world.state.intents.late()).toHaveLength(3);
        world.editPerson(505, { City: 'Тула' });
      },
      after: async () => expect(await world.state.intents.late()).toHaveLength(3),
    });
    expect(between).toMatchObject([{ kind: 'done', result: { counts: { updated: 1 } } }]);
    expect(deep.outcome).toBe('ok');
    expect(await world.state.intents.late()).toEqual([]);
    expect(world.contactOf(505).fields).toMatchObject({ Город: 'Тула' });
    expect((await world.sync()).mode).toBe('incremental');
    expect((await world.deep()).counts).toMatchObject({ updated: 0, repaired: 0 });
  });
});
