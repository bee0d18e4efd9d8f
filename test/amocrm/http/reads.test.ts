import { describe, expect, it } from 'vitest';
import {
  BadRequestError,
  NotFoundError,
  ServerError,
  UnexpectedAnswerError,
  UnreachableError,
} from '../../../src/amocrm/errors/errors.ts';
import type { ContactId } from '../../../src/amocrm/model/model.ts';
import { deadUrl, type Reply } from '../../support/http/scripted-server.ts';
import { rig, thrownBy } from '../client-under-test.ts';

const html = (status: number): Reply => ({ status, raw: '<html><h1>nginx</h1></html>' });
const onePage: Reply = {
  json: {
    _page: 1,
    _links: { self: { href: 'x' } },
    _embedded: { contacts: [{ id: 7, name: 'A', custom_fields_values: null }] },
  },
};

describe('a read', () => {
  it.each<[string, Reply]>([
    ['HTML 502 of nginx', html(502)],
    ['JSON 500', { status: 500, json: { title: 'ErrInternalServer' } }],
    ['503 with a wish', { status: 503, json: {}, headers: { 'retry-after': '3' } }],
    ['connection that breaks before the answer', { cut: 'before-answer' }],
    ['connection that breaks in the body', { ...onePage, cut: 'in-body' }],
    ['silence', { ...onePage, delayMs: 31_000 }],
  ])('is tried again after a %s', async (_, reply) => {
    await using r = await rig([reply, reply, onePage]);
    const { contacts } = await r.client.contacts({});
    expect(contacts.map((contact) => contact.id)).toEqual([7]);
    expect(r.server.requests).toHaveLength(3);
    expect(r.client.counters).toEqual({
      requests: 3,
      reads: 3,
      writes: 0,
      throttled: 0,
      retries: 2,
    });
  });

  it('waits longer before each further try, at least as long as the server wants', async () => {
    await using r = await rig([
      html(500),
      html(500),
      { ...html(503), headers: { 'retry-after': '40' } },
      onePage,
    ]);
    await r.client.contacts({});
    const retries = r.events.filter((event) => event.type === 'retry');
    expect(retries.map((event) => event.waitMs)).toEqual([500, 1000, 40_000]);
    expect(r.clock.elapsed).toBe(41_500);
  });

  it('is given up after five tries', async () => {
    await using r = await rig([html(504)]);
    const error = await thrownBy(r.client.account());
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({
      code: 'AMO_SERVER_ERROR',
      status: 504,
      reason: 'server-error',
      exit: 5,
      retryable: true,
      applied: 'no',
    });
    expect(r.server.requests).toHaveLength(5);
  });

  it('that times out five times takes five time-outs, not for ever', async () => {
    await using r = await rig([{ delayMs: 600_000 }]);
    const error = await thrownBy(r.client.account());
    expect(error).toMatchObject({ reason: 'timeout', status: null });
    expect(r.clock.elapsed).toBe(5 * 30_000 + 500 + 1000 + 2000 + 4000);
  });

  it('from an address where nobody listens says so, with the system’s code alone', async () => {
    await using r = await rig([], { baseUrl: await deadUrl() });
    const error = await thrownBy(r.client.account());
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).toMatchObject({
      message: 'amoCRM cannot be reached (ECONNREFUSED)',
      exit: 5,
      applied: 'no',
    });
  });

  it('from a name that nobody knows is told at once, with the name', async () => {
    await using r = await rig([], { baseUrl: 'https://clinic.invalid' });
    const error = await thrownBy(r.client.account());
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/name is not found \((ENOTFOUND|EAI_AGAIN)\)/),
    });
    expect(error).toMatchObject({ hint: expect.stringContaining('clinic.invalid:443') });
    expect(r.clock.elapsed).toBe(0);
  });

  it.each<[string, Reply, new (...args: never[]) => Error]>([
    ['404', { status: 404, json: { title: 'Not Found' } }, NotFoundError],
    ['405', { status: 405, json: { title: 'Method Not Allowed' } }, BadRequestError],
    ['400', { status: 400, json: { detail: 'Request data can not be empty' } }, BadRequestError],
  ])('is not tried again after a %s', async (_, reply, kind) => {
    await using r = await rig([reply]);
    expect(await thrownBy(r.client.contacts({}))).toBeInstanceOf(kind);
    expect(r.server.requests).toHaveLength(1);
  });

  it('never follows a redirect: the token stays with the account', async () => {
    await using other = await rig([onePage]);
    await using r = await rig([{ status: 302, headers: { location: other.server.url } }]);
    expect(await thrownBy(r.client.contacts({}))).toBeInstanceOf(UnexpectedAnswerError);
    expect(other.server.requests).toEqual([]);
  });
});

describe('contacts', () => {
  it('are an empty page when amoCRM answers 204', async () => {
    await using r = await rig([{ status: 204 }]);
    expect(await r.client.contacts({ page: 9 })).toEqual({ contacts: [], hasNext: false });
  });

  it('are asked for in pages of 250, in an order, by a query, never by a filter', async () => {
    await using r = await rig([{ status: 204 }]);
    await r.client.contacts({});
    await r.client.contacts({ page: 3, limit: 50, order: 'id-desc', query: '9251234567' });
    await r.client.contacts({ order: 'id-asc' });
    expect(r.server.requests.map(({ path, query }) => [path, Object.fromEntries(query)])).toEqual([
      ['/api/v4/contacts', { page: '1', limit: '250' }],
      ['/api/v4/contacts', { page: '3', limit: '50', query: '9251234567', 'order[id]': 'desc' }],
      ['/api/v4/contacts', { page: '1', limit: '250', 'order[id]': 'asc' }],
    ]);
  });

  it('go on while there is a next link', async () => {
    const body = { _embedded: { contacts: [{ id: 1 }] } };
    await using r = await rig([
      { json: { ...body, _links: { next: { href: 'x' } } } },
      { json: { ...body, _links: { next: null } } },
      { json: body },
    ]);
    const next = async () => (await r.client.contacts({})).hasNext;
    expect([await next(), await next(), await next()]).toEqual([true, false, false]);
  });

  it('are understood whatever of them is null, unknown or of an older form', async () => {
    const contact = {
      id: 406322,
      name: 'Sam',
      first_name: null,
      created_at: 1686670710,
      updated_at: 1686670711,
      responsible_user_id: null,
      is_unsorted: false,
      surprise: { deep: [1] },
      custom_fields_values: [
        {
          field_id: 178382,
          field_name: 'Phone',
          field_code: 'PHONE',
          field_type: 'multitext',
          values: [
            { value: '19651796212', enum_id: 126290, enum_code: 'WORK' },
            { value: '1', enum: 'MOB' },
            { value: '2', enum: 126291 },
          ],
        },
        { field_id: 5, field_code: null, field_type: 'checkbox', values: [{ value: false }] },
        { field_id: 6, field_type: 'date', values: [{ value: -86400 }] },
        { field_id: 8, field_type: 'legal_entity', values: [{ value: { name: 'X' } }] },
        { field_id: 9, field_type: 'text', values: null },
      ],
      _embedded: { tags: [{ id: 1, name: 'IDENT', color: null }], companies: [] },
    };
    await using r = await rig([{ json: contact }]);
    const read = await r.client.contact(406322 as ContactId); // a test's literal
    expect(read).toMatchObject({ firstName: '', lastName: '', tags: ['IDENT'] });
    expect(read?.responsibleUserId).toBeNull();
    expect(read?.fields[0]?.values).toEqual([
      { value: '19651796212', enumId: 126290, enumCode: 'WORK' },
      { value: '1', enumId: null, enumCode: 'MOB' },
      { value: '2', enumId: 126291, enumCode: null },
    ]);
    expect(read?.fields.map((field) => field.values[0]?.value)).toEqual([
      '19651796212',
      false,
      -86400,
      null,
      undefined,
    ]);
  });

  it('one that is missing is null; a 404 is not that, but a wrong address', async () => {
    await using r = await rig([{ status: 204 }, { status: 404, json: {} }]);
    const id = 5 as ContactId; // a test's literal
    expect(await r.client.contact(id)).toBeNull();
    expect(await thrownBy(r.client.contact(id))).toBeInstanceOf(NotFoundError);
    expect(r.server.requests[0]?.path).toBe('/api/v4/contacts/5');
  });
});

describe('fields', () => {
  const phone = {
    id: 3,
    name: 'Телефон',
    type: 'multitext',
    code: 'PHONE',
    sort: 4,
    group_id: null,
    is_api_only: false,
    is_predefined: true,
    enums: [{ id: 1, value: 'WORK', sort: 2 }],
    settings: null,
  };
  const pageOf = (ids: readonly number[], next: boolean): Reply => ({
    json: {
      _links: next ? { next: { href: 'x' } } : {},
      _embedded: { custom_fields: ids.map((id) => ({ ...phone, id })) },
    },
  });

  it('are read page by page to the end', async () => {
    await using r = await rig([pageOf([3, 4], true), pageOf([5], false)]);
    const fields = await r.client.fields();
    expect(fields.map((field) => field.id)).toEqual([3, 4, 5]);
    expect(fields[0]).toEqual({
      id: 3,
      name: 'Телефон',
      type: 'multitext',
      code: 'PHONE',
      groupId: null,
      isApiOnly: false,
      enums: [{ id: 1, value: 'WORK', code: null, sort: 2 }],
    });
    expect(r.server.requests.map(({ query }) => query.get('page'))).toEqual(['1', '2']);
  });

  it('that go round in a circle are read once', async () => {
    await using r = await rig([pageOf([3], true)]);
    expect(await r.client.fields()).toHaveLength(1);
    expect(r.server.requests).toHaveLength(2);
  });

  it('have groups, which may be none', async () => {
    const groups = [{ id: 'contacts_1', name: 'IDENT', sort: 5, fields: [] }];
    await using r = await rig([
      { status: 204 },
      { json: { _embedded: { custom_field_groups: groups } } },
    ]);
    expect(await r.client.fieldGroups()).toEqual([]);
    expect(await r.client.fieldGroups()).toEqual([{ id: 'contacts_1', name: 'IDENT' }]);
  });
});

describe('the account', () => {
  const account = (timezone: string): Reply => ({
    json: {
      id: 1231414,
      name: 'Clinic',
      subdomain: 'clinic',
      current_user_id: 581651,
      _embedded: { datetime_settings: { timezone, timezone_offset: '+03:00' } },
    },
  });

  it('tells its time zone, in which dates are midnight', async () => {
    await using r = await rig([account('Asia/Yekaterinburg')]);
    expect(await r.client.account()).toEqual({
      id: 1231414,
      name: 'Clinic',
      subdomain: 'clinic',
      currentUserId: 581651,
      timeZone: 'Asia/Yekaterinburg',
    });
    expect(r.server.requests[0]?.query.get('with')).toBe('datetime_settings');
  });

  it('without a time zone that we know is not accepted: every date would be wrong', async () => {
    await using r = await rig([account('Mars/Olympus')]);
    expect(await thrownBy(r.client.account())).toBeInstanceOf(UnexpectedAnswerError);
  });
});

describe('every request', () => {
  it('says who is calling, with which token, and what it understands', async () => {
    await using r = await rig([{ status: 204 }]);
    await r.client.contacts({});
    expect(r.server.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer a-token',
      'user-agent': expect.stringMatching(/^ident-amocrm\/\d+\.\d+\.\d+$/),
      accept: expect.stringContaining('application/hal+json'),
    });
  });
});
