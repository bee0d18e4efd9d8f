import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { askFirstLoad, unaskedSources } from '../../src/clinic/first-load.ts';
import { incidents } from '../../src/health/rules.ts';
import { standing } from '../../src/health/standing.ts';
import { dropAccount } from '../../src/state/account/drop-account.ts';
import { TwoSources } from '../support/two-sources.ts';
import { World } from '../support/world.ts';
import { minute, ServiceWorld } from './service-world.ts';

const codes = async (service: ServiceWorld) =>
  incidents(await service.facts()).map(({ code }) => code);

describe('a first load that is asked about', () => {
  test('writes nothing and reads nothing before a person has begun it, for however long, and over restarts', async () => {
    await using service = await ServiceWorld.open({ firstLoad: 'ask', fields: false });
    const { world } = service;
    await service.start();
    await service.sleep(10 * minute);
    await service.restart();
    await service.sleep(10 * minute);
    expect(world.sandbox.log.requests).toEqual([]);
    expect(service.passes).toEqual([]);
    expect(await codes(service)).toEqual(['first-load-asks']);
    const { nextIncrementalAt, nextDeepAt, unasked } = await service.facts();
    expect({ nextIncrementalAt, nextDeepAt }).toEqual({
      nextIncrementalAt: null,
      nextDeepAt: null,
    });
    // Since the first start, not since the last one.
    expect(world.clock.now() - (unasked?.since ?? 0)).toBeGreaterThan(19 * minute);
    expect(standing(incidents(await service.facts()))).toEqual({
      ...{ verdict: 'setup', tone: 'warn', needsPerson: true },
    });
  });

  test('begins at a person’s word, goes on after a restart, and is never asked about again', async () => {
    await using service = await ServiceWorld.open({ firstLoad: 'ask', fields: false });
    const { world } = service;
    await service.start();
    await service.sleep(minute);
    await service.service.begin('dashboard');
    await service.until('the first load', async () => (await service.facts()).firstLoadDone);
    await service.restart();
    world.editPerson(2, { City: 'Тверь' });
    await service.until('the change', () => world.contactOf(2).fields['Город'] === 'Тверь');
    expect(await codes(service)).toEqual([]);
    expect((await world.state.actions.latest(9)).map(({ action }) => action)).toContain('start');
  });

  test('needs no word where the setting says start, and a later ask does not take it back', async () => {
    await using service = await ServiceWorld.started();
    expect(await unaskedSources(service.world.clinic(), 'ask')).toEqual(new Set());
  });

  test('was asked about in a state of an older version that has contacts of this database', async () => {
    await using world = await World.open();
    const asks = () => unaskedSources(world.clinic(), 'ask');
    expect(await asks()).toEqual(new Set([1]));
    // Steps are done in their order: whoever has not this one has none of the later ones.
    const older = async () => {
      const { db } = world.state;
      await sql`delete from kysely_migration where name >= '0016'`.execute(db);
      // Its tables may stand; a column is added once.
      await sql`alter table visit_deals drop column fingerprint`.execute(db);
    };
    await world.state.meta.clear('firstLoad');
    await older();
    await world.restart();
    expect(await asks()).toEqual(new Set([1]));

    await world.sync();
    await world.state.meta.clear('firstLoad');
    await older();
    await world.restart();
    expect(await asks()).toEqual(new Set());
  });

  test('is asked about anew where the account is another one', async () => {
    await using service = await ServiceWorld.started();
    const { state } = service.world;
    await service.stop();
    await dropAccount(state.db, 7);
    expect(await unaskedSources(service.world.clinic(), 'ask')).toEqual(new Set([1]));
  });
});

describe('a database that is added later', () => {
  test('waits for a person’s word of its own, while the others go on', async () => {
    await using two = await TwoSources.open();
    const { world } = two;
    const [first, second] = two.sources;
    const clinic = world.clinic({ sources: two.sources });
    await askFirstLoad({ ...clinic, sources: first === undefined ? [] : [first] });
    const withheld = await unaskedSources(clinic, 'ask');
    expect(withheld).toEqual(new Set([second?.number]));
    expect((await clinic.pass({ mode: 'auto', withheld })).outcome.kind).toBe('done');
    expect(world.contacts()).toHaveLength(6);
    two.rename(1, 'Первая', 1);
    expect((await clinic.pass({ mode: 'auto', withheld })).outcome.kind).toBe('done');
    expect(world.contactOf(1).name).toContain('Первая');
    // It is not away: nothing is wrong with it.
    expect(await world.state.meta.ofSources('sourceAway')).toEqual(new Map());
    const known = [...(await world.state.meta.ofSources('firstLoad')).values()];
    expect(known.map(({ is }) => is)).toEqual(['asked-for', 'waiting']);

    await askFirstLoad(clinic);
    expect(await unaskedSources(clinic, 'ask')).toEqual(new Set());
    expect((await clinic.pass({ mode: 'auto' })).outcome.kind).toBe('done');
    expect(world.contacts()).toHaveLength(12);
  });
});
