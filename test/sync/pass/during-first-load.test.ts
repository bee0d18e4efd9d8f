import { describe, expect, test } from 'vitest';
import { setUpVisits } from '../../../src/sync/account/visits-setup.ts';
import { type DuringAuditResult, runDuringAudit } from '../../../src/sync/pass/run-during-audit.ts';
import { runPass } from '../../../src/sync/pass/run-pass.ts';
import { TwoSources } from '../../support/two-sources.ts';
import { passThatDies } from '../creates/mortal.ts';
import { rulesOfVisits } from '../visits/visits-world.ts';
import { expectWhole, type Happens, loadedWith, world } from './first-load-with-passes.ts';

const anna = { Surname: 'Белова', Name: 'Анна', MobilePhone: '+7 926 700 11 22' };

describe('a pass between the pages of a first load', () => {
  test('carries over the changes of patients who are linked by then, long before the load ends', async () => {
    await using one = await world();
    const cities: unknown[] = [];
    const { load, between } = await loadedWith(
      one,
      (nth) => {
        if (nth === 2) one.editPerson(3, { City: 'Тула' });
      },
      (nth) => {
        if (nth === 2) cities.push(one.contactOf(3).fields['Город'], one.contacts().length);
      },
    );
    expect(cities[0]).toBe('Тула');
    expect(cities[1]).toBeLessThan(60);
    expect(between[1]).toMatchObject({
      kind: 'done',
      result: { mode: 'incremental', counts: { updated: 1 } },
    });
    expect(load).toMatchObject({ reason: 'first', outcome: 'ok', counts: { created: 60 } });
    await expectWhole(one);
  });

  test('reads those alone who changed since the one before it', async () => {
    await using one = await world();
    const { between } = await loadedWith(one, (nth) => {
      if (nth === 1) one.editPerson(3, { City: 'Тула' });
      if (nth === 3) one.editPerson(4, { City: 'Омск' });
    });
    const read = between.map((end) => end.kind === 'done' && end.result.counts['updated']);
    expect(read).toEqual([1, 0, 1, ...between.slice(3).map(() => 0)]);
    await expectWhole(one);
  });

  test('makes nobody’s contact, and leaves the load as unfinished as it was', async () => {
    await using one = await world();
    one.sql('delete from Patients where ID_Persons = 2');
    one.sql('delete from Persons where ID = 2');
    const { load, between } = await loadedWith(
      one,
      // One behind what was read, one that is to come, one who is linked.
      (nth) => {
        if (nth !== 2) return;
        one.addPatient(2, anna);
        one.addPatient(901, { Surname: 'Юрьев', Name: 'Глеб' });
        one.editPerson(3, { City: 'Тула' });
      },
      async (nth) => {
        if (nth !== 2) return;
        expect([one.contactsOf(2), one.contactsOf(901)]).toEqual([[], []]);
        const { meta } = one.state;
        expect(await meta.get('cursor')).toBeUndefined();
        expect(await meta.get('lastIncrementalAt')).toBeUndefined();
        expect(await meta.get('carriedAt')).toBeUndefined();
      },
    );
    for (const end of between)
      expect(end).toMatchObject({ kind: 'done', result: { counts: { created: 0, deferred: 0 } } });
    expect(load.outcome).toBe('ok');
    expect(one.contactsOf(901)).toHaveLength(1);
    // His page was read before he was there.
    expect(one.contactsOf(2)).toEqual([]);
    expect((await one.sync()).counts).toMatchObject({ created: 1 });
    await expectWhole(one);
  });

  test('adopts nobody’s contact: whose it is the load alone can tell', async () => {
    await using one = await world();
    one.addPatient(901, anna);
    const lead = one.sandbox.crm.create({ name: 'Анна', phones: ['8 (926) 700-11-22'] });
    const { load, between } = await loadedWith(one, () => one.editPerson(901, { City: 'Тула' }));
    for (const end of between)
      expect(end).toMatchObject({ kind: 'done', result: { counts: { adopted: 0, created: 0 } } });
    expect(load.counts).toMatchObject({ adopted: 1, created: 60 });
    expect(one.contactOf(901).id).toBe(lead);
    await expectWhole(one);
  });

  test('marks nobody as gone who vanishes meanwhile', async () => {
    await using one = await world();
    const { between } = await loadedWith(one, (nth) => {
      if (nth === 2) one.sql('delete from Patients where ID_Persons = 3');
    });
    for (const end of between)
      expect(end).toMatchObject({ kind: 'done', result: { counts: { removed: 0 } } });
    await one.deep();
    expect(one.contactOf(3).fields).toMatchObject({ 'Статус пациента': 'Удален' });
  });

  test('reports a contact that somebody deleted, and makes none anew', async () => {
    await using one = await world();
    const { load } = await loadedWith(one, async (nth) => {
      if (nth !== 2) return;
      one.sandbox.crm.delete(one.contactOf(3).id);
      one.editPerson(3, { City: 'Тула' });
      // What is too new may not be shown everywhere yet.
      await one.clock.advance(60_000);
    });
    expect(load.counts).toMatchObject({ created: 60 });
    expect(await one.state.links.count('missing')).toBe(1);
    expect(one.contactsOf(3)).toEqual([]);
  });

  test('makes no deals, which come behind the contacts that they are of', async () => {
    await using one = await world({ sync: { batchSize: 5, visits: rulesOfVisits } });
    await setUpVisits({ amo: one.amo, state: one.state, choice: rulesOfVisits.choice });
    const mark = one.mark();
    const { between } = await loadedWith(
      one,
      (nth) => one.editPerson(3, { City: `Тула ${nth}` }),
      () => expect(one.requestsSince(mark).filter((line) => line.includes('leads'))).toEqual([]),
    );
    expect(between.map(({ kind }) => kind)).toContain('done');
    expect(one.requestsSince(mark).some((line) => line.includes('leads'))).toBe(true);
  });

  test('in a chain carries over who is linked of any database that is being loaded', async () => {
    await using two = await TwoSources.open();
    const clinic = two.world.clinic({ sources: two.sources });
    const between: DuringAuditResult[] = [];
    const names: string[] = [];
    await clinic.connected((setup) => runPass(setup, { mode: 'auto' }), {
      betweenPages: async (firstLoad) => {
        if (between.length === 0) two.rename(3, 'Новофамильская', 1);
        if (between.length === 1) two.rename(3, 'Второфамильская', 2);
        between.push(await clinic.connected((setup) => runDuringAudit(setup, { firstLoad })));
        names.push(two.contactOf('3').name);
      },
    });
    expect(names[0]).toContain('Новофамильская');
    expect(between.length).toBeGreaterThan(1);
    const counts = between.map((end) => end.kind === 'done' && end.result.counts);
    for (const one of counts) expect(one).toMatchObject({ created: 0, adopted: 0 });
    await two.sync();
    expect(two.contactOf('2:3').name).toContain('Второфамильская');
    expect(two.ids()).toHaveLength(12);
    expect((await two.sync({ mode: 'deep' })).counts).toMatchObject({ updated: 0, created: 0 });
  });

  test('comes when nothing of the load is in the air', async () => {
    await using one = await world();
    let inTheAir = 0;
    one.amo = one.client(async (input, init) => {
      inTheAir += 1;
      return await fetch(input, init).finally(() => {
        inTheAir -= 1;
      });
    });
    const { between } = await loadedWith(one, async () => {
      expect(inTheAir).toBe(0);
      expect(await one.state.intents.all()).toEqual([]);
    });
    expect(between.length).toBeGreaterThan(2);
  });

  test('keeps off creates of which nobody knows yet what became of them', async () => {
    await using one = await world();
    one.sandbox.faults.add({
      match: { method: 'POST', path: '^/api/v4/contacts$' },
      skip: 3,
      fault: { kind: 'late-commit', ms: 59_000 },
    });
    const { load } = await loadedWith(one, () => one.editPerson(17, { City: 'Тула' }));
    expect(load.outcome).toBe('ok');
    await one.sync();
    expect(one.contactOf(17).fields).toMatchObject({ Город: 'Тула' });
    await expectWhole(one);
  });

  test('an update of its without an answer is read back before the load ends', async () => {
    await using one = await world();
    const { load } = await loadedWith(
      one,
      (nth) => {
        if (nth !== 2) return;
        one.editPerson(3, { City: 'Тула' });
        one.sandbox.faults.add({
          match: { method: 'PATCH' },
          fault: { kind: 'late-commit', ms: 59_000 },
        });
      },
      () => one.sandbox.faults.clear(),
    );
    expect(load.outcome).toBe('ok');
    expect(await one.state.intents.late()).toEqual([]);
    expect(one.contactOf(3).fields).toMatchObject({ Город: 'Тула' });
    await expectWhole(one);
  });

  test('that fails is a run of its own, and the load goes on', async () => {
    await using one = await world();
    const { load, between } = await loadedWith(
      one,
      (nth) => {
        if (nth !== 2) return;
        one.editPerson(3, { City: 'Тула' });
        one.sandbox.faults.add({
          match: { method: 'PATCH' },
          fault: { kind: 'status', status: 402 },
        });
      },
      () => one.sandbox.faults.clear(),
    );
    expect(between[1]).toMatchObject({ kind: 'failed' });
    // What it did not carry over the next one does.
    expect(between[2]).toMatchObject({ kind: 'done', result: { counts: { updated: 1 } } });
    expect(load.outcome).toBe('ok');
    await expectWhole(one);
  });

  test('is not stopped for a few of whom few are in amoCRM by then: a share is one of all whom IDENT shows', async () => {
    await using one = await world();
    one.sql("update Persons set City = 'Тверь'");
    const linked: number[] = [];
    const { load, between } = await loadedWith(one, async (nth) => {
      if (nth !== 2) return;
      linked.push(await one.state.links.count());
      for (let id = 1; id <= 5; id += 1) one.editPerson(id, { City: null });
    });
    // Five of so many would be a mass.
    expect(linked[0]).toBeLessThan(33);
    expect(between[1]).toMatchObject({ kind: 'done', result: { counts: { updated: 5 } } });
    expect(load.outcome).toBe('ok');
    await expectWhole(one);
  });

  test('is stopped by the guard where many change at once, as any other', async () => {
    await using one = await world();
    const { load, between } = await loadedWith(one, (nth) => {
      if (nth !== 3) return;
      for (let id = 1; id <= 20; id += 1) one.editPerson(id, { City: null });
    });
    expect(between.map(({ kind }) => kind)).toContain('failed');
    expect(load.outcome).toBe('ok');
    await expect(one.sync()).rejects.toMatchObject({ code: 'MASS_CHANGE' });
  });

  test('that finds the account’s zone to be another makes the load begin anew, and nobody is doubled', async () => {
    await using one = await world();
    const { load, between } = await loadedWith(one, async (nth) => {
      if (nth !== 2) return;
      await one.state.meta.set('accountTimeZone', 'Asia/Omsk');
      one.editPerson(3, { City: 'Тула' });
    });
    // The load that begins anew is due for a reason of the state's own.
    expect(between.slice(1)).toEqual([{ kind: 'left', reason: 'fields-moved' }]);
    expect(load.outcome).toBe('ok');
    expect(one.contactOf(3).fields).toMatchObject({ Город: 'Тула' });
    await expectWhole(one);
  });

  test.each([
    { when: 'before', nth: 1 },
    { when: 'before', nth: 2 },
    { when: 'after', nth: 1 },
    { when: 'after', nth: 2 },
  ] as const)(
    'whose process dies ($when transaction $nth) doubles nobody and loses nothing',
    async ({ when, nth }) => {
      await using one = await world();
      let fatal = Number.POSITIVE_INFINITY;
      const death = {
        ...({ at: 'transaction', when } as const),
        get nth() {
          return fatal;
        },
      };
      const hasDied = await passThatDies(one, death, (state, seen) => {
        const happens: Happens = (time) => {
          if (time !== 3) return;
          one.editPerson(3, { City: 'Тула' });
          one.addPatient(901, anna);
          fatal = seen().transaction + nth;
        };
        return loadedWith(one, happens, undefined, { state, amo: one.amo });
      });
      expect(hasDied).toBe(true);
      expect(await one.state.meta.get('cursor')).toBeUndefined();
      // Nothing but what was acknowledged counts: the load begins anew.
      const again = await one.sync();
      expect(again).toMatchObject({ mode: 'deep', reason: 'first', outcome: 'ok' });
      expect(one.contactOf(3).fields).toMatchObject({ Город: 'Тула' });
      await expectWhole(one);
    },
  );
});
