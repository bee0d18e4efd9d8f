import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { longLivedTokens } from '../../../src/amocrm/auth/long-lived-tokens.ts';
import { UnauthorizedError } from '../../../src/amocrm/errors/auth-errors.ts';
import {
  EndlessListError,
  ServerError,
  UnexpectedAnswerError,
  UnknownOutcomeError,
} from '../../../src/amocrm/errors/errors.ts';
import { pageBounds } from '../../../src/amocrm/lists/paging.ts';
import type { ContactId } from '../../../src/amocrm/model/model.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import type { Reply } from '../../support/http/scripted-server.ts';
import { rig, thrownBy } from '../client-under-test.ts';

const onePage: Reply = { json: { _embedded: { contacts: [{ id: 7, name: 'A' }] } } };
const html: Reply = { raw: '<html><h1>Maintenance</h1></html>' };
const packed = (encoding: string, bytes: Uint8Array): Reply => ({
  raw: bytes,
  headers: { 'content-encoding': encoding, 'content-type': 'application/hal+json' },
});
const large = Buffer.alloc(80_000_000, ' ');
const quickly = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const row = [{ request_id: 'p1', name: 'One' }];

/** What came in place of a page of contacts, with the error that it ends in when nothing else comes. */
const odd: readonly (readonly [string, Reply, new (...args: never[]) => Error])[] = [
  ['a page of HTML', html, ServerError],
  ['an empty body', { raw: '' }, ServerError],
  ['blanks', { raw: ' \n' }, ServerError],
  ['half of its JSON', { raw: '{"_embedded":{"contacts":[{"id":7' }, ServerError],
  ['JSON that is a text', { raw: '"ok"' }, ServerError],
  ['gzip that is none', packed('gzip', Buffer.from('{}')), ServerError],
  ['200 KB of gzip that unpack to 80 MB', packed('gzip', gzipSync(large)), ServerError],
  ['brotli that unpacks to 80 MB', packed('br', brotliCompressSync(large, quickly)), ServerError],
  ['JSON of something else', { json: { hello: 'world' } }, UnexpectedAnswerError],
  ['a problem with status 200', { json: { title: 'Error', status: 500 } }, UnexpectedAnswerError],
  ['JSON null', { json: null }, UnexpectedAnswerError],
  ['a list without its list', { json: { _embedded: {} } }, UnexpectedAnswerError],
  ['a list that is null', { json: { _embedded: { contacts: null } } }, UnexpectedAnswerError],
  ['a contact without an id', { json: { _embedded: { contacts: [{}] } } }, UnexpectedAnswerError],
  [
    'a contact whose id no number holds',
    { raw: '{"_embedded":{"contacts":[{"id":9007199254740993}]}}' },
    UnexpectedAnswerError,
  ],
  [
    'an empty page that has another behind it',
    { json: { _embedded: { contacts: [] }, _links: { next: { href: 'x' } } } },
    UnexpectedAnswerError,
  ],
];

describe.each(odd)('a read that is answered with %s', (name, reply, kind) => {
  it('is tried again, and never passes for an answer', async () => {
    await using r = await rig([reply, onePage]);
    expect((await r.client.contacts({})).contacts).toHaveLength(1);
    expect(r.server.requests).toHaveLength(2);
    // Five times 64 MB, for each of them, would tell nothing more.
    if (name.includes('80 MB')) return;
    await using always = await rig([reply]);
    const error = await thrownBy(always.client.contacts({}));
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ applied: 'no' });
    expect(always.server.requests).toHaveLength(5);
  });
});

describe('a create that is answered with', () => {
  it.each(odd.filter(([name]) => !/^(a contact|an empty page)/.test(name)))(
    '%s is of unknown outcome, and is not sent again',
    async (_, reply) => {
      await using r = await rig([reply]);
      expect(await thrownBy(r.client.createContacts(row))).toBeInstanceOf(UnknownOutcomeError);
      expect(r.server.requests).toHaveLength(1);
    },
  );

  it('an id that no number holds is not acknowledged', async () => {
    await using r = await rig([
      { raw: '{"_embedded":{"contacts":[{"id":9007199254740993,"request_id":"p1"}]}}' },
      { json: { _embedded: { contacts: [{ id: '55', request_id: 'p1' }] } } },
    ]);
    expect((await r.client.createContacts(row)).acknowledged.size).toBe(0);
    expect((await r.client.createContacts(row)).acknowledged.get('p1')).toBe(55);
  });
});

describe('an answer', () => {
  it('whose body trickles for ever is given up in time', async () => {
    await using r = await rig([{ trickleMs: 1_000 }, onePage]);
    await r.client.contacts({});
    expect(r.clock.elapsed).toBe(30_000 + 500);
    await using write = await rig([{ trickleMs: 1_000 }]);
    const error = await thrownBy(write.client.createContacts(row));
    expect(error).toMatchObject({ reason: 'timeout', applied: 'unknown' });
    expect(write.clock.elapsed).toBe(60_000);
  });

  it('with megabytes of headers is none', async () => {
    const bomb: Reply = { ...onePage, headers: { 'x-bomb': 'x'.repeat(200_000) } };
    await using r = await rig([bomb, onePage]);
    expect((await r.client.contacts({})).contacts).toHaveLength(1);
    expect(r.server.requests).toHaveLength(2);
  });

  it('may begin with a byte order mark, and come as any content type', async () => {
    await using r = await rig([{ raw: `\uFEFF${JSON.stringify(onePage.json)}` }]);
    expect((await r.client.contacts({})).contacts).toHaveLength(1);
  });

  it('that shows another contact than was asked for is none', async () => {
    await using r = await rig([{ json: { id: 6 } }]);
    // A test's literal.
    expect(await thrownBy(r.client.contact(5 as ContactId))).toBeInstanceOf(UnexpectedAnswerError);
  });

  it('null is not a missing contact', async () => {
    await using r = await rig([{ json: null }]);
    // A test's literal.
    expect(await thrownBy(r.client.contact(5 as ContactId))).toBeInstanceOf(UnexpectedAnswerError);
  });
});

describe('a field of some other widget', () => {
  const phone = { field_id: 5, field_code: 'PHONE', values: [{ value: '+79250000000' }] };
  const read = async (...others: unknown[]) => {
    const contact = { id: 7, name: 'A', custom_fields_values: [...others, phone] };
    await using r = await rig([{ json: { _embedded: { contacts: [contact] } } }]);
    const [found] = (await r.client.contacts({})).contacts;
    expect(found?.fields.at(-1)?.values[0]?.value).toBe('+79250000000');
    return found?.fields.slice(0, -1) ?? [];
  };

  it.each([
    ['without an id', { field_id: null, values: [{ value: 1 }] }],
    ['with a name for an id', { field_id: 'utm_source', values: [{ value: 1 }] }],
    ['with a list for an id', { field_id: [1], values: [{ value: 1 }] }],
    ['that is null', null],
    ['that is a text', 'x'],
    ['that is a list', [[1, 2]]],
  ])('%s is passed over', async (_, field) => {
    expect(await read(field)).toEqual([]);
  });

  it.each<[string, unknown, readonly unknown[]]>([
    ['a choice with a text for its id', [{ value: 'x', enum_id: '17' }], ['x', 17]],
    ['values as an object', { 0: { value: 'x', enum_id: 17 } }, ['x', 17]],
    ['values with gaps, as PHP writes them', { 3: { value: 'x' } }, ['x', null]],
    ['a bare value', 'x', ['x', null]],
    ['a list of bare values', ['x'], ['x', null]],
    ['one value that is no list', { value: 'x', enum_id: 17 }, ['x', 17]],
  ])('with %s is understood', async (_, values, [value, enumId]) => {
    const [field] = await read({ field_id: '9', values });
    expect(field).toMatchObject({ fieldId: 9, values: [{ value, enumId }] });
    expect(field?.unreadable).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['a list in a list', [['x']]],
    ['an object that is no value', [{ text: 'x' }]],
    ['a file', [{ value: { file_uuid: 'x' } }]],
  ])('with %s is told to be unreadable', async (_, values) => {
    expect(await read({ field_id: 9, values })).toMatchObject([{ fieldId: 9, unreadable: true }]);
  });

  it('may have choices in any form: the fields of the account are read all the same', async () => {
    const fields = [
      { id: 1, name: 'Ours', type: 'select', enums: [{ id: '3', value: 'x', sort: '1' }] },
      { id: '2', name: null, type: 'chained_list', enums: { 0: { id: 4, value: 5 } }, sort: {} },
      { id: 3, name: 'Odd', type: 'select', enums: [{ title: 'x' }], is_api_only: 'no' },
    ];
    await using r = await rig([{ json: { _embedded: { custom_fields: fields } } }]);
    const read = await r.client.fields();
    expect(read.map(({ id, type }) => [id, type])).toEqual([
      [1, 'select'],
      [2, 'chained_list'],
      [3, 'unreadable'],
    ]);
    expect(read[0]?.enums).toMatchObject([{ id: 3, value: 'x' }]);
    expect(read[1]?.enums).toMatchObject([{ id: 4, value: '5' }]);
  });
});

describe('a list that never ends', () => {
  it('of fields is an error, not a loop', async () => {
    await using r = await rig((_, count) => ({
      json: {
        _links: { next: { href: 'x' } },
        _embedded: { custom_fields: [{ id: count + 1, name: 'x', type: 'text' }] },
      },
    }));
    const error = await thrownBy(r.client.fields());
    expect(error).toBeInstanceOf(EndlessListError);
    expect(error).toMatchObject({ code: 'AMO_ENDLESS_LIST', exit: 1 });
    expect(r.server.requests).toHaveLength(pageBounds.shortList);
  });

  it('of contacts ends at the last page that an account can have', async () => {
    await using r = await rig([onePage]);
    await r.client.contacts({ page: pageBounds.contacts });
    const beyond = thrownBy(r.client.contacts({ page: pageBounds.contacts + 1 }));
    expect(await beyond).toBeInstanceOf(EndlessListError);
    expect(r.server.requests).toHaveLength(1);
  });
});

describe('a 429', () => {
  it.each<[string, Record<string, string>]>([
    ['0', { 'retry-after': '0' }],
    ['a millisecond', { 'retry-after': '0.001' }],
    ['a moment that has passed', { 'retry-after': 'Mon, 02 Mar 2020 06:00:00 GMT' }],
    ['a negative number', { 'retry-after': '-30' }],
    ['nonsense', { 'retry-after': 'soon' }],
  ])('that asks to wait for %s is followed by our own back-off', async (_, headers) => {
    const reply: Reply = { status: 429, raw: '<html>slow down</html>', headers };
    await using r = await rig([reply, reply, reply, reply, onePage]);
    await r.client.contacts({});
    const waits = r.events.flatMap((event) => (event.type === 'retry' ? [event.waitMs] : []));
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it('that asks for a year is waited for five minutes', async () => {
    const reply: Reply = { status: 429, json: {}, headers: { 'retry-after': '31536000' } };
    await using r = await rig([reply, onePage]);
    await r.client.contacts({});
    expect(r.clock.elapsed).toBe(300_000);
  });
});

describe('a 401 to a long-lived token', () => {
  const refused: Reply = { status: 401, raw: '<html>401</html>' };

  it('is tried three times in two minutes, by one call alone, before it calls for a person', async () => {
    await using r = await rig([refused]);
    const start = r.clock.monotonic();
    const errors = await Promise.all(
      Array.from({ length: 12 }, () => thrownBy(r.client.contacts({}))),
    );
    for (const error of errors) expect(error).toBeInstanceOf(UnauthorizedError);
    expect(r.server.requests.map(({ at }) => at - start)).toEqual([0, 30_000, 120_000]);
  });

  it('that was a mistake of a front costs half a minute, and nothing else is sent meanwhile', async () => {
    await using r = await rig([refused, onePage]);
    const start = r.clock.monotonic();
    const calls = [r.client.contacts({}), r.client.createContacts(row).catch(() => null)];
    await Promise.all(calls);
    const times = r.server.requests.map(({ at }) => at - start);
    expect(times[0]).toBe(0);
    expect(Math.min(...times.slice(1))).toBe(30_000);
  });

  it('is said at once where the token itself says that it is over, or a person waits', async () => {
    const claims = Buffer.from('{"exp":1700000000}').toString('base64url');
    const over = longLivedTokens(`e30.${claims}.sign`, new VirtualClock());
    const asked = longLivedTokens('opaque', new VirtualClock(), []);
    for (const tokens of [over, asked]) {
      await using r = await rig([refused], { tokens });
      expect(await thrownBy(r.client.contacts({}))).toBeInstanceOf(UnauthorizedError);
      expect(r.server.requests).toHaveLength(1);
    }
  });
});
