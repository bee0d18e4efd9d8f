import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { World } from '../../support/world.ts';

/** Patients with more than one contact; who has none was deleted by others. */
const doubled = (world: World) => world.notOnce().filter((line) => !line.endsWith(' 0 contacts'));

/** Every patient has a contact, and the state is lost. */
async function lost(patients: number): Promise<World> {
  const world = await World.open({ patients, sync: { batchSize: 250 } });
  await world.sync();
  await world.installation('lost');
  return world;
}

describe('a state is lost, and others delete contacts while they are being found again', () => {
  test('a quarter of them between two pages of each reading: nobody is doubled', async () => {
    await using world = await lost(1_000);
    world.sandbox.unrest.add({ skip: 1, deletes: 250, pick: 'oldest' });
    world.sandbox.unrest.add({ skip: 6, deletes: 250, pick: 'oldest' });
    world.sandbox.unrest.add({ skip: 9, deletes: 150, pick: 'newest' });
    await world.sync({ allowMassChange: 1_000 });
    expect(doubled(world)).toEqual([]);
    await world.sync({ allowMassChange: 1_000 });
    expect(doubled(world)).toEqual([]);
  });

  test('some at random all the time: nobody is doubled, and within three passes all are there', async () => {
    await using world = await lost(600);
    world.sandbox.unrest.add({ times: null, everyMs: 333, deletes: 1 });
    for (let pass = 1; pass <= 3; pass += 1) {
      await world.sync({ allowMassChange: 2_000 }).catch(() => undefined);
      expect(doubled(world)).toEqual([]);
    }
    expect(await world.state.meta.get('cursor')).toBeDefined();
  }, 120_000);
});

test.for([0, 1, 2])(
  'contacts that come back from the trash right before a lost state’s first reading, whose lists are late, are found (%i newcomers)',
  async (newcomers) => {
    await using world = await lost(4);
    for (let n = 1; n <= newcomers; n += 1) world.addPatient(900 + n, { Name: `Анна${n}` });
    Object.assign(world.sandbox.manners, { listLagMs: 15_000, lagging: 'coming', getLags: true });
    for (const patient of [2, 3]) {
      const { id } = world.contactOf(patient);
      world.sandbox.crm.delete(id);
      world.sandbox.crm.restore(id);
    }
    await world.sync();
    expect(world.notOnce()).toEqual([]);
  },
);

test('until a deep pass has ended on a lost state, a pass over single patients creates nobody', async () => {
  await using world = await lost(4);
  world.addPatient(901, { Name: 'Анна' });
  const single = world.sync({ mode: { patients: [901 as PatientId] } });
  await expect(single).rejects.toMatchObject({ code: 'DEEP_PASS_FIRST' });
  expect(world.contactsOf(901)).toEqual([]);
  await world.sync();
  expect(world.notOnce()).toEqual([]);
});

describe('a pass over single patients on a state that never saw a deep one reads amoCRM as a whole first', () => {
  const single = (world: World) => world.sync({ mode: { patients: [1 as PatientId] } });

  /** An account of 700 contacts that name nobody. */
  async function withLeads(): Promise<World> {
    const world = await World.open({ patients: 3 });
    for (let lead = 1; lead <= 700; lead += 1) world.sandbox.crm.create({ name: `Лид ${lead}` });
    return world;
  }

  test('it creates its patient where no contact names anybody, and the deep pass finds that contact', async () => {
    await using world = await withLeads();
    const mark = world.mark();
    expect((await single(world)).counts).toMatchObject({ created: 1 });
    const pages = world.requestsSince(mark).filter((request) => request.includes('desc'));
    expect(pages.length).toBeGreaterThanOrEqual(3);
    expect((await world.sync()).counts).toMatchObject({ created: 2 });
    expect(world.notOnce()).toEqual([]);
  });

  test.each([2, 3, 4])(
    'it creates nobody where an old contact names a patient, though others delete before page %i is read',
    async (page) => {
      await using world = await withLeads();
      const oldest = world.contacts().at(0)?.id ?? 0;
      world.sandbox.crm.edit(oldest, { fields: { 'ID пациента IDENT': '1' } });
      world.sandbox.unrest.add({ skip: page - 1, deletes: 60, pick: 'newest' });
      await expect(single(world)).rejects.toMatchObject({ code: 'DEEP_PASS_FIRST' });
      expect(world.contactsOf(1).map(({ id }) => id)).toEqual([oldest]);
    },
  );

  test('it creates nobody while the list does not hold still', async () => {
    await using world = await withLeads();
    world.sandbox.unrest.add({ times: null, deletes: 1, pick: 'newest' });
    await expect(single(world)).rejects.toMatchObject({ code: 'CRM_MOVING' });
    expect(world.contactsOf(1)).toEqual([]);
  });
});

describe('a contact that its id does not show', () => {
  test.for([204, 404, 200] as const)('(%i) is missing', async (goneContact) => {
    await using world = await World.open({ patients: 3 });
    await world.sync();
    world.sandbox.manners.goneContact = goneContact;
    const { id } = world.contactOf(2);
    world.sandbox.crm.delete(id);
    const deep = await world.deep();
    expect(deep.findings).toEqual([
      { kind: 'missing', patientId: 2, contactId: id, subject: null },
    ]);
    world.editPerson(2, { City: 'Тула' });
    expect(await world.sync()).toMatchObject({ counts: { missing: 1 } });
  });

  test.for([204, 404] as const)(
    'is not missing while amoCRM shows none at all (%i): it is about the account',
    async (status) => {
      await using world = await World.open({ patients: 30 });
      await world.sync();
      await world.clock.advance(600_000);
      const { id } = world.contactOf(2);
      world.amo = world.client(async (input, init) => {
        const url = String(input);
        if (!/\/contacts\/\d+$/.test(url)) {
          const answer = await fetch(input, init);
          if (!url.includes('/contacts?')) return answer;
          const text = await answer.text();
          const json = text === '' ? null : JSON.parse(text);
          if (json === null) return new Response(null, { status: 204 });
          json._embedded.contacts = json._embedded.contacts.filter(
            (contact: { readonly id: number }) => contact.id !== id,
          );
          return Response.json(json);
        }
        return status === 204
          ? new Response(null, { status })
          : Response.json({ title: 'Not found', status }, { status });
      });
      await expect(world.deep()).rejects.toMatchObject({ code: 'CONTACTS_HIDDEN' });
      expect((await world.state.links.ofPatient(2 as PatientId))?.status).toBe('linked');
    },
  );

  test.each([0, 100_000, -100_000])(
    'is waited for when it is so new that it may not be shown yet, and is not made anew beside itself (a clock that is set by %i ms)',
    async (jumpMs) => {
      await using world = await World.open({
        patients: 3,
        sync: { policies: { missing: 'repair' } },
      });
      await world.sync();
      Object.assign(world.sandbox.manners, { listLagMs: 15_000, getLags: true });
      for (const patient of [901, 902, 903]) world.addPatient(patient, { Name: `Анна${patient}` });
      await world.sync();
      world.clock.jump(jumpMs);
      const deep = await world.deep({ allowMassChange: 10 });
      expect(deep.counts).toMatchObject({ created: 0, missing: 0 });
      expect(world.notOnce()).toEqual([]);
    },
  );
});
