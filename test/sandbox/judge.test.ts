import { Amo, type OAuth } from '@shevernitskiy/amo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

/**
 * A client that others wrote for the real amoCRM, against the sandbox. It always speaks https: the only thing changed
 * is the scheme of its requests.
 */
describe('a client that we did not write', () => {
  const realFetch = globalThis.fetch;
  let sandbox: Sandbox;
  let amo: Amo;
  const saved: OAuth[] = [];

  const open = (params: { code: string }): Amo => {
    const { clientId, clientSecret, redirectUri } = sandbox.oauth.integration;
    const auth = {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uri: redirectUri,
      grant_type: 'authorization_code' as const,
      ...params,
    };
    return new Amo(new URL(sandbox.url).host, auth, {
      request_delay: 0,
      on_token: (token) => {
        saved.push(token);
      },
    });
  };
  const newCode = () => sandbox.oauth.allow().searchParams.get('code') ?? '';
  const error = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => null,
      (reason: unknown) => reason,
    );

  beforeAll(async () => {
    sandbox = await startSandbox({ rate: null });
    globalThis.fetch = (input, init) => {
      const url = String(input);
      const ours = url.startsWith(`https://${new URL(sandbox.url).host}`);
      return realFetch(ours ? url.replace(/^https/, 'http') : input, init);
    };
    amo = open({ code: newCode() });
  });

  afterAll(async () => {
    globalThis.fetch = realFetch;
    await sandbox.close();
  });

  it('logs in with a code', async () => {
    const account = await amo.account.getAccount({ with: ['datetime_settings'] });
    expect(account.id).toBe(sandbox.account.id);
    expect(saved).toHaveLength(1);
    expect(amo.token?.expires_in).toBe(86_400);
  });

  it('refreshes when its token is over', async () => {
    const { clientId, clientSecret, redirectUri } = sandbox.oauth.integration;
    const token = amo.token;
    expect(token).toBeDefined();
    if (!token) return;
    const client = { client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri };
    const stale = { ...token, expires_at: 1 };
    const options = { request_delay: 0 };
    amo = new Amo(new URL(sandbox.url).host, { ...client, ...stale }, options);
    expect((await amo.account.getAccount()).id).toBe(sandbox.account.id);
    expect(amo.token?.refresh_token).not.toBe(token.refresh_token);
    const late = new Amo(new URL(sandbox.url).host, { ...client, ...stale }, options);
    const refused = await error(late.account.getAccount());
    expect(refused).toMatchObject({ response: { hint: 'Token has been revoked' } });
  });

  it('is refused with a code that was used', async () => {
    const code = newCode();
    await open({ code }).account.getAccount();
    const refused = await error(open({ code }).account.getAccount());
    expect(refused).toMatchObject({ response: { hint: 'Authorization code has been revoked' } });
  });

  it('creates fields and finds them in the list', async () => {
    const reply = await amo.custom_fields.addCustomFields('contacts', [
      { name: 'ID пациента', type: 'text', code: 'IDENT_ID', sort: 510 },
      { name: 'Пол', type: 'select', code: 'SEX', enums: [{ value: 'Мужской', sort: 1 }] },
    ]);
    expect(reply._embedded.custom_fields.map(({ name }) => name)).toEqual(['ID пациента', 'Пол']);
    const list = await amo.custom_fields.getCustomFields('contacts');
    expect(list._total_items).toBe(5);
    expect(list._embedded.custom_fields.map(({ code }) => code)).toContain('IDENT_ID');
  });

  it('creates, changes and lists contacts', async () => {
    const field = sandbox.crm.fields().find(({ code }) => code === 'IDENT_ID');
    const phone = sandbox.crm.fields().find(({ code }) => code === 'PHONE');
    const value = (id: number | undefined, values: object) =>
      // The client's type mixes a field's definition with its values and demands all of both.
      ({ field_id: id, values: [values] }) as never;
    const created = await amo.contact.addContacts([
      { name: 'Иванова Анна', custom_fields_values: [value(field?.id, { value: '17' })] },
      {
        name: 'Петров Пётр',
        custom_fields_values: [value(phone?.id, { value: '+79251234567', enum_code: 'MOB' })],
      },
    ]);
    const [anna, pyotr] = created._embedded.contacts.map(({ id }) => id);
    expect(created._embedded.contacts.map(({ request_id }) => request_id)).toEqual(['0', '1']);
    const one = await amo.contact.updateContactById(Number(anna), { name: 'Смирнова Анна' });
    expect(one).toMatchObject({ id: anna, name: 'Смирнова Анна' });
    const batch = await amo.contact.updateContacts([{ id: Number(pyotr), name: 'Петров П.' }]);
    expect(batch._embedded.contacts[0]).toMatchObject({ id: pyotr, name: 'Петров П.' });
    const first = await amo.contact.getContacts({ limit: 1, order: { param: 'id', type: 'desc' } });
    expect(first._embedded.contacts[0]?.id).toBe(pyotr);
    expect(first._links).toHaveProperty('next');
    const found = await amo.contact.getContacts({ query: '9251234567' });
    expect(found._embedded.contacts.map(({ id }) => id)).toEqual([pyotr]);
    const read = await amo.contact.getContactById(Number(anna));
    expect(read).toMatchObject({
      name: 'Смирнова Анна',
      custom_fields_values: [{ field_id: field?.id, values: [{ value: '17' }] }],
    });
  });

  // Its error classes lose their prototype on the way to npm: its errors are told by what they carry.
  it('meets an empty list and a missing contact as "no content"', async () => {
    const empty = { message: expect.stringMatching(/^204 No Content/) };
    expect(await error(amo.contact.getContacts({ query: 'никого' }))).toMatchObject(empty);
    expect(await error(amo.contact.getContactById(1))).toMatchObject(empty);
  });

  it('meets a refused row as an API error with its validation errors', async () => {
    const refused = await error(amo.contact.addContacts([{ name: 'A', responsible_user_id: 5 }]));
    const errors = [{ code: 'NotSupportedChoice', path: 'responsible_user_id' }];
    expect(refused).toMatchObject({
      message: expect.stringMatching(/^400 Bad Request/),
      response: { status: 400, 'validation-errors': [{ request_id: '0', errors }] },
    });
  });

  it('meets a 401 as an API error, and nginx’s pages as HTTP errors', async () => {
    for (const status of [504, 403]) {
      sandbox.faults.add({ fault: { kind: 'status', status } });
      const refused = await error(amo.account.getAccount());
      expect(refused).toMatchObject({ message: expect.stringContaining('<center>nginx</center>') });
      expect(refused).not.toHaveProperty('response');
    }
    sandbox.oauth.revokeAll();
    expect(await error(amo.account.getAccount())).toMatchObject({
      response: { status: 401, title: 'Unauthorized' },
    });
  });
});
