import { describe, expect, it } from 'vitest';
import { longLivedTokens } from '../../src/amocrm/auth/long-lived-tokens.ts';
import { oauthTokens } from '../../src/amocrm/auth/oauth-tokens.ts';
import { exchangeCode } from '../../src/amocrm/auth/token-endpoint.ts';
import {
  ForbiddenError,
  RateBlockedError,
  TooLargeError,
  UnknownOutcomeError,
  ValidationError,
} from '../../src/amocrm/errors/errors.ts';
import type { ContactId } from '../../src/amocrm/model/model.ts';
import { memoryTokenStore } from './auth/memory-token-store.ts';
import { thrownBy } from './client-under-test.ts';
import { asAdmin, sandboxed } from './sandboxed.ts';

describe('against the sandbox, the client', () => {
  it('makes fields and contacts, changes, lists and finds them', async () => {
    await using s = await sandboxed();
    const client = s.client(asAdmin(s.sandbox, s.clock));
    expect((await client.account()).timeZone).toBe('Europe/Moscow');
    expect(await client.contacts({})).toEqual({ contacts: [], hasNext: false });
    const group = await client.createFieldGroup('IDENT', 10);
    const [field] = await client.createFields([
      { name: 'ID', type: 'text', code: 'IDENT_ID', group_id: group.id, is_api_only: true },
    ]);
    expect(field).toMatchObject({ code: 'IDENT_ID', isApiOnly: true, groupId: group.id });
    if (field === undefined) return;
    const batch = Array.from({ length: 300 }, (_, index) => ({
      request_id: `patient-${index}`,
      name: `Пациент ${index}`,
      custom_fields_values: [{ field_id: field.id, values: [{ value: `id-${index}` }] }],
      tags_to_add: [{ name: 'IDENT' }],
    }));
    expect(await thrownBy(client.createContacts(batch.slice(0, 251)))).toBeInstanceOf(
      TooLargeError,
    );
    const { acknowledged } = await client.createContacts(batch.slice(0, 250));
    await client.createContacts(batch.slice(250));
    expect(acknowledged.size).toBe(250);
    const id = acknowledged.get('patient-7') ?? (0 as ContactId); // checked by what follows
    await client.updateContacts([{ id, request_id: 'u', name: 'Седьмой' }]);
    expect(await client.contact(id)).toMatchObject({
      name: 'Седьмой',
      tags: ['IDENT'],
      fields: [{ fieldId: field.id, values: [{ value: 'id-7' }] }],
    });
    const first = await client.contacts({ order: 'id-desc' });
    expect(first.hasNext).toBe(true);
    expect((await client.contacts({ order: 'id-desc', page: 2 })).contacts).toHaveLength(50);
    expect((await client.contacts({ query: 'id-299' })).contacts).toMatchObject([
      { name: 'Пациент 299' },
    ]);
    expect(s.sandbox.limiter.violations).toBe(0);
  });

  it('names the rows and the fields that are wrong', async () => {
    await using s = await sandboxed();
    const client = s.client(asAdmin(s.sandbox, s.clock));
    const [field] = await client.createFields([
      { name: 'Пол', type: 'select', enums: [{ value: 'Мужской', sort: 1 }] },
    ]);
    if (field === undefined) return;
    const row = (request_id: string, value: string) => ({
      request_id,
      custom_fields_values: [{ field_id: field.id, values: [{ value }] }],
    });
    const error = await thrownBy(
      client.createContacts([row('good', 'Мужской'), row('bad', 'Иной')]),
    );
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ rows: [{ requestId: 'bad', errors: [{ fieldId: field.id }] }] });
    expect(s.sandbox.crm.count()).toBe(0);
  });

  it('keeps 7 requests in any second of the server’s clock over a line whose ways vary by 100 ms', async () => {
    await using s = await sandboxed();
    let calls = 0;
    const vary = async () => {
      calls += 1;
      await s.clock.sleep((calls * 37) % 101);
    };
    const client = s.client(asAdmin(s.sandbox, s.clock), async (input, init) => {
      await vary();
      const answer = await s.clock.wrapFetch(fetch)(input, init);
      await vary();
      return answer;
    });
    await Promise.all(Array.from({ length: 150 }, () => client.contacts({ limit: 1 })));
    expect(s.sandbox.limiter.peak).toBe(7);
    expect(s.sandbox.limiter.violations).toBe(0);
  });

  it('keeps 7 requests in any second of the server’s clock, with 40 calls at once', async () => {
    await using s = await sandboxed({ latencyMs: 300 });
    const client = s.client(asAdmin(s.sandbox, s.clock));
    await Promise.all(Array.from({ length: 40 }, () => client.contacts({})));
    expect(s.sandbox.limiter.peak).toBe(7);
    expect(s.sandbox.limiter.violations).toBe(0);
    expect(client.counters.throttled).toBe(0);
  });

  it('is refused fields as a manager: no administrator', async () => {
    await using s = await sandboxed();
    const token = s.sandbox.oauth.longLivedToken({ as: 'manager' });
    const client = s.client(longLivedTokens(token, s.clock));
    const error = await thrownBy(client.createFields([{ name: 'X', type: 'text' }]));
    expect(error).toBeInstanceOf(ForbiddenError);
  });

  it.each([
    ['hangs', { kind: 'hang', when: 'after' }, 'timeout', 1],
    ['hangs before it did anything', { kind: 'hang', when: 'before' }, 'timeout', 0],
    ['drops the connection', { kind: 'drop', when: 'after' }, 'connection', 1],
    ['answers 504', { kind: 'status', status: 504, when: 'after' }, 'server-error', 1],
    ['answers rubbish', { kind: 'garbage', body: 'text' }, 'unreadable-answer', 1],
    ['cuts its answer', { kind: 'garbage', body: 'cut' }, 'connection', 1],
  ] as const)('calls a create unknown when amoCRM %s', async (_, fault, reason, made) => {
    await using s = await sandboxed();
    s.sandbox.faults.add({ match: { method: 'POST' }, fault });
    const client = s.client(asAdmin(s.sandbox, s.clock));
    const error = await thrownBy(client.createContacts([{ request_id: 'p', name: 'X' }]));
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({ reason });
    expect(s.sandbox.crm.count()).toBe(made);
    expect(s.clock.elapsed).toBe(reason === 'timeout' ? 60_000 : 0);
  });

  it('may see a create appear half a minute after its connection ended', async () => {
    await using s = await sandboxed();
    s.sandbox.faults.add({ match: { method: 'POST' }, fault: { kind: 'late-commit', ms: 30_000 } });
    const client = s.client(asAdmin(s.sandbox, s.clock));
    await thrownBy(client.createContacts([{ request_id: 'p', name: 'X' }]));
    expect(s.sandbox.crm.count()).toBe(0);
    await s.clock.sleep(29_000);
    expect((await client.contacts({})).contacts).toHaveLength(0);
    await s.clock.sleep(2000);
    expect((await client.contacts({})).contacts).toHaveLength(1);
  });

  it('stops at the HTML 403 that follows too many 429s of a foreign making', async () => {
    await using s = await sandboxed({ rate: { limit: 0, periodMs: 1000, banAfter: 3 } });
    const client = s.client(asAdmin(s.sandbox, s.clock));
    expect(await thrownBy(client.contacts({}))).toBeInstanceOf(RateBlockedError);
    const sent = s.sandbox.log.entries.length;
    expect(await thrownBy(client.contacts({}))).toBeInstanceOf(RateBlockedError);
    expect(s.sandbox.log.entries).toHaveLength(sent);
  });
});

describe('OAuth against the sandbox', () => {
  it('authorises, goes on with the next token a day later, and ends when access is withdrawn', async () => {
    await using s = await sandboxed();
    const { clientId, clientSecret, redirectUri } = s.sandbox.oauth.integration;
    const store = memoryTokenStore(null);
    const known = { ...s.connection, clientId, clientSecret, redirectUri };
    const client = s.client(oauthTokens({ ...known, store }));
    const code = s.sandbox.oauth.allow().searchParams.get('code') ?? '';
    await store.save(await exchangeCode(known, code));
    await client.account();
    await s.clock.sleep(86_400_000 + 1000);
    await Promise.all([client.account(), client.account(), client.account()]);
    expect(store.saves).toHaveLength(2);
    s.sandbox.oauth.revokeAll();
    expect(await thrownBy(client.account())).toMatchObject({
      code: 'AMO_TOKEN_REVOKED',
      exit: 4,
    });
  });
});
