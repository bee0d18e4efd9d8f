import { describe, expect, it } from 'vitest';
import { freePort } from '../../support/http/free-port.ts';
import { AuthClinic, stateOf } from './auth-clinic.ts';

const minute = 60_000;

describe('auth in the browser', () => {
  it('shows the documented link, takes the answer, keeps the access, shows the account and ends', async (test) => {
    const clinic = await AuthClinic.open(test);
    await clinic.state(async ({ pauses }) => {
      await pauses.set({ reason: 'auth', since: 1, code: 'AMO_NOT_AUTHORISED', actor: 'service' });
      await pauses.set({ reason: 'user', since: 1, code: null, actor: 'cli' });
    });
    const { started, link } = await clinic.auth();
    const { clientId } = clinic.sandbox.oauth.integration;
    expect(link().origin).toBe(clinic.sandbox.url);
    expect([...link().searchParams.keys()]).toEqual(['client_id', 'state', 'mode']);
    expect(link().searchParams.get('client_id')).toBe(clientId);
    const page = await clinic.consent(link());
    expect(page.status).toBe(200);
    expect(page.text).toContain('amoCRM is connected');
    expect(page.text).toContain('Стоматология «Песочница»');
    const run = await started.done;
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('amoCRM is connected: Стоматология «Песочница», account 31361462');
    expect(run.stderr).toContain('Next: ident-amocrm fields create');
    await clinic.state(async ({ meta, pauses, actions }) => {
      expect(await meta.get('accountId')).toBe(31_361_462);
      expect((await pauses.all()).map(({ reason }) => reason)).toEqual(['user']);
      expect(await actions.latest(9)).toMatchObject([
        { action: 'authorise', actor: 'cli', subject: '31361462' },
      ]);
    });
    expect((await clinic.run(['fields', 'create'])).code).toBe(0);
  });

  it('tells a program the link first and the account last', async (test) => {
    const clinic = await AuthClinic.open(test);
    const { started, link } = await clinic.auth(['--json']);
    const first: unknown = JSON.parse(started.stdout());
    expect(first).toEqual({
      url: link().href,
      redirectUri: clinic.redirectUri,
      host: '127.0.0.1',
      port: Number(new URL(clinic.redirectUri).port),
    });
    await clinic.consent(link());
    const { json } = await started.done;
    expect(json).toEqual({
      kind: 'oauth',
      account: { id: 31_361_462, name: 'Стоматология «Песочница»' },
      host: new URL(clinic.sandbox.url).host,
      isConfigured: true,
      formerAccountId: null,
      safetyCopy: null,
      next: 'fields create',
    });
  });

  it('says of each refusal what to do, gives a new link, and goes on waiting', async (test) => {
    const clinic = await AuthClinic.open(test);
    const { sandbox } = clinic;
    const { started, link } = await clinic.auth();
    const fresh = () => ({ state: stateOf(link()) });
    const code = (): string => sandbox.oauth.allow().searchParams.get('code') ?? '';
    const host = new URL(sandbox.url).host;
    const refused = async (url: URL, name: string, words: string, status = 400) => {
      const before = started.stderr().length;
      const page = await clinic.open(url);
      expect([page.status, page.text]).toEqual([status, expect.stringContaining(name)]);
      expect(page.text).toContain(words);
      expect(page.text).toContain('Try again');
      await expect.poll(() => started.stderr().slice(before)).toContain(`[${name}]`);
      expect(started.stderr().slice(before)).toContain(words);
    };

    const denied = await clinic.consent(link(), 'deny');
    expect([denied.status, denied.text]).toEqual([400, expect.stringContaining('AMO_AUTH_DENIED')]);
    await expect.poll(() => started.stderr()).toContain('[AMO_AUTH_DENIED]');
    await refused(denied.address, 'AMO_AUTH_STATE_USED', 'good for one time');
    await refused(clinic.callback({ code: code() }), 'AMO_AUTH_STATE_MISSING', 'by the link');
    const foreign = { state: `x${fresh().state}`, code: code() };
    await refused(clinic.callback(foreign), 'AMO_AUTH_STATE_UNKNOWN', 'not given out');
    await refused(clinic.callback(fresh()), 'AMO_AUTH_CALLBACK_MALFORMED', 'no authorisation code');
    const twice = clinic.callback({ ...fresh(), code: code() });
    twice.searchParams.append('code', 'another');
    await refused(twice, 'AMO_AUTH_CALLBACK_MALFORMED', 'no authorisation code');
    await refused(
      clinic.callback({ ...fresh(), code: code(), referer: 'clinic.amocrm.ru.evil.example' }),
      'AMO_AUTH_HOST_REFUSED',
      'sent nowhere',
    );
    await refused(
      clinic.callback({ ...fresh(), code: 'def50200rubbish', referer: host }),
      'AMO_CODE_INVALID',
      'Invalid grant',
    );
    const old = code();
    clinic.account.later(21 * minute);
    await refused(
      clinic.callback({ ...fresh(), code: old, referer: host }),
      'AMO_CODE_EXPIRED',
      'Invalid grant',
    );
    const lost = code();
    sandbox.faults.add({
      match: { path: '/oauth2/access_token' },
      fault: { kind: 'drop', when: 'after' },
    });
    await refused(
      clinic.callback({ ...fresh(), code: lost, referer: host }),
      'AMO_CODE_EXCHANGE_UNKNOWN',
      'Get a new code',
    );
    await refused(
      clinic.callback({ ...fresh(), code: lost, referer: host }),
      'AMO_CODE_USED',
      'Invalid grant',
    );
    expect(await clinic.state(({ tokens }) => tokens.load())).toBeNull();
    expect((await clinic.consent(link())).status).toBe(200);
    expect((await started.done).code).toBe(0);
  });

  it('says so while amoCRM is away, and takes the next consent', async (test) => {
    const clinic = await AuthClinic.open(test);
    const away = `http://127.0.0.1:${await freePort()}`;
    const { started, link } = await clinic.auth(['--lang', 'ru'], { AMOCRM_BASE_URL: away });
    const page = await clinic.open(
      clinic.callback({ state: stateOf(link()), code: 'def502' }),
      'de, *;q=0.5',
    );
    expect([page.status, page.text]).toEqual([503, expect.stringContaining('AMO_UNREACHABLE')]);
    expect(page.text).toContain('Попробовать снова');
    await expect.poll(() => started.stderr()).toContain('[AMO_UNREACHABLE]');
  });

  it.for([
    [
      'a wrong secret',
      { AMOCRM_CLIENT_SECRET: 'wrong' },
      'AMO_WRONG_CLIENT',
      'AMOCRM_CLIENT_SECRET',
    ],
    ['a wrong id', { AMOCRM_CLIENT_ID: 'wrong' }, 'AMO_WRONG_CLIENT', 'AMOCRM_CLIENT_ID'],
  ] as const)('ends when the settings have to be changed first: %s', async (wrong, test) => {
    const [, env, code, setting] = wrong;
    const clinic = await AuthClinic.open(test);
    const { started, link } = await clinic.auth(['--json'], env);
    const page = await clinic.open(clinic.sandbox.oauth.allow(stateOf(link())), 'ru');
    expect([page.status, page.text]).toEqual([400, expect.stringContaining(code)]);
    expect(page.text).toContain(setting);
    expect(page.text).toContain('Исправьте настройки');
    expect(await started.done).toMatchObject({ code: 4, json: { error: { code } } });
  });

  it('ends when the redirect address is not the integration’s', async (test) => {
    const clinic = await AuthClinic.open(test);
    const { started, link } = await clinic.auth(['--json'], {
      AMOCRM_REDIRECT_URI: clinic.redirectUri.replace('127.0.0.1', 'localhost'),
    });
    const page = await clinic.consent(link());
    expect(page.text).toContain('Invalid grant');
    expect(await started.done).toMatchObject({
      code: 4,
      json: { error: { code: 'AMO_REDIRECT_MISMATCH' } },
    });
  });

  it('waits until Ctrl-C, which frees the port', async (test) => {
    const clinic = await AuthClinic.open(test);
    const { started } = await clinic.auth();
    started.signals.emit('SIGINT');
    expect((await started.done).code).toBe(130);
    const { started: again } = await clinic.auth();
    again.signals.emit('SIGINT');
    expect((await again.done).code).toBe(130);
  });

  it('names the port that is taken', async (test) => {
    const clinic = await AuthClinic.open(test);
    await clinic.auth();
    const second = await clinic.run(['auth', '--json']);
    expect(second).toMatchObject({ code: 1, json: { error: { code: 'SYSTEM_EADDRINUSE' } } });
  });
});
