import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { GuardError } from '../../../src/sync/guard/errors.ts';
import { World } from '../../support/world.ts';

const loaded = (patients = 3) => World.loaded({ patients });

test('a deep pass right behind a load, whose lists do not show yet what was created, waits until they do', async () => {
  for (const [getLags, jumpMs] of [
    [false, 0],
    [true, 0],
    [true, 30_000],
    [false, -30_000],
  ] as const) {
    await using world = await World.open({
      patients: 30,
      sandbox: { manners: { listLagMs: 15_000, lagging: 'coming', getLags } },
    });
    await world.sync();
    world.clock.jump(jumpMs);
    const before = world.clock.elapsed;
    const deep = await world.deep();
    expect(deep).toMatchObject({ outcome: 'ok', counts: { created: 0, missing: 0, updated: 0 } });
    expect(world.clock.elapsed - before).toBeLessThan(20_000);
    expect(world.notOnce()).toEqual([]);
  }
});

test('a deep pass right behind a load, whose contacts are hidden for good, stops all the same', async () => {
  await using world = await loaded(30);
  const hidden = world.contacts().map(({ id }) => id);
  for (const id of hidden) world.sandbox.crm.delete(id);
  await expect(world.deep()).rejects.toMatchObject({ code: 'CRM_READ_VOID' });
});

describe('a full read that does not show more than 5 % of the linked contacts', () => {
  /** Deletes some contacts, as a token whose rights were cut would make it seem. */
  async function thinned(count: number): Promise<World> {
    const world = await loaded(40);
    for (const { id } of world.contacts().slice(0, count)) world.sandbox.crm.delete(id);
    return world;
  }

  test('is void: nothing is written, a person is asked', async () => {
    await using world = await thinned(3);
    world.editPerson(40, { City: 'Тула' });
    const before = world.writes().length;
    const error = await world.deep().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GuardError);
    expect(error).toMatchObject({ code: 'CRM_READ_VOID', exit: 6 });
    expect((error as GuardError).patients.get('unseen')).toHaveLength(3);
    expect(world.writes()).toHaveLength(before);
    expect((await world.state.runs.latest(1))[0]).toMatchObject({
      outcome: 'stopped',
      errorCode: 'CRM_READ_VOID',
    });
  });

  test('counts when it is allowed', async () => {
    await using world = await thinned(3);
    expect((await world.deep({ allowMassChange: 3 })).counts).toMatchObject({ missing: 3 });
  });

  test('up to 5 % are looked for one by one', async () => {
    await using world = await thinned(2);
    expect((await world.deep()).counts).toMatchObject({ missing: 2 });
  });

  test('contacts that are known to be missing do not count again', async () => {
    await using world = await thinned(2);
    await world.deep();
    for (const { id } of world.contacts().slice(0, 1)) world.sandbox.crm.delete(id);
    expect((await world.deep()).counts).toMatchObject({ missing: 3 });
  });
});

test('a contact that a full read passed over is found by its IDENT id, and compared before it is written', async () => {
  await using world = await loaded(40);
  const { id } = world.contactOf(1);
  world.sandbox.crm.edit(id, { name: 'Звонить до 12', firstName: 'Иван', fields: { ИНН: '1' } });
  world.sql('update Persons set SNILS = null where ID = 1');
  await world.state.links.remove(1 as PatientId);
  // Rows that vanish while pages are read hide others.
  world.amo = world.client(async (input, init) => {
    const response = await fetch(input, init);
    if (!String(input).includes('=asc')) return response;
    const page = JSON.parse(await response.text()) as {
      readonly _embedded: { readonly contacts: readonly { readonly id: number }[] };
    };
    const contacts = page._embedded.contacts.filter((contact) => contact.id !== id);
    return new Response(JSON.stringify({ ...page, _embedded: { contacts } }), {
      status: 200,
      headers: response.headers,
    });
  });
  const deep = await world.deep();
  expect(deep.counts).toMatchObject({ created: 0, relinked: 1, updated: 1 });
  expect(world.contactOf(1)).toMatchObject({
    id,
    name: 'Звонить до 12',
    fields: { ИНН: '500100732259', СНИЛС: '112-233-445 95' },
  });
});
