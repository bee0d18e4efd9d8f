import { describe, expect, test } from 'vitest';
import type { GuardError } from '../../../../src/sync/guard/errors.ts';
import { kinds, loaded } from './with-policies.ts';

describe('POLICY_MISSING=repair', () => {
  const policies = { missing: 'repair' } as const;

  test('makes a deleted contact anew, once, with everything that IDENT has', async () => {
    await using world = await loaded(policies);
    const old = world.contactOf(1);
    world.sandbox.crm.delete(old.id);
    const deep = await world.deep();
    const made = world.contactOf(1);
    expect(made).toEqual({ ...old, id: made.id });
    expect(made.id).toBeGreaterThan(old.id);
    expect(deep.findings).toEqual([
      { kind: 're-created', patientId: 1, contactId: made.id, subject: null },
    ]);
    expect(deep.counts).toMatchObject({ created: 1, missing: 0 });
    expect(await world.deep()).toMatchObject({ findings: [], counts: { unchanged: 3 } });
    world.editPerson(1, { City: 'Тула' });
    await world.sync();
    expect(world.contactOf(1)).toMatchObject({ id: made.id, fields: { Город: 'Тула' } });
  });

  test('is done by deep passes only: an incremental one reports', async () => {
    await using world = await loaded(policies);
    world.sandbox.crm.delete(world.contactOf(1).id);
    world.editPerson(1, { City: 'Тула' });
    expect((await world.sync()).counts).toMatchObject({ missing: 1, created: 0 });
    expect((await world.deep()).counts).toMatchObject({ created: 1 });
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Тула' });
  });

  test('links a restored contact again instead of making another one', async () => {
    await using world = await loaded({});
    const { id } = world.contactOf(1);
    world.sandbox.crm.delete(id);
    await world.deep();
    world.options = { ...world.options, policies };
    world.sandbox.crm.restore(id);
    expect((await world.deep()).counts).toMatchObject({ created: 0, relinked: 1 });
    expect(world.contactOf(1).id).toBe(id);
  });

  test('makes those anew that were reported missing before', async () => {
    await using world = await loaded({});
    world.sandbox.crm.delete(world.contactOf(1).id);
    await world.deep();
    world.options = { ...world.options, policies };
    expect((await world.deep()).counts).toMatchObject({ created: 1 });
    expect(world.notOnce()).toEqual([]);
  });

  test('a contact restored after that is a duplicate, and said to be one', async () => {
    await using world = await loaded(policies);
    const { id } = world.contactOf(1);
    world.sandbox.crm.delete(id);
    await world.deep();
    const made = world.contactOf(1).id;
    world.sandbox.crm.restore(id);
    const deep = await world.deep();
    expect(deep.findings.filter(({ kind }) => kind === 'duplicate')).toEqual([
      { kind: 'duplicate', patientId: 1, contactId: id, subject: null },
      { kind: 'duplicate', patientId: 1, contactId: made, subject: null },
    ]);
    world.editPerson(1, { City: 'Тула' });
    await world.sync();
    expect(world.sandbox.crm.contacts().filter((one) => one.id === made)).toHaveLength(1);
    const cities = world.contactsOf(1).map((one) => [one.id, one.fields['Город']]);
    expect(cities).toContainEqual([made, 'Тула']);
  });

  test('a family merged into one contact is two contacts again', async () => {
    await using world = await loaded(policies);
    world.sandbox.crm.merge(world.contactOf(2).id, world.contactOf(1).id);
    await world.deep();
    expect(world.notOnce()).toEqual([]);
    expect((await world.deep()).counts).toMatchObject({ unchanged: 3, created: 0 });
  });

  test.each([
    ['repair', 'merged'],
    ['report', 'merged-left'],
  ] as const)(
    'a survivor that the full read hid is found before the create (merged=%s)',
    async (merged, kind) => {
      await using world = await loaded({ ...policies, merged });
      const lead = world.sandbox.crm.create({ name: 'Ваня' });
      world.sandbox.crm.merge(lead, world.contactOf(1).id);
      let lookUps = 0;
      world.amo = world.client(async (input, init) => {
        const response = await fetch(input, init);
        const url = new URL(input instanceof Request ? input.url : input);
        const isList = init?.method === 'GET' && url.pathname === '/api/v4/contacts';
        if (!isList || response.status !== 200) return response;
        if (url.searchParams.has('query')) {
          lookUps += 1;
          return response;
        }
        const body = (await response.json()) as { _embedded: { contacts: { id: number }[] } };
        body._embedded.contacts = body._embedded.contacts.filter(({ id }) => id !== lead);
        return Response.json(body);
      });
      const deep = await world.deep();
      expect(lookUps).toBe(1);
      expect(deep.counts).toMatchObject({ created: 0 });
      expect(kinds(deep.findings)).toContain(kind);
      expect(world.contactOf(1).id).toBe(lead);
    },
  );

  test('a lost answer or a death in mid-create makes no second one', async () => {
    await using world = await loaded(policies);
    world.sandbox.crm.delete(world.contactOf(1).id);
    const amo = world.amo;
    world.amo = world.client(async (input, init) => {
      const response = await fetch(input, init);
      if (init?.method === 'POST') throw new Error('the process dies here');
      return response;
    });
    await world.deep().catch(() => undefined);
    expect(world.contactsOf(1)).toHaveLength(1);
    world.amo = amo;
    await world.restart();
    await world.sync();
    await world.deep();
    expect(world.notOnce()).toEqual([]);
    world.editPerson(1, { City: 'Тула' });
    await world.sync();
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Тула' });
  });

  test('makes no second one either when the intent is older than an hour and only a full read can tell', async () => {
    await using world = await loaded({ ...policies, merged: 'report' });
    world.sandbox.crm.delete(world.contactOf(1).id);
    const controller = new AbortController();
    world.amo = world.client(async (input, init) => {
      const response = await fetch(input, init);
      if (init?.method !== 'POST') return response;
      controller.abort();
      throw new Error('the process dies here');
    });
    await world.sync({ mode: 'deep' }, { signal: controller.signal }).catch(() => undefined);
    expect(await world.state.intents.all()).toHaveLength(1);
    await world.restart();
    await world.clock.sleep(2 * 3_600_000);
    await world.deep();
    expect(world.notOnce()).toEqual([]);
    expect(await world.state.intents.all()).toEqual([]);
    expect((await world.deep()).findings).toEqual([]);
  });

  test('is guarded: above the limit nothing is written, and the patients are named', async () => {
    await using world = await loaded(policies, 40);
    const contacts = world.contacts().slice(0, 7);
    for (const { id } of contacts) world.sandbox.crm.delete(id);
    world.options = { ...world.options, guard: { percent: 10, rows: 50 } };
    await expect(world.deep()).rejects.toMatchObject({ code: 'CRM_READ_VOID' });
    const before = world.writes().length;
    // What is known to be missing is no reason to doubt the reading any more; making it anew still has to be allowed.
    world.options = { ...world.options, policies: {} };
    await world.deep({ allowMassChange: 7 });
    world.options = { ...world.options, policies };
    const error = await world.deep().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'MASS_CHANGE', exit: 6 });
    expect((error as GuardError).patients.get('re-created')).toHaveLength(7);
    expect(world.writes()).toHaveLength(before);
    expect((await world.deep({ allowMassChange: 7 })).counts).toMatchObject({ created: 7 });
    expect(world.notOnce()).toEqual([]);
  });
});
