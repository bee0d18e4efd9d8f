import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AuthClinic, stateOf } from './auth-clinic.ts';

const minute = 60_000;

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
