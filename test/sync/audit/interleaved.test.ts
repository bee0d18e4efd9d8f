import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import type { SyncSetup } from '../../../src/sync/pass/pass-context.ts';
import { World, type WorldOptions } from '../../support/world.ts';
import { type Death, passThatDies } from '../creates/mortal.ts';
import { deepInterleaved, moments } from './interleaved.ts';

const anna = { Surname: 'Белова', Name: 'Анна', MobilePhone: '+7 926 700 11 22' };

async function loaded(options: WorldOptions = {}): Promise<World> {
  const world = await World.open({ patients: 6, ...options });
  await world.sync();
  return world;
}

/** Nothing is left to do: a deep pass finds nothing and writes nothing. */
async function expectQuiet(world: World): Promise<void> {
  const writes = world.writes().length;
  const { findings, counts } = await world.deep();
  expect(findings).toEqual([]);
  expect(counts).toMatchObject({ updated: 0, created: 0, removed: 0, repaired: 0 });
  expect(world.writes()).toHaveLength(writes);
  expect(world.notOnce()).toEqual([]);
}

/** The next create is carried out when nobody expects it any more, and looking for it fails. */
function loseNextCreate({ sandbox }: World): void {
  sandbox.faults.add({
    match: { method: 'POST', path: '^/api/v4/contacts$' },
    fault: { kind: 'late-commit', ms: 59_000 },
  });
  // It may look at the newest before it creates, and is cut off as soon as it looks for what became of it.
  sandbox.faults.add({
    match: { method: 'GET', path: '^/api/v4/contacts$' },
    skip: 2,
    times: null,
    fault: { kind: 'status', status: 500 },
  });
}

/** With pages of two, others are let in while IDENT is read in part. */
const situations = [
  ...moments.map((at) => [at, 500] as const),
  ['read-crm', 2],
  ['read-ident', 2],
] as const;

describe.each(situations)('while a deep pass is at %s, IDENT in pages of %i', (at, identPage) => {
  test('an edit arrives before it ends, and is neither drift nor put back', async () => {
    await using world = await loaded({ identPage });
    const mark = world.mark();
    const { deep, between } = await deepInterleaved(world, {
      at,
      happens: () => world.editPerson(3, { City: 'Тула' }),
      after: () => expect(world.contactOf(3).fields).toMatchObject({ Город: 'Тула' }),
    });
    expect(between).toMatchObject([
      { kind: 'done', result: { mode: 'incremental', counts: { updated: 1 } } },
    ]);
    expect(deep).toMatchObject({
      mode: 'deep',
      outcome: 'ok',
      findings: [],
      counts: { updated: 0 },
    });
    const writes = world.requestsSince(mark).filter((line) => !line.startsWith('GET'));
    expect(writes).toEqual(['PATCH /api/v4/contacts']);
    expect(world.contactOf(3).fields).toMatchObject({ Город: 'Тула' });
    await expectQuiet(world);
  });

  test('new patients get one contact each, and are none that vanished', async () => {
    await using world = await loaded({ identPage });
    const { deep, between } = await deepInterleaved(world, {
      at,
      // Two of six would be a mass.
      happens: () => {
        world.addPatient(901, anna);
        world.addPatient(902, { Surname: 'Юрьев', Name: 'Глеб' });
      },
    });
    expect(between).toMatchObject([{ kind: 'done', result: { counts: { created: 2 } } }]);
    expect(deep).toMatchObject({ outcome: 'ok', findings: [], counts: { created: 0, removed: 0 } });
    expect(world.contactOf(901).name).toBe('Белова Анна');
    await expectQuiet(world);
  });

  test('a patient whom the deep pass is about to create is created once', async () => {
    await using world = await loaded({ identPage });
    world.addPatient(901, anna);
    const { deep, between } = await deepInterleaved(world, { at, happens: () => {} });
    expect(between).toMatchObject([{ kind: 'done', result: { counts: { created: 1 } } }]);
    expect(deep).toMatchObject({ outcome: 'ok', findings: [], counts: { created: 0 } });
    expect(world.contacts()).toHaveLength(7);
    await expectQuiet(world);
  });

  test('a lead is adopted by the pass between, and by nobody else', async () => {
    await using world = await loaded({ identPage });
    const lead = world.sandbox.crm.create({ name: 'Анна', phones: ['8 (926) 700-11-22'] });
    const { deep, between } = await deepInterleaved(world, {
      at,
      happens: () => world.addPatient(901, anna),
    });
    expect(between).toMatchObject([{ kind: 'done', result: { counts: { adopted: 1 } } }]);
    expect(deep).toMatchObject({ outcome: 'ok', findings: [] });
    expect(world.contactOf(901).id).toBe(lead);
    await expectQuiet(world);
  });

  test('a lead that the deep pass is about to adopt is adopted once', async () => {
    await using world = await loaded({ identPage });
    const lead = world.sandbox.crm.create({ name: 'Анна', phones: ['8 (926) 700-11-22'] });
    world.addPatient(901, anna);
    const { deep } = await deepInterleaved(world, { at, happens: () => {} });
    expect(deep).toMatchObject({ outcome: 'ok', counts: { created: 0, adopted: 0 } });
    expect(world.contactOf(901).id).toBe(lead);
    await expectQuiet(world);
  });

  test('a patient that vanishes from IDENT is «Удален» by it or by the next one', async () => {
    await using world = await loaded({ patients: 20, identPage });
    await deepInterleaved(world, {
      at,
      happens: () => world.sql('delete from Patients where ID_Persons = 3'),
    });
    await world.deep();
    expect(world.contactOf(3).fields).toMatchObject({ 'Статус пациента': 'Удален' });
    expect(await world.state.links.count('removed')).toBe(1);
  });

  test('a field that a person changed in a contact which another pass then writes is repaired all the same', async () => {
    await using world = await loaded({ identPage });
    world.sandbox.crm.edit(world.contactOf(3).id, { fields: { Город: 'Рига' } });
    const city = world.contactOf(2).fields['Город'];
    world.sql('update Persons set City = (select City from Persons where ID = 2) where ID = 3');
    await world.deep();
    world.sandbox.crm.edit(world.contactOf(3).id, { fields: { Город: 'Рига' } });
    const { deep } = await deepInterleaved(world, {
      at,
      happens: () => world.editPatient(3, { Comment: 'новое' }),
    });
    expect(deep.counts).toMatchObject({ repaired: 1, updated: 1 });
    expect(world.contactOf(3).fields).toMatchObject({ Город: city, 'Комментарий IDENT': 'новое' });
    await expectQuiet(world);
  });

  test('a contact that the pass between finds gone is missing, not back', async () => {
    await using world = await loaded({ identPage });
    const { deep } = await deepInterleaved(world, {
      at,
      happens: () => {
        world.sandbox.crm.delete(world.contactOf(3).id);
        world.editPerson(3, { City: 'Тула' });
      },
    });
    expect(deep.findings.filter(({ kind }) => kind !== 'missing')).toEqual([]);
    expect(deep.counts).toMatchObject({ relinked: 0, created: 0 });
    expect(await world.state.links.count('missing')).toBe(1);
    expect(world.contacts()).toHaveLength(5);
  });

  test('what it refuses is refused, and everything else goes on', async () => {
    await using world = await loaded({ identPage });
    const { deep, between } = await deepInterleaved(world, {
      at,
      happens: () => {
        world.editPerson(3, { City: 'Тула' });
        world.sandbox.faults.add({
          match: { method: 'PATCH' },
          fault: { kind: 'reject', rows: [0] },
        });
      },
    });
    expect(between).toMatchObject([{ kind: 'done', result: { outcome: 'rows-rejected' } }]);
    // Whoever is not done with by then is tried once more.
    const isTried = at === 'read-crm' || identPage === 2;
    expect(deep.counts).toMatchObject({ updated: isTried ? 1 : 0 });
    await world.deep();
    expect(world.contactOf(3).fields).toMatchObject({ Город: 'Тула' });
    expect(await world.state.rejected.all()).toEqual([]);
  });

  test('an update of its that commits late, when nobody waits for it any more, is not lost', async () => {
    await using world = await loaded({ identPage });
    await deepInterleaved(world, {
      at,
      happens: () => {
        world.editPerson(3, { City: 'Тула' });
        world.sandbox.faults.add({
          match: { method: 'PATCH' },
          fault: { kind: 'late-commit', ms: 59_000 },
        });
      },
      after: () => world.sandbox.faults.clear(),
    });
    await world.sync();
    expect(world.contactOf(3).fields).toMatchObject({ Город: 'Тула' });
    await expectQuiet(world);
  });

  test('a create that it could not decide is not sent again by the deep pass', async () => {
    await using world = await loaded({ identPage });
    const { deep, between } = await deepInterleaved(world, {
      at,
      happens: () => {
        world.addPatient(901, anna);
        loseNextCreate(world);
      },
      after: async () => {
        world.sandbox.faults.clear();
        expect(await world.state.intents.all()).toMatchObject([{ patientId: 901 }]);
      },
    });
    expect(between).toMatchObject([{ kind: 'failed', error: { code: 'AMO_SERVER_ERROR' } }]);
    expect(deep.counts).toMatchObject({ created: 0 });
    await world.sync();
    await world.clock.advance(61_000);
    await expectQuiet(world);
    expect(world.contacts()).toHaveLength(7);
  });

  test('the cursor stays where the pass between put it', async () => {
    await using world = await loaded({ identPage });
    let moved: unknown;
    await deepInterleaved(world, {
      at,
      happens: () => world.editPerson(3, { City: 'Тула' }),
      after: async () => {
        moved = await world.state.meta.get('cursor');
      },
    });
    expect(moved).toBeDefined();
    expect(await world.state.meta.get('cursor')).toEqual(moved);
  });

  test.each([
    { when: 'before', nth: 1 },
    { when: 'before', nth: 3 },
    { when: 'after', nth: 1 },
    { when: 'after', nth: 2 },
  ] as const)(
    'a death in the pass between doubles nobody and loses nothing',
    async ({ when, nth }) => {
      await using world = await loaded({ identPage });
      let fatal = Number.POSITIVE_INFINITY;
      const death: Death = {
        at: 'transaction',
        when,
        // The nth of the pass between, wherever the deep one stands by then.
        get nth() {
          return fatal;
        },
      };
      await passThatDies(world, death, (state, seen) => {
        const happens = () => {
          world.addPatient(901, anna);
          world.editPerson(3, { City: 'Тула' });
          fatal = seen().transaction + nth;
        };
        return deepInterleaved(world, { at, happens }, { state, amo: world.amo });
      });
      const runs = await world.state.runs.latest(2);
      expect(runs.map(({ outcome }) => outcome)).toEqual(['running', 'running']);
      await world.sync();
      expect((await world.state.runs.latest(3)).slice(1)).toMatchObject([
        { mode: 'incremental', errorCode: 'PROCESS_DIED' },
        { mode: 'deep', errorCode: 'PROCESS_DIED' },
      ]);
      expect(world.contactOf(3).fields).toMatchObject({ Город: 'Тула' });
      await expectQuiet(world);
    },
  );
});

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

describe('nobody is let in', () => {
  test('by a deep pass that the state asks for: nothing may be created before it has compared everything', async () => {
    await using world = await loaded();
    await world.state.meta.set('deepDue', 'state-restored');
    const { times } = await deepInterleaved(world, { at: 'write', happens: () => {} });
    expect(times).toBe(0);
    expect(await world.state.meta.get('deepDue')).toBeUndefined();
  });

  test('by a plan, or by an incremental pass', async () => {
    await using world = await loaded();
    let times = 0;
    const betweenPages = async () => {
      times += 1;
    };
    await world.sync({ mode: 'deep', planOnly: true }, { betweenPages });
    await world.sync({}, { betweenPages });
    expect(times).toBe(0);
  });

  test('any more once a stop was asked for', async () => {
    await using world = await loaded();
    const stop = new AbortController();
    const asked = new Error('stop');
    await expect(
      deepInterleaved(
        world,
        { at: 'read-crm', happens: () => stop.abort(asked) },
        { signal: stop.signal },
      ),
    ).rejects.toBe(asked);
    await expectQuiet(world);
  });
});

test.each(moments)(
  'a deleted contact that comes back from the trash before it would be made anew is not doubled (%s)',
  async (at) => {
    await using world = await loaded({ patients: 1, sync: { policies: { missing: 'repair' } } });
    const { id } = world.contactOf(1);
    world.sandbox.crm.delete(id);
    await deepInterleaved(world, { at, happens: () => world.sandbox.crm.restore(id) });
    expect(world.contacts().map((contact) => contact.id)).toEqual([id]);
    await expectQuiet(world);
  },
);

describe('a deep pass that writes for more than a page', () => {
  const at = '2026-05-05 10:00:00';
  const now = "strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')";

  function visit(world: World, id: number, patient: number, stamp = 'null'): void {
    world.sql(
      `insert into Receptions (ID, ID_Patients, ID_Armchairs, PlanStart, PlanEnd, ReceptionStarted, ReceptionEnded,
        DateTimeAdded) values (?, ?, 1, ?, ?, ?, ?, ${stamp})`,
      ...[id, patient, at, at, at, at],
    );
  }

  const visitsOf = (world: World, patient: number) =>
    Number(world.contactOf(patient).fields['Количество визитов']);

  test('does not put back what a pass in between has read anew', async () => {
    await using world = await loaded({ patients: 560, identPage: 50 });
    // Many batches are on their way when others are let in.
    world.options = { ...world.options, batchSize: 3 };
    const before = [visitsOf(world, 558), visitsOf(world, 559)] as const;
    world.sql("update Patients set Comment = 'Иное' where ID_Persons <> 559");
    // The deep pass sees a visit more of both; before it writes one has another one, and that of the other is gone.
    visit(world, 900_001, 558);
    visit(world, 900_002, 559);
    const { deep, between } = await deepInterleaved(world, {
      ...{ at: 'write', nth: 3 },
      happens: () => {
        visit(world, 900_003, 558, now);
        world.sql('delete from Receptions where ID = 900002');
        world.sql(`update Patients set DateTimeChanged = ${now} where ID_Persons = 559`);
      },
    });
    expect(between).toMatchObject([{ kind: 'done' }]);
    expect(deep).toMatchObject({ outcome: 'ok' });
    expect([visitsOf(world, 558), visitsOf(world, 559)]).toEqual([before[0] + 2, before[1]]);
    expect((await world.deep()).counts).toMatchObject({ updated: 0, repaired: 0 });
  });
});
