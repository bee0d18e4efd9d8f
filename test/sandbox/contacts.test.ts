import { describe, expect, it } from 'vitest';
import { sandboxApi } from './support/api.ts';

describe('creating contacts', () => {
  it('names every row by its request_id, or else by its place, and gives growing ids', async () => {
    const { sandbox, createContacts } = await sandboxApi();
    const reply = await createContacts({ name: 'A', request_id: 'p-17' }, { name: 'B' });
    const [first, second] = reply.json._embedded.contacts;
    expect(reply.status).toBe(200);
    expect(reply.type).toBe('application/hal+json');
    expect(reply.json).toStrictEqual({
      _links: { self: { href: `${sandbox.url}/api/v4/contacts` } },
      _embedded: {
        contacts: [
          {
            id: first.id,
            is_deleted: false,
            is_unsorted: false,
            request_id: 'p-17',
            _links: { self: { href: `${sandbox.url}/api/v4/contacts/${first.id}` } },
          },
          {
            id: second.id,
            is_deleted: false,
            is_unsorted: false,
            request_id: '1',
            _links: { self: { href: `${sandbox.url}/api/v4/contacts/${second.id}` } },
          },
        ],
      },
    });
    expect(second.id).toBeGreaterThan(first.id + 1);
  });

  it('never looks for doubles: the same row sent twice is two contacts, an id in it means nothing', async () => {
    const { sandbox, createContact } = await sandboxApi();
    const first = await createContact({ name: 'A', request_id: 'same' });
    const second = await createContact({ id: first, name: 'A', request_id: 'same' });
    expect(second).not.toBe(first);
    expect(sandbox.crm.count()).toBe(2);
  });

  it('puts a name together from first and last name where none is given', async () => {
    const { sandbox, createContact } = await sandboxApi();
    const id = await createContact({ first_name: 'Анна', last_name: 'Иванова' });
    expect(sandbox.crm.contact(id)?.name).toBe('Анна Иванова');
    sandbox.manners.contactNameOrder = 2;
    const other = await createContact({ first_name: 'Анна', last_name: 'Иванова' });
    expect(sandbox.crm.contact(other)?.name).toBe('Иванова Анна');
    const own = await createContact({ name: 'Сама', first_name: 'Анна', last_name: 'Иванова' });
    expect(sandbox.crm.contact(own)?.name).toBe('Сама');
  });

  it('takes a row without anything in it', async () => {
    const { sandbox, createContact } = await sandboxApi();
    const id = await createContact({});
    expect(sandbox.crm.contact(id)).toMatchObject({ name: '', custom_fields_values: null });
  });

  it('refuses the whole request for one bad row and names only that one', async () => {
    const { sandbox, createContacts } = await sandboxApi();
    const reply = await createContacts(
      { name: 'good', request_id: 'a' },
      { name: 'bad', request_id: 'b', custom_fields_values: [{ field_id: 1, values: [] }] },
    );
    expect(reply.status).toBe(400);
    expect(reply.type).toBe('application/problem+json');
    expect(reply.text).toBe(
      '{"validation-errors":[{"request_id":"b","errors":[{"code":"NotSupportedChoice",' +
        '"path":"custom_fields_values.0.field_id","detail":"The value you selected is not a valid choice."}]}],' +
        '"title":"Bad Request","type":"https://httpstatus.es/400","status":400,"detail":"Request validation failed"}',
    );
    expect(sandbox.crm.count()).toBe(0);
  });

  it('takes 250 rows, and answers 422 to one more', async () => {
    const { call } = await sandboxApi();
    const rows = (n: number) => Array.from({ length: n }, () => ({ name: 'x' }));
    expect((await call('POST', '/api/v4/contacts', rows(250))).status).toBe(200);
    const reply = await call('POST', '/api/v4/contacts', rows(251));
    expect(reply.status).toBe(422);
    expect(reply.json).toMatchObject({
      title: 'Unprocessable Entity',
      detail: 'Limit 250 per page',
    });
  });

  it('says that an empty request is empty', async () => {
    const { call } = await sandboxApi();
    for (const body of ['[]', '']) {
      const reply = await call('POST', '/api/v4/contacts', body);
      expect(reply).toMatchObject({
        status: 400,
        json: { detail: 'Request data can not be empty' },
      });
    }
  });

  it('knows a responsible user only while that user is active', async () => {
    const { sandbox, createContacts } = await sandboxApi();
    const { manager, dismissed } = sandbox.account;
    expect((await createContacts({ responsible_user_id: manager.id })).status).toBe(200);
    const reply = await createContacts({ responsible_user_id: dismissed.id });
    expect(reply.json['validation-errors'][0].errors[0]).toMatchObject({
      code: 'NotSupportedChoice',
      path: 'responsible_user_id',
    });
  });
});

describe('listing contacts', () => {
  it('answers 204 with an empty body where there is nothing', async () => {
    const { call } = await sandboxApi();
    const reply = await call('GET', '/api/v4/contacts');
    expect(reply).toMatchObject({ status: 204, text: '', type: null });
    expect(await call('GET', '/api/v4/contacts/123')).toMatchObject({ status: 204, text: '' });
  });

  it('pages by _links.next and never says how many there are', async () => {
    const { sandbox, call, createContacts } = await sandboxApi();
    await createContacts(...Array.from({ length: 5 }, (_, index) => ({ name: `c${index}` })));
    const first = await call('GET', '/api/v4/contacts?limit=2&with=leads');
    expect(Object.keys(first.json)).toEqual(['_page', '_links', '_embedded']);
    expect(first.json._links).toEqual({
      self: { href: `${sandbox.url}/api/v4/contacts?limit=2&with=leads&page=1` },
      next: { href: `${sandbox.url}/api/v4/contacts?limit=2&with=leads&page=2` },
    });
    expect(first.json._embedded.contacts[0]._embedded).toEqual({
      tags: [],
      companies: [],
      leads: [],
    });
    const last = await call('GET', '/api/v4/contacts?limit=2&page=3');
    expect(last.json._embedded.contacts).toHaveLength(1);
    expect(last.json._links.next).toBeUndefined();
    expect((await call('GET', '/api/v4/contacts?limit=2&page=4')).status).toBe(204);
  });

  it('orders by id in both directions', async () => {
    const { call, createContacts } = await sandboxApi();
    await createContacts({ name: 'old' }, { name: 'new' });
    const names = async (query: string) =>
      (await call('GET', `/api/v4/contacts?${query}`)).json._embedded.contacts.map(
        (contact: { name: string }) => contact.name,
      );
    expect(await names('')).toEqual(['old', 'new']);
    expect(await names('order[id]=desc')).toEqual(['new', 'old']);
  });

  it('shifts its pages when a row vanishes between two reads', async () => {
    const { sandbox, call, createContacts } = await sandboxApi();
    await createContacts(...['a', 'b', 'c', 'd'].map((name) => ({ name })));
    const page = async (number: number) =>
      (await call('GET', `/api/v4/contacts?limit=2&page=${number}`)).json._embedded.contacts;
    const [{ id }] = await page(1);
    sandbox.crm.delete(id);
    expect((await page(2)).map((contact: { name: string }) => contact.name)).toEqual(['d']);
  });

  it('ignores filters silently unless the account has paid for them', async () => {
    const { sandbox, call, createContact } = await sandboxApi();
    const first = await createContact({ name: 'a' });
    await createContact({ name: 'b' });
    const read = () => call('GET', `/api/v4/contacts?filter[id][]=${first}`);
    expect((await read()).json._embedded.contacts).toHaveLength(2);
    sandbox.manners.apiFilter = true;
    expect((await read()).json._embedded.contacts).toHaveLength(1);
  });

  it('finds by query a part of any value or of the name, in any case, so a hit proves nothing', async () => {
    const { call, createContact, createField } = await sandboxApi();
    const snils = await createField({ name: 'СНИЛС', type: 'text' });
    const phone = await createContact({
      name: 'По телефону',
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '8 (925) 123-45-67' }] }],
    });
    const text = await createContact({
      name: 'По СНИЛС',
      custom_fields_values: [{ field_id: snils, values: [{ value: '99251234567000' }] }],
    });
    const find = async (query: string) => {
      const reply = await call('GET', `/api/v4/contacts?query=${encodeURIComponent(query)}`);
      return reply.json?._embedded.contacts.map((contact: { id: number }) => contact.id) ?? [];
    };
    expect(await find('9251234567')).toEqual([phone, text]);
    expect(await find('ПО ТЕЛЕФ')).toEqual([phone]);
    expect(await find('никто')).toEqual([]);
  });
});

describe('changing contacts', () => {
  it('leaves alone what is not sent', async () => {
    const { sandbox, call, createContact, createField } = await sandboxApi();
    const [one, two] = [
      await createField({ name: 'one', type: 'text' }),
      await createField({ name: 'two', type: 'text' }),
    ];
    const id = await createContact({
      name: 'A',
      custom_fields_values: [
        { field_id: one, values: [{ value: '1' }] },
        { field_id: two, values: [{ value: '2' }] },
      ],
    });
    const change = { id, request_id: 'r', custom_fields_values: [{ field_id: two, values: null }] };
    const reply = await call('PATCH', '/api/v4/contacts', [change]);
    expect(reply.json._embedded.contacts[0]).toMatchObject({ id, name: 'A', request_id: 'r' });
    const contact = sandbox.crm.contact(id);
    expect(contact?.name).toBe('A');
    expect(contact?.custom_fields_values?.map(({ field_id }) => field_id)).toEqual([one]);
  });

  it('refuses a batch with an id that is not there, was deleted or merged away', async () => {
    const { sandbox, call, createContact } = await sandboxApi();
    const [live, gone, merged] = [
      await createContact({ name: 'live' }),
      await createContact({ name: 'gone' }),
      await createContact({ name: 'merged' }),
    ];
    sandbox.crm.delete(gone);
    sandbox.crm.merge(live, merged);
    const rows = [live, gone, merged, 5].map((id) => ({ id, name: 'new', request_id: String(id) }));
    const reply = await call('PATCH', '/api/v4/contacts', rows);
    expect(reply.status).toBe(400);
    expect(
      reply.json['validation-errors'].map((row: { request_id: string; errors: object[] }) => [
        row.request_id,
        row.errors[0],
      ]),
    ).toEqual(
      [gone, merged, 5].map((id) => [
        String(id),
        expect.objectContaining({ code: 'NotSupportedChoice', path: 'id' }),
      ]),
    );
    expect(sandbox.crm.contact(live)?.name).toBe('live');
  });

  it('answers a single change flat, or wrapped by a switch', async () => {
    const { sandbox, call, createContact } = await sandboxApi();
    const id = await createContact({ name: 'A' });
    const flat = await call('PATCH', `/api/v4/contacts/${id}`, { name: 'B' });
    expect(flat.json).toMatchObject({ id, name: 'B' });
    sandbox.manners.singlePatch = 'wrapped';
    const wrapped = await call('PATCH', `/api/v4/contacts/${id}`, { name: 'C' });
    expect(wrapped.json._embedded.contacts[0]).toMatchObject({ id, name: 'C' });
  });

  it('refuses an updated_at that is older than the stored one', async () => {
    const { call, createContact } = await sandboxApi();
    const id = await createContact({ name: 'A' });
    const reply = await call('PATCH', '/api/v4/contacts', [{ id, updated_at: 1000 }]);
    expect(reply.status).toBe(400);
    expect(reply.json.errors).toEqual({ [id]: 'Last modified date is older than in database' });
  });

  it('adds and takes away tags one by one, or replaces the whole set', async () => {
    const { sandbox, call, createContact } = await sandboxApi();
    const id = await createContact({ tags_to_add: [{ name: 'IDENT' }, { name: 'VIP' }] });
    const tags = () => sandbox.crm.contact(id)?._embedded.tags.map(({ name }) => name);
    expect(tags()).toEqual(['IDENT', 'VIP']);
    await call('PATCH', '/api/v4/contacts', [
      { id, tags_to_delete: [{ name: 'VIP' }], tags_to_add: [{ name: 'Новый' }] },
    ]);
    expect(tags()).toEqual(['IDENT', 'Новый']);
    await call('PATCH', '/api/v4/contacts', [{ id, _embedded: { tags: [{ name: 'Один' }] } }]);
    expect(tags()).toEqual(['Один']);
    await call('PATCH', '/api/v4/contacts', [{ id, _embedded: { tags: null } }]);
    expect(tags()).toEqual([]);
  });

  it('has no DELETE, and knows unknown paths from wrong methods', async () => {
    const { sandbox, call, createContact } = await sandboxApi();
    const id = await createContact({ name: 'A' });
    expect((await call('DELETE', `/api/v4/contacts/${id}`)).status).toBe(405);
    expect((await call('POST', `/api/v4/contacts/${id}`, [{}])).status).toBe(405);
    const unknown = await call('GET', '/api/v4/nothing');
    expect(unknown.status).toBe(404);
    expect(unknown.text).toBe(
      `{"title":"Not Found","type":"https://httpstatus.es/404","status":404,"detail":"Cannot GET ${sandbox.url}/api/v4/nothing"}`,
    );
  });
});
