import { describe, expect, it } from 'vitest';
import { apiOf, sandboxApi } from './support/api.ts';

const path = '/api/v4/contacts/custom_fields';

describe('custom fields', () => {
  it('are there from the start: phone, e-mail and position, with ids of this account alone', async () => {
    const { sandbox, call } = await sandboxApi();
    const other = await sandboxApi({ accountId: 31_999_111 });
    const reply = await call('GET', `${path}?limit=250`);
    const phone = reply.json._embedded.custom_fields.find(
      (one: { code: string }) => one.code === 'PHONE',
    );
    expect(reply.json).toMatchObject({ _total_items: 3, _page: 1, _page_count: 1 });
    expect(phone).toMatchObject({ name: 'Телефон', type: 'multitext', is_predefined: true });
    expect(phone.enums.map((one: { value: string }) => one.value)).toEqual([
      'WORK',
      'WORKDD',
      'MOB',
      'FAX',
      'HOME',
      'OTHER',
    ]);
    const foreign = other.sandbox.crm.fields().find(({ code }) => code === 'PHONE');
    expect(foreign?.id).not.toBe(phone.id);
    expect(foreign?.enums?.[0]?.id).not.toBe(phone.enums[0].id);
    expect(sandbox.account.id).not.toBe(other.sandbox.account.id);
  });

  it('list in pages with totals', async () => {
    const { call } = await sandboxApi();
    const first = await call('GET', `${path}?limit=2`);
    expect(first.json).toMatchObject({ _total_items: 3, _page_count: 2 });
    expect(first.json._links.next.href).toContain('page=2');
    expect(first.json._links.last.href).toContain('page=2');
    expect((await call('GET', `${path}?limit=2&page=3`)).status).toBe(204);
  });

  it('are created with 201, the request_id and the enums’ own ids', async () => {
    const { sandbox, call } = await sandboxApi();
    const reply = await call('POST', path, [
      {
        name: 'Пол',
        type: 'select',
        code: 'IDENT_SEX',
        sort: 510,
        enums: [{ value: 'М', sort: 1 }],
        request_id: 'f1',
      },
      { name: 'Номер', type: 'text', is_api_only: true },
    ]);
    const [sex, number] = reply.json._embedded.custom_fields;
    expect(reply.status).toBe(201);
    expect(sex).toStrictEqual({
      id: sex.id,
      name: 'Пол',
      type: 'select',
      account_id: sandbox.account.id,
      code: 'IDENT_SEX',
      sort: 510,
      is_api_only: false,
      enums: [{ id: sex.enums[0].id, value: 'М', sort: 1, code: null }],
      group_id: null,
      required_statuses: [],
      is_deletable: true,
      is_predefined: false,
      entity_type: 'contacts',
      remind: null,
      _links: { self: { href: `${sandbox.url}${path}/${sex.id}` } },
      request_id: 'f1',
    });
    expect(number).toMatchObject({ is_api_only: true, code: null, request_id: '1' });
    expect(String(sex.id)).toMatch(/^\d{6,7}$/);
  });

  it('are answered flat when one is sent as an object', async () => {
    const { call } = await sandboxApi();
    const reply = await call('POST', path, { name: 'Город', type: 'text' });
    expect(reply).toMatchObject({ status: 201, json: { name: 'Город', type: 'text' } });
  });

  it('need an administrator', async () => {
    const { sandbox } = await sandboxApi();
    const { call } = apiOf(sandbox, sandbox.oauth.longLivedToken({ as: 'manager' }));
    const reply = await call('POST', path, [{ name: 'Город', type: 'text' }]);
    expect(reply).toMatchObject({ status: 403, type: 'application/problem+json' });
    expect((await call('GET', path)).status).toBe(200);
    expect((await call('POST', '/api/v4/contacts', [{ name: 'A' }])).status).toBe(200);
  });

  it.each([
    ['a code that is taken', { name: 'A', type: 'text', code: 'PHONE' }, 'code'],
    ['a sort below 1', { name: 'A', type: 'text', sort: 0 }, 'sort'],
    ['a missing name', { type: 'text' }, 'name'],
    ['a type that cannot be created', { name: 'A', type: 'multitext' }, 'type'],
    ['a choice without choices', { name: 'A', type: 'select' }, 'enums'],
    ['choices where there is none', { name: 'A', type: 'text', enums: [{ value: 'x' }] }, 'enums'],
    ['a group that is not there', { name: 'A', type: 'text', group_id: 'contacts_1' }, 'group_id'],
  ])('refuse %s', async (_name, field, at) => {
    const { sandbox, call } = await sandboxApi();
    const reply = await call('POST', path, [{ name: 'good', type: 'text' }, field]);
    expect(reply.status).toBe(400);
    expect(reply.json['validation-errors']).toHaveLength(1);
    expect(reply.json['validation-errors'][0]).toMatchObject({
      request_id: '1',
      errors: [{ path: at }],
    });
    expect(sandbox.crm.fields()).toHaveLength(3);
  });

  it('lose the values of choices that are sent without their id', async () => {
    const { sandbox, call, createField, createContact } = await sandboxApi();
    const enums = [
      { value: 'М', sort: 1 },
      { value: 'Ж', sort: 2 },
    ];
    const id = await createField({ name: 'Пол', type: 'select', enums });
    const kept = sandbox.crm.fields().find((field) => field.id === id)?.enums?.[0];
    const contact = async (value: string) =>
      createContact({ name: value, custom_fields_values: [{ field_id: id, values: [{ value }] }] });
    const [man, woman] = [await contact('М'), await contact('Ж')];
    await call('PATCH', path, [
      { id, enums: [{ id: kept?.id, value: 'Мужской' }, { value: 'Ж' }] },
    ]);
    expect(sandbox.crm.contact(man)?.custom_fields_values?.[0]?.values[0]).toMatchObject({
      value: 'Мужской',
      enum_id: kept?.id,
    });
    expect(sandbox.crm.contact(woman)?.custom_fields_values).toBeNull();
    expect(
      (await call('GET', '/api/v4/contacts?query=мужской')).json._embedded.contacts,
    ).toHaveLength(1);
  });

  it('take their values with them when they are deleted; predefined ones stay', async () => {
    const { sandbox, call, createField, createContact } = await sandboxApi();
    const id = await createField({ name: 'Город', type: 'text' });
    const contact = await createContact({
      custom_fields_values: [{ field_id: id, values: [{ value: 'Тверь' }] }],
    });
    expect((await call('DELETE', `${path}/${id}`)).status).toBe(204);
    expect(sandbox.crm.contact(contact)?.custom_fields_values).toBeNull();
    expect((await call('GET', '/api/v4/contacts?query=тверь')).status).toBe(204);
    expect((await call('GET', `${path}/${id}`)).status).toBe(404);
    const phone = sandbox.crm.fields().find(({ code }) => code === 'PHONE');
    expect((await call('DELETE', `${path}/${phone?.id}`)).status).toBe(403);
  });
});

describe('field groups', () => {
  it('are made, and hold fields', async () => {
    const { call, createField, sandbox } = await sandboxApi();
    const reply = await call('POST', `${path}/groups`, [{ name: 'IDENT', sort: 5 }]);
    const [group] = reply.json._embedded.custom_field_groups;
    expect(reply.status).toBe(201);
    expect(group).toMatchObject({
      name: 'IDENT',
      type: 'custom_field_group',
      is_predefined: false,
    });
    expect(group.id).toMatch(/^contacts_\d{14}$/);
    const field = await createField({ name: 'Город', type: 'text', group_id: group.id });
    expect(sandbox.crm.fields().find(({ id }) => id === field)?.group_id).toBe(group.id);
    expect((await call('GET', `${path}/groups`)).json._total_items).toBe(3);
    expect((await call('GET', `${path}/groups/nothing`)).status).toBe(404);
    expect((await call('DELETE', `${path}/groups/default`)).status).toBe(403);
    expect((await call('DELETE', `${path}/groups/${group.id}`)).status).toBe(204);
    expect(sandbox.crm.fields().find(({ id }) => id === field)?.group_id).toBeNull();
  });
});

describe('the account', () => {
  it('tells its zone and whether filters are paid for, when asked', async () => {
    const { sandbox, call } = await sandboxApi({ timeZone: 'Asia/Yekaterinburg' });
    const plain = await call('GET', '/api/v4/account');
    expect(plain.json).toMatchObject({ id: sandbox.account.id, country: 'RU' });
    expect(plain.json._embedded).toBeUndefined();
    const full = await call('GET', '/api/v4/account?with=datetime_settings,is_api_filter_enabled');
    expect(full.json.is_api_filter_enabled).toBe(false);
    expect(full.json._embedded.datetime_settings).toMatchObject({
      timezone: 'Asia/Yekaterinburg',
      timezone_offset: '+05:00',
    });
  });

  it('shows its users to administrators only', async () => {
    const { sandbox, call } = await sandboxApi();
    expect((await call('GET', '/api/v4/users')).json._total_items).toBe(3);
    const manager = apiOf(sandbox, sandbox.oauth.longLivedToken({ as: 'manager' }));
    expect((await manager.call('GET', '/api/v4/users')).status).toBe(403);
  });

  it('gives a tag that exists its old id', async () => {
    const { call } = await sandboxApi();
    const make = async () =>
      (await call('POST', '/api/v4/contacts/tags', [{ name: 'IDENT' }])).json._embedded.tags[0].id;
    expect(await make()).toBe(await make());
  });
});
