import { describe, expect, it } from 'vitest';
import {
  UnexpectedAnswerError,
  UnknownOutcomeError,
  UnreachableError,
} from '../../../src/amocrm/errors/errors.ts';
import type {
  ContactId,
  ContactPatch,
  FieldId,
  NewContact,
} from '../../../src/amocrm/model/model.ts';
import { deadUrl, type Reply } from '../../support/http/scripted-server.ts';
import { rig, thrownBy } from '../client-under-test.ts';

// Literals of tests.
const contact = (id: number) => id as ContactId;
const field = (id: number) => id as FieldId;

const creates: readonly NewContact[] = [
  { request_id: 'p1', name: 'One' },
  { request_id: 'p2', name: 'Two' },
];
const patches: readonly ContactPatch[] = [
  { id: contact(11), request_id: 'p1', name: 'One' },
  { id: contact(12), request_id: 'p2', name: 'Two' },
];
const answer = (rows: readonly unknown[]): Reply => ({ json: { _embedded: { contacts: rows } } });

describe('a write of unknown outcome', () => {
  const outcomes: [string, Reply, string, number | null][] = [
    ['JSON 500', { status: 500, json: {} }, 'server-error', 500],
    ['HTML 504', { status: 504, raw: '<html>' }, 'server-error', 504],
    ['408', { status: 408, raw: '' }, 'server-error', 408],
    ['broken connection', { cut: 'before-answer' }, 'connection', null],
    ['answer cut in two', { ...answer([{ id: 1 }]), cut: 'in-body' }, 'connection', 200],
    ['silence of a minute', { delayMs: 60_001 }, 'timeout', null],
    ['200 with HTML', { raw: '<html>' }, 'unreadable-answer', 200],
    ['200 with other JSON', { json: { ok: true } }, 'unreadable-answer', 200],
    ['200 without rows', { json: { _embedded: { items: [] } } }, 'unreadable-answer', 200],
    ['204', { status: 204 }, 'unreadable-answer', 204],
  ];

  it.each(outcomes)(
    'after a %s is sent once, and called that',
    async (_, reply, reason, status) => {
      await using r = await rig([reply]);
      for (const write of [
        () => r.client.createContacts(creates),
        () => r.client.updateContacts(patches),
      ]) {
        const before = r.server.requests.length;
        const error = await thrownBy(write());
        expect(error).toBeInstanceOf(UnknownOutcomeError);
        expect(error).toMatchObject({ reason, status, applied: 'unknown', retryable: false });
        expect(r.server.requests).toHaveLength(before + 1);
      }
    },
  );
});

describe('a write that surely was not carried out', () => {
  it('because nobody listens is not tried again here, but may be', async () => {
    await using r = await rig([], { baseUrl: await deadUrl() });
    const error = await thrownBy(r.client.createContacts(creates));
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).toMatchObject({ applied: 'no', retryable: true });
    expect(r.client.counters.requests).toBe(1);
  });

  it('because the account has moved does not become a GET elsewhere', async () => {
    await using r = await rig([{ status: 301, headers: { location: '/elsewhere' } }]);
    const error = await thrownBy(r.client.createContacts(creates));
    expect(error).toBeInstanceOf(UnexpectedAnswerError);
    expect(error).toMatchObject({ applied: 'no' });
    expect(r.server.requests).toHaveLength(1);
  });
});

describe('a create', () => {
  it('is one POST of the rows as they are', async () => {
    await using r = await rig([answer([])]);
    await r.client.createContacts(creates);
    const [request] = r.server.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/api/v4/contacts', body: creates });
    expect(request?.headers['content-type']).toBe('application/json');
    expect(r.client.counters).toMatchObject({ reads: 0, writes: 1 });
  });

  it('matches rows by request_id, never by position, and counts only those that are named', async () => {
    await using r = await rig([
      answer([{ id: 22, request_id: 'p2' }, { id: 99, request_id: 'stranger' }, { id: 23 }, {}]),
    ]);
    const { acknowledged } = await r.client.createContacts(creates);
    expect([...acknowledged]).toEqual([['p2', 22]]);
  });

  it('does not count a row that is named with two ids', async () => {
    await using r = await rig([
      answer([
        { id: 21, request_id: 'p1' },
        { id: 22, request_id: 'p2' },
        { id: 23, request_id: 'p1' },
      ]),
    ]);
    const { acknowledged } = await r.client.createContacts(creates);
    expect([...acknowledged]).toEqual([['p2', 22]]);
  });

  it('of one row understands the flat answer, too', async () => {
    await using r = await rig([{ json: { id: 21, request_id: 'p1', _links: {} } }]);
    const { acknowledged } = await r.client.createContacts(creates.slice(0, 1));
    expect([...acknowledged]).toEqual([['p1', 21]]);
  });

  it('of nothing asks nobody', async () => {
    await using r = await rig([]);
    expect((await r.client.createContacts([])).acknowledged.size).toBe(0);
    expect((await r.client.updateContacts([])).acknowledged.size).toBe(0);
    expect(await r.client.createFields([])).toEqual([]);
    expect(await r.client.updateFields([])).toEqual([]);
    expect(r.server.requests).toEqual([]);
  });
});

describe('an update', () => {
  it('is one PATCH; a row without request_id is known by its id', async () => {
    await using r = await rig([
      answer([
        { id: 12, name: 'Two', updated_at: 1 },
        { id: 11, request_id: 'p1' },
      ]),
    ]);
    const { acknowledged } = await r.client.updateContacts(patches);
    expect(new Map(acknowledged)).toEqual(
      new Map([
        ['p1', 11],
        ['p2', 12],
      ]),
    );
    expect(r.server.requests[0]).toMatchObject({ method: 'PATCH', path: '/api/v4/contacts' });
  });

  it('does not count a row whose answer names another contact than was sent', async () => {
    await using r = await rig([
      answer([
        { id: 11, request_id: 'p1' },
        { id: 13, request_id: 'p2' },
      ]),
    ]);
    const { acknowledged } = await r.client.updateContacts(patches);
    expect([...acknowledged]).toEqual([['p1', 11]]);
  });
});

describe('fields and groups', () => {
  const made = { id: 31, name: 'Возраст', type: 'numeric', code: 'IDENT_AGE', sort: 500 };

  it.each<[string, Reply]>([
    ['in a list', { status: 201, json: { _total_items: 1, _embedded: { custom_fields: [made] } } }],
    ['alone', { status: 201, json: made }],
  ])('are created with an answer %s', async (_, reply) => {
    await using r = await rig([reply]);
    const fields = await r.client.createFields([{ name: 'Возраст', type: 'numeric' }]);
    expect(fields).toMatchObject([{ id: 31, code: 'IDENT_AGE', isApiOnly: false, enums: [] }]);
    expect(r.server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/api/v4/contacts/custom_fields',
      body: [{ name: 'Возраст', type: 'numeric' }],
    });
  });

  it('are changed by PATCH', async () => {
    await using r = await rig([{ json: { _embedded: { custom_fields: [made] } } }]);
    await r.client.updateFields([{ id: field(31), name: 'Возраст' }]);
    expect(r.server.requests[0]).toMatchObject({ method: 'PATCH', body: [{ id: 31 }] });
  });

  it('a group is created, and one that the answer does not show is of unknown outcome', async () => {
    const group = { id: 'contacts_1', name: 'IDENT' };
    await using r = await rig([
      { status: 201, json: { _embedded: { custom_field_groups: [group] } } },
      { status: 201, json: { _embedded: { custom_field_groups: [] } } },
    ]);
    expect(await r.client.createFieldGroup('IDENT', 10)).toEqual(group);
    expect(r.server.requests[0]?.body).toEqual([{ name: 'IDENT', sort: 10 }]);
    expect(await thrownBy(r.client.createFieldGroup('IDENT', 10))).toBeInstanceOf(
      UnknownOutcomeError,
    );
  });
});
