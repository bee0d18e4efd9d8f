import { expect, it } from 'vitest';
import { VirtualClock } from '../support/clock/virtual-clock.ts';
import { sandboxApi } from './support/api.ts';

const path = '/api/v4/events';

async function feed(options: Parameters<typeof sandboxApi>[0] = {}) {
  const api = await sandboxApi(options);
  const field = await api.createField({ name: 'Город', type: 'text' });
  const events = async (query = '') => {
    const { status, json } = await api.call('GET', `${path}${query}`);
    return status === 204 ? [] : json._embedded.events;
  };
  return { ...api, field, events };
}

it('the feed tells what the API and people did to a contact, newest first, and who did it', async () => {
  const { sandbox, call, createContact, field, events } = await feed();
  const id = await createContact({ name: 'Анна', _embedded: { tags: [{ name: 'IDENT' }] } });
  await call('PATCH', '/api/v4/contacts', [
    { id, custom_fields_values: [{ field_id: field, values: [{ value: 'Тула' }] }] },
  ]);
  sandbox.crm.edit(id, { name: 'Анна П.', fields: { Город: 'Тверь' }, tags: ['важно'] });
  sandbox.crm.delete(id);
  sandbox.crm.restore(id);
  const told = await events();
  expect(told.map(({ type }: { type: string }) => type)).toEqual([
    'contact_restored',
    'contact_deleted',
    'entity_tag_deleted',
    'entity_tag_added',
    'custom_field_value_changed',
    'name_field_changed',
    'custom_field_value_changed',
    'contact_added',
  ]);
  expect(told[4]).toMatchObject({
    entity_id: id,
    entity_type: 'contact',
    created_by: sandbox.account.manager.id,
    value_before: [{ custom_field_value: { field_id: field, enum_id: null, text: 'Тула' } }],
    value_after: [{ custom_field_value: { field_id: field, text: 'Тверь' } }],
  });
  expect(told[5]).toMatchObject({
    value_before: [{ name_field_value: { name: 'Анна' } }],
    value_after: [{ name_field_value: { name: 'Анна П.' } }],
  });
  expect(told[6]).toMatchObject({ created_by: sandbox.account.admin.id });
});

it('the feed is filtered by type, entity, author and time without the paid option, a hundred a page', async () => {
  const { sandbox, call, createContacts, field, events } = await feed();
  const made = await createContacts(...Array.from({ length: 130 }, (_, n) => ({ name: `A${n}` })));
  const [{ id }] = made.json._embedded.contacts;
  sandbox.crm.edit(id, { fields: { Город: 'Тверь' } });
  expect(await events('?filter[type][]=custom_field_value_changed')).toHaveLength(1);
  expect(await events(`?filter[type][]=contact_added&filter[entity_id][]=${id}`)).toHaveLength(1);
  expect(await events(`?filter[created_by][]=${sandbox.account.manager.id}`)).toHaveLength(1);
  expect(await events('?filter[created_at][to]=1000')).toEqual([]);
  expect(await events('?filter[entity][]=lead')).toEqual([]);
  const first = await call('GET', `${path}?limit=250`);
  expect(first.json._embedded.events).toHaveLength(100);
  expect(first.json._links.next.href).toContain('page=2');
  const second = await call('GET', `${path}?limit=100&page=2`);
  expect(second.json._embedded.events).toHaveLength(31);
  expect(second.json._links.next).toBeUndefined();
  const two = `filter[type][]=custom_field_${field}_value_changed&filter[type][]=contact_added`;
  expect((await call('GET', `${path}?${two}`)).status).toBe(400);
});

it.each([
  ['survivor', 1, 0],
  ['loser', 0, 2],
  ['both', 1, 2],
] as const)('a merge is told at the %s', async (mergeEvents, ofSurvivor, ofLoser) => {
  const { sandbox, events } = await feed({ manners: { mergeEvents } });
  const survivor = sandbox.crm.create({ name: 'A' });
  const loser = sandbox.crm.create({ name: 'B' });
  sandbox.crm.merge(survivor, loser);
  const merged = '?filter[type]=entity_merged,contact_deleted&filter[entity_id][]=';
  expect(await events(`${merged}${survivor}`)).toHaveLength(ofSurvivor);
  expect(await events(`${merged}${loser}`)).toHaveLength(ofLoser);
});

it('the feed is late, forgets, is refused, is empty, doubles and loses to order', async () => {
  const clock = new VirtualClock();
  const { sandbox, call, events } = await feed({ clock });
  const { manners, crm } = sandbox;
  crm.create({ name: 'A' });
  Object.assign(manners, { eventLagMs: 5_000, eventRetentionMs: 60_000 });
  expect(await events()).toEqual([]);
  clock.jump(5_000);
  expect(await events()).toHaveLength(1);
  clock.jump(60_000);
  expect(await events()).toEqual([]);
  Object.assign(manners, { eventLagMs: 0, eventsDoubled: 'same-id' });
  crm.create({ name: 'B' });
  const [one, other, ...rest] = await events();
  expect([one.id, rest]).toEqual([other.id, []]);
  Object.assign(manners, { eventsDoubled: 'no', eventsLost: 2, fieldEvents: 'by-field' });
  const before = (await events()).length;
  for (const name of ['C', 'D', 'E', 'F']) crm.create({ name });
  expect(await events()).toHaveLength(before + 2);
  manners.eventsEmpty = true;
  expect(await events()).toEqual([]);
  manners.eventsRefused = 402;
  expect((await call('GET', path)).status).toBe(402);
  clock.stop();
});

it('the tags that a new contact comes with are told of to order; whoever answers for it is told of in any case', async () => {
  const { sandbox, events } = await feed();
  const told = async () => (await events()).map(({ type }: { type: string }) => type);
  sandbox.crm.create({ name: 'A', tags: ['VIP'] });
  expect(await told()).toEqual(['contact_added']);
  sandbox.manners.tagEventsOfNew = true;
  const id = sandbox.crm.create({ name: 'B', tags: ['VIP'] });
  expect((await events())[0]).toMatchObject({
    ...{ type: 'entity_tag_added', entity_id: id, value_before: [] },
    value_after: [{ tag: { name: 'VIP' } }],
  });
  sandbox.crm.edit(id, { responsibleUserId: sandbox.account.admin.id });
  expect((await told())[0]).toBe('entity_responsible_changed');
});
