import { describe, expect, test } from 'vitest';
import type { World } from '../../support/world.ts';
import { deepInterleaved, moments } from './interleaved.ts';
import { expectQuiet, loaded } from './interleaved-world.ts';

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
