import { readFileSync } from 'node:fs';
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

describe('auth --code', () => {
  it('takes the bare code, the whole address, and an address broken by a terminal', async (test) => {
    const clinic = await AuthClinic.open(test);
    const { oauth } = clinic.sandbox;
    const bare = oauth.allow().searchParams.get('code') ?? '';
    const whole = oauth.allow('whatever').href;
    const broken = ` "${oauth.allow().href.replace(/(.{90})/g, '$1\n')}" `;
    for (const pasted of [bare, whole, broken]) {
      const run = await clinic.run(['auth', '--code', pasted, '--json']);
      expect(run).toMatchObject({ code: 0, json: { kind: 'oauth', account: { id: 31_361_462 } } });
    }
    expect((await clinic.run(['fields', 'check'])).code).not.toBe(4);
  });

  it('says what is wrong with it, in both languages', async (test) => {
    const clinic = await AuthClinic.open(test);
    const { oauth } = clinic.sandbox;
    const used = oauth.allow().href;
    await clinic.run(['auth', '--code', used]);
    const old = oauth.allow().href;
    clinic.account.later(21 * minute);
    const elsewhere = new URL(oauth.allow());
    elsewhere.searchParams.set('referer', 'amocrm.ru@evil.example');
    for (const [pasted, code, en, ru] of [
      [used, 'AMO_CODE_USED', 'Invalid grant', 'Invalid grant'],
      [old, 'AMO_CODE_EXPIRED', '20 minutes', '20 минут'],
      ['def502rubbish', 'AMO_CODE_INVALID', 'Invalid grant', 'Invalid grant'],
      ['что-то не то', 'AMO_AUTH_CALLBACK_MALFORMED', 'copy all of it', 'целиком'],
      [oauth.deny('s').href, 'AMO_AUTH_DENIED', 'declined', 'Отклонить'],
      [elsewhere.href, 'AMO_AUTH_HOST_REFUSED', 'sent nowhere', 'никуда не отправлен'],
    ] as const) {
      const said = await clinic.run(['auth', '--code', pasted, '--json']);
      expect(said).toMatchObject({ code: 4, json: { error: { code } } });
      expect(said.stderr).toContain(en);
      // The code of a second try is used up, or as wrong as before.
      const again = await clinic.run(['auth', '--code', pasted, '--lang', 'ru']);
      expect(again.stderr).toContain(ru);
    }
  });
});

describe('auth with a long-lived token', () => {
  it('tells how IDENT installs its server where the database is not named yet', async (test) => {
    const clinic = await AuthClinic.open(test);
    const token = { AMOCRM_LONG_LIVED_TOKEN: clinic.sandbox.oauth.longLivedToken() };
    const { stderr } = await clinic.run(['auth'], { ...token, DB_CLIENT: 'mssql' });
    expect(stderr).toContain('DB_HOST=server\\PZSQLSERVER, DB_NAME=PZ');
    const named = { ...token, DB_CLIENT: 'mssql', DB_HOST: 'srv' };
    expect((await clinic.run(['auth'], named)).stderr).not.toContain('PZSQLSERVER');
    const sample = { ...token, DB_CLIENT: 'sqlite' };
    expect((await clinic.run(['auth'], sample)).stderr).not.toContain('PZSQLSERVER');
  });

  it('says whose it is, until when, and that nothing more is needed', async (test) => {
    const clinic = await AuthClinic.open(test);
    const token = clinic.sandbox.oauth.longLivedToken({ days: 30 });
    await clinic.state(({ pauses }) =>
      pauses.set({ reason: 'auth', since: 1, code: 'AMO_UNAUTHORIZED', actor: 'service' }),
    );
    const run = await clinic.run(['auth', '--lang', 'ru'], { AMOCRM_LONG_LIVED_TOKEN: token });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('аккаунт 31361462');
    expect(run.stdout).toMatch(/Долгосрочный токен действует до \d\d\.\d\d\.\d{4}/);
    expect(run.stderr).toContain('больше ничего не нужно');
    expect(await clinic.state(({ pauses }) => pauses.all())).toEqual([]);
  });

  it('that amoCRM refuses ends with 4, and with what to do', async (test) => {
    const clinic = await AuthClinic.open(test);
    const token = clinic.sandbox.oauth.longLivedToken();
    clinic.sandbox.oauth.revokeAll();
    const run = await clinic.run(['auth', '--json'], { AMOCRM_LONG_LIVED_TOKEN: token });
    expect(run).toMatchObject({ code: 4, json: { error: { code: 'AMO_UNAUTHORIZED' } } });
    expect(run.stderr).toContain('Issue a new token');
  });

  it('needs no code', async (test) => {
    const clinic = await AuthClinic.open(test);
    const token = clinic.sandbox.oauth.longLivedToken();
    const run = await clinic.run(['auth', '--code', 'x'], { AMOCRM_LONG_LIVED_TOKEN: token });
    expect(run).toMatchObject({ code: 2 });
    expect(run.stderr).toContain('no authorisation code is needed');
  });

  it('is not even needed before the built-in sandbox', async (test) => {
    const clinic = await AuthClinic.open(test);
    const run = await clinic.run(['auth', '--json'], { USE_MOCK_AMOCRM: 'true' });
    expect(run).toMatchObject({ code: 0, json: { kind: 'mock' } });
  });
});

describe('auth', () => {
  it('says and logs no code, token or secret, whatever happens', async (test) => {
    const clinic = await AuthClinic.open(test);
    const { oauth } = clinic.sandbox;
    const secrets: string[] = [oauth.integration.clientSecret];
    const { started, link } = await clinic.auth();
    for (const referer of ['evil.example', new URL(clinic.sandbox.url).host]) {
      const address = oauth.allow(stateOf(link()));
      address.searchParams.set('referer', referer);
      secrets.push(address.searchParams.get('code') ?? '');
      await clinic.open(address);
      await expect.poll(() => started.stderr() + started.stdout()).toMatch(/No access|connected/);
      if (referer === 'evil.example') await expect.poll(() => link().search).not.toBe('');
    }
    clinic.said.push(started.stdout(), started.stderr());
    for (const pasted of [oauth.allow().href, oauth.allow().searchParams.get('code') ?? '']) {
      secrets.push(new URL(pasted, oauth.allow()).searchParams.get('code') ?? pasted);
      await clinic.run(['auth', '--code', pasted]);
      await clinic.run(['auth', '--code', pasted]);
    }
    const token = oauth.longLivedToken();
    await clinic.run(['auth'], { AMOCRM_LONG_LIVED_TOKEN: token });
    const pair = await clinic.state(({ tokens }) => tokens.load());
    secrets.push(token, pair?.accessToken ?? '', pair?.refreshToken ?? '');
    const everything = [...clinic.said, readFileSync(clinic.logFile, 'utf8')].join('\n');
    expect(everything).toContain('amoCRM authorised');
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(9);
      expect(everything).not.toContain(secret);
    }
  });
});
