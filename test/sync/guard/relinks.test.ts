import { describe, expect, test } from 'vitest';
import { GuardError } from '../../../src/sync/guard/errors.ts';
import type { SyncOptions } from '../../../src/sync/pass/pass-context.ts';
import { World } from '../../support/world.ts';

const hour = 3_600_000;

/** So many merges pass by without a word. */
const limit = 2;

async function loaded(options: Partial<SyncOptions> = {}): Promise<World> {
  const guard = { percent: 15, rows: limit };
  const world = await World.open({ patients: 80, sync: { guard, ...options } });
  await world.sync();
  return world;
}

/** Somebody merges the contacts of these patients into leads; @returns the leads. */
function merge(world: World, patients: readonly number[]): readonly number[] {
  return patients.map((patient) => {
    const lead = world.sandbox.crm.create({ name: `Лид ${patient}`, fields: { Город: 'Рига' } });
    world.sandbox.crm.merge(lead, world.contactOf(patient).id);
    return lead;
  });
}

const inRiga = (world: World, leads: readonly number[]) =>
  world.contacts().filter(({ id, fields }) => leads.includes(id) && fields['Город'] === 'Рига')
    .length;

const stopped = async (pass: Promise<unknown>): Promise<GuardError> => {
  const error = await pass.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GuardError);
  // Checked above.
  return error as GuardError;
};

describe('patients whose contacts were merged into others', () => {
  test('stop the deep pass above the limit, before any of them is linked, and follow once a person allows it', async () => {
    await using world = await loaded();
    merge(world, [6, 7]);
    await world.deep();
    const leads = merge(world, [1, 2, 3]);
    const before = world.writes().length;
    for (const _ of ['once', 'and again']) {
      const error = await stopped(world.deep());
      expect(error.code).toBe('MASS_CHANGE');
      expect(error.patients).toEqual(new Map([['relinked', [1, 2, 3]]]));
      expect(error.message).toContain('linked to the contact that theirs was merged into: 3');
    }
    expect(world.writes()).toHaveLength(before);
    expect(inRiga(world, leads)).toBe(3);
    await world.deep({ allowMassChange: 3 });
    expect(world.contactOf(1).id).toBe(leads[0]);
    expect(inRiga(world, leads)).toBe(0);
    // What a person allowed, and the day before it, is not held against what comes later.
    const later = merge(world, [4, 5]);
    expect((await world.deep()).counts).toMatchObject({ postponed: 0 });
    expect(inRiga(world, later)).toBe(0);
  });

  test('stop it also when the passes before had missed their contacts one by one', async () => {
    await using world = await loaded();
    const leads = merge(world, [1, 2, 3]);
    for (const id of [1, 2, 3]) {
      world.editPerson(id, { City: 'Тула' });
      expect((await world.sync()).counts).toMatchObject({ missing: id });
    }
    const error = await stopped(world.deep());
    expect(error.patients).toEqual(new Map([['relinked', [1, 2, 3]]]));
    expect(inRiga(world, leads)).toBe(3);
  });

  test('wait where only the day is full, with a word, and follow when it has room', async () => {
    await using world = await loaded();
    merge(world, [1, 2]);
    expect((await world.deep()).counts).toMatchObject({ postponed: 0 });
    const leads = merge(world, [3, 4]);
    world.editPerson(10, { City: 'Клин' });
    const before = world.contacts().filter(({ id }) => leads.includes(id));
    for (const _ of ['once', 'and again']) {
      const result = await world.deep();
      expect(result).toMatchObject({ outcome: 'rows-rejected', counts: { postponed: 2 } });
      expect(result.findings.filter(({ kind }) => kind === 'guard-waits')).toEqual(
        [3, 4].map((patientId) => ({
          ...{ kind: 'guard-waits', patientId, contactId: null, subject: 'relinked' },
        })),
      );
    }
    expect(world.contacts().filter(({ id }) => leads.includes(id))).toEqual(before);
    expect(world.contactOf(10).fields).toMatchObject({ Город: 'Клин' });
    expect(await world.state.guarded.waitingCount()).toMatchObject({
      patients: 2,
      kinds: [{ kind: 'relinked', patients: 2 }],
    });
    await world.clock.advance(24 * hour);
    expect((await world.deep()).counts).toMatchObject({ postponed: 0 });
    expect(inRiga(world, leads)).toBe(0);
    expect(await world.state.guarded.waitingCount()).toMatchObject({ patients: 0 });
    expect(world.notOnce()).toEqual([]);
  });

  test('that wait are neither made anew meanwhile (POLICY_MISSING=repair), nor doubled', async () => {
    await using world = await loaded({ policies: { missing: 'repair' } });
    merge(world, [1, 2]);
    await world.deep();
    const leads = merge(world, [3, 4]);
    for (const _ of ['once', 'and again']) {
      world.editPerson(3, { City: 'Тула' });
      expect((await world.sync()).counts).toMatchObject({ created: 0 });
      expect((await world.deep()).counts).toMatchObject({ created: 0, postponed: 2 });
    }
    expect(inRiga(world, leads)).toBe(2);
    expect(world.notOnce()).toEqual([]);
  });

  test('are left and not counted with POLICY_MERGED=report', async () => {
    await using world = await loaded({ policies: { merged: 'report' } });
    const leads = merge(world, [1, 2, 3]);
    const { findings, counts } = await world.deep();
    expect(findings.filter(({ kind }) => kind === 'merged-left')).toHaveLength(3);
    expect(counts).toMatchObject({ postponed: 0, updated: 0 });
    expect(inRiga(world, leads)).toBe(3);
  });
});
