import { expect, test } from 'vitest';
import { World } from '../../support/world.ts';
import type { WorldOptions } from '../../support/world-options.ts';

/** A clinic that was carried over, and whose feed has begun. */
async function listening({ patients = 12, sandbox }: WorldOptions = {}): Promise<World> {
  const world = await World.open({
    patients,
    sync: { eventsMs: 0 },
    ...(sandbox && { sandbox }),
  });
  await world.sync();
  await world.sync();
  return world;
}

/** The next pass, and whether it asked amoCRM for contacts. */
async function next(world: World) {
  world.clock.jump(2 * 60_000);
  const mark = world.mark();
  const writes = world.writes().length;
  const { counts, findings, mode } = await world.sync();
  return {
    ...{ mode, counts, findings: findings.map(({ kind }) => kind) },
    isLooked: world.requestsSince(mark).some((one) => one.includes('/contacts')),
    wrote: world.writes().length - writes,
  };
}

const looks: readonly (readonly [string, (world: World, id: number) => void])[] = [
  ['its name is changed', ({ sandbox }, id) => sandbox.crm.edit(id, { name: 'Иная' })],
  ['its phones are taken away', ({ sandbox }, id) => sandbox.crm.edit(id, { phones: [] })],
  [
    'its phone is replaced',
    ({ sandbox }, id) => sandbox.crm.edit(id, { phones: ['+79990001122'] }),
  ],
  [
    'its e-mail is replaced',
    ({ sandbox }, id) => sandbox.crm.edit(id, { emails: ['x@example.com'] }),
  ],
  [
    'a field of ours is changed',
    ({ sandbox }, id) => sandbox.crm.edit(id, { fields: { Город: 'Чужой' } }),
  ],
  [
    'a field of ours is emptied',
    ({ sandbox }, id) => sandbox.crm.edit(id, { fields: { Город: null } }),
  ],
  [
    'our id is emptied',
    ({ sandbox }, id) => sandbox.crm.edit(id, { fields: { IDENT_PATIENT_ID: null } }),
  ],
  ['it gets a tag', ({ sandbox }, id) => sandbox.crm.edit(id, { tags: ['IDENT', 'VIP'] })],
  ['a tag is taken off', ({ sandbox }, id) => sandbox.crm.edit(id, { tags: [] })],
  ['it is deleted', ({ sandbox }, id) => sandbox.crm.delete(id)],
  ['it is restored', ({ sandbox }, id) => sandbox.crm.restore(id)],
  [
    'another one is merged into it',
    ({ sandbox }, id) => sandbox.crm.merge(id, sandbox.crm.create({ name: 'Лид' })),
  ],
  [
    'it is merged into another one',
    ({ sandbox }, id) => sandbox.crm.merge(sandbox.crm.create({ name: 'Лид' }), id),
  ],
];

const passesOver: readonly (readonly [string, (world: World, id: number) => void])[] = [
  [
    'a field of its own is filled',
    ({ sandbox }, id) => sandbox.crm.edit(id, { fields: { POSITION: 'врач' } }),
  ],
  [
    'a phone is put beside ours',
    ({ sandbox }, id) => sandbox.crm.edit(id, { addPhones: ['+79990001133'] }),
  ],
  [
    'another user answers for it',
    ({ sandbox }, id) => sandbox.crm.edit(id, { responsibleUserId: sandbox.account.manager.id }),
  ],
  [
    'a lead is linked to it, as its main contact',
    ({ sandbox }, id) => sandbox.deals.create({ contacts: [id] }),
  ],
  [
    'the lead gets another main contact',
    ({ sandbox }, id) => {
      const other = sandbox.crm.contacts()[0]?.id ?? 0;
      sandbox.deals.edit(sandbox.deals.all()[0]?.id ?? 0, { contacts: [other, id] });
    },
  ],
  [
    'the lead is unlinked',
    ({ sandbox }) => sandbox.deals.edit(sandbox.deals.all()[0]?.id ?? 0, { contacts: [] }),
  ],
  [
    'the lead is tagged',
    ({ sandbox }) => sandbox.deals.edit(sandbox.deals.all()[0]?.id ?? 0, { tags: ['VIP'] }),
  ],
];

test('whatever happens to what is ours in a contact leads to its look, and nothing else does: a table of kinds', async () => {
  await using world = await listening();
  world.editPerson(3, { Email: 'a@example.com', City: 'Тула' });
  await next(world);
  const { id } = world.contactOf(3);
  const told: unknown[] = [];
  for (const [what, happens] of [...passesOver, ...looks]) {
    happens(world, id);
    const { isLooked, mode } = await next(world);
    told.push([what, mode, isLooked]);
  }
  expect(told).toEqual([
    ...passesOver.map(([what]) => [what, 'incremental', false]),
    ...looks.map(([what]) => [what, 'incremental', true]),
  ]);
});

test('a contact that is tagged is looked at as a whole: what its own event did not tell is put right', async () => {
  await using world = await listening();
  const { crm, manners } = world.sandbox;
  const { id } = world.contactOf(1);
  for (const tags of [['IDENT', 'VIP'], ['VIP']]) {
    manners.eventsLost = 1;
    crm.edit(id, { fields: { Город: 'Чужой' } });
    manners.eventsLost = 0;
    expect(await next(world)).toMatchObject({ isLooked: false, counts: { repaired: 0 } });
    crm.edit(id, { tags });
    expect(await next(world)).toMatchObject({ mode: 'incremental', counts: { repaired: 1 } });
    expect(world.contactOf(1).tags).toEqual(tags);
  }
});

test('a tag of somebody’s contact is no reason to look', async () => {
  await using world = await listening();
  const id = world.sandbox.crm.create({ name: 'Лид' });
  await next(world);
  world.sandbox.crm.edit(id, { tags: ['VIP'] });
  expect(await next(world)).toMatchObject({ isLooked: false });
});

test('our own tags are no reason to look: those of new contacts, and the mark of a double', async () => {
  await using world = await listening({ sandbox: { manners: { tagEventsOfNew: true } } });
  world.addPatient(901, { Name: 'Анна', Surname: 'Белова' });
  expect(await next(world)).toMatchObject({ counts: { created: 1 } });
  expect(await next(world)).toMatchObject({ isLooked: false });
  world.sandbox.crm.create({ name: 'Копия', fields: { IDENT_PATIENT_ID: '1' } });
  await next(world);
  await world.deep();
  expect(world.contactsOf(1).map(({ tags }) => tags.includes('IDENT-дубль'))).toEqual([true, true]);
  for (let pass = 0; pass < 2; pass += 1) {
    expect(await next(world)).toMatchObject({ isLooked: false, wrote: 0 });
  }
});

test('a mark of a double that a person takes off is looked at, and stays off; the double is told of by every audit', async () => {
  await using world = await listening();
  const { crm } = world.sandbox;
  const { id } = world.contactOf(1);
  crm.create({ name: 'Копия', fields: { IDENT_PATIENT_ID: '1' } });
  await world.deep();
  crm.edit(id, { tags: ['IDENT'] });
  expect(await next(world)).toMatchObject({ isLooked: true, wrote: 0, findings: [] });
  const { findings } = await world.deep();
  expect(findings.map(({ kind }) => kind)).toEqual(['duplicate', 'duplicate']);
  expect(crm.contact(id)?._embedded.tags).toMatchObject([{ name: 'IDENT' }]);
});

test('a mark of a double that a person puts on makes none: the contact is looked at, and the mark is theirs', async () => {
  await using world = await listening();
  const { crm } = world.sandbox;
  const { id } = world.contactOf(1);
  crm.edit(id, { tags: ['IDENT', 'IDENT-дубль'] });
  expect(await next(world)).toMatchObject({ isLooked: true, wrote: 0, findings: [] });
  expect((await world.deep()).findings).toEqual([]);
  expect(world.contactOf(1).tags).toEqual(['IDENT', 'IDENT-дубль']);
  expect(await next(world)).toMatchObject({ isLooked: false, wrote: 0 });
});

test('tags of more contacts than are looked at at once are no storm: as many are looked at as there is room for', async () => {
  await using world = await listening({
    patients: 260,
    sandbox: { manners: { apiFilter: true } },
  });
  const { crm } = world.sandbox;
  const [first] = world.contacts();
  for (const { id } of world.contacts()) crm.edit(id, { tags: ['IDENT', 'акция'] });
  crm.edit(first?.id ?? 0, { fields: { Город: 'Чужой' } });
  const { findings, counts } = await next(world);
  expect(counts).toMatchObject({ repaired: 1 });
  expect(findings).not.toContain('events-gap');
  expect(await world.state.meta.get('deepDue')).toBeUndefined();
  expect(await world.state.meta.get('eventsTrouble')).toBeUndefined();
});
