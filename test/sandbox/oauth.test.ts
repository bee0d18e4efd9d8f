import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../support/clock/virtual-clock.ts';
import { apiOf, sandboxApi } from './support/api.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

async function oauthApi() {
  const clock = new VirtualClock();
  const { sandbox, call } = await sandboxApi({ clock: clock.serverSide() });
  const { clientId, clientSecret, redirectUri } = sandbox.oauth.integration;
  const client = { client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri };
  const token = (params: object) => call('POST', '/oauth2/access_token', { ...client, ...params });
  const exchange = (code: string | null) => token({ grant_type: 'authorization_code', code });
  const refresh = (refreshToken: string) =>
    token({ grant_type: 'refresh_token', refresh_token: refreshToken });
  const newCode = () => sandbox.oauth.allow('s').searchParams.get('code');
  const account = (accessToken: string) =>
    apiOf(sandbox, accessToken).call('GET', '/api/v4/account');
  return { clock, sandbox, call, client, token, exchange, refresh, newCode, account };
}

const claimsOf = (jwt: string) =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());

describe('the consent page', () => {
  it('sends the browser back with a code, the state and the account’s host', async () => {
    const { sandbox, call, exchange } = await oauthApi();
    const { clientId } = sandbox.oauth.integration;
    const page = await call('GET', `/oauth?client_id=${clientId}&state=a%22b&mode=popup`);
    expect(page.text).toContain('Разрешить');
    expect(page.text).toContain('value="a&quot;b"');
    const form = new URLSearchParams({ client_id: clientId, state: 'a"b', answer: 'allow' });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const reply = await call('POST', '/oauth', String(form), headers);
    const target = new URL(reply.headers.get('location') ?? '');
    expect(reply.status).toBe(302);
    expect(target.href).toContain(sandbox.oauth.integration.redirectUri);
    expect(Object.fromEntries(target.searchParams)).toEqual({
      code: expect.any(String),
      state: 'a"b',
      referer: new URL(sandbox.url).host,
      platform: '1',
      client_id: clientId,
    });
    expect((await exchange(target.searchParams.get('code'))).status).toBe(200);
  });

  it('sends the browser back with access_denied when the administrator declines', async () => {
    const { sandbox, call } = await oauthApi();
    const form = new URLSearchParams({
      client_id: sandbox.oauth.integration.clientId,
      state: 's',
      answer: 'deny',
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const reply = await call('POST', '/oauth', String(form), headers);
    const target = new URL(reply.headers.get('location') ?? '');
    expect(Object.fromEntries(target.searchParams)).toEqual({ error: 'access_denied', state: 's' });
  });

  it('says so when the integration or its address is another one', async () => {
    const { sandbox, call } = await oauthApi();
    const { clientId, redirectUri } = sandbox.oauth.integration;
    expect((await call('GET', '/oauth?client_id=other')).status).toBe(400);
    const address = (uri: string) =>
      call(
        'GET',
        `/oauth?mode=request&client_id=${clientId}&response_type=code&redirect_uri=${encodeURIComponent(uri)}`,
      );
    expect((await address('http://elsewhere/')).status).toBe(400);
    expect((await address(redirectUri)).status).toBe(200);
  });
});

describe('the token endpoint', () => {
  it('changes a code into a day’s access and a refresh token', async () => {
    const { sandbox, exchange, newCode, account } = await oauthApi();
    const reply = await exchange(newCode());
    expect(reply).toMatchObject({ status: 200, type: 'application/json' });
    expect(reply.json).toMatchObject({ token_type: 'Bearer', expires_in: 86_400 });
    expect(claimsOf(reply.json.access_token)).toMatchObject({
      aud: sandbox.oauth.integration.clientId,
      account_id: sandbox.account.id,
      base_domain: 'amocrm.ru',
      api_domain: new URL(sandbox.url).host,
      exp: reply.json.server_time + 86_400,
      scopes: expect.arrayContaining(['crm']),
      jti: expect.any(String),
    });
    expect((await account(reply.json.access_token)).status).toBe(200);
  });

  it('takes a form as well as JSON', async () => {
    const { call, client, newCode } = await oauthApi();
    const form = new URLSearchParams({
      ...client,
      grant_type: 'authorization_code',
      code: newCode() ?? '',
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await call('POST', '/oauth2/access_token', String(form), headers)).status).toBe(200);
  });

  it('gives the recorded hint for every failure', async () => {
    const { clock, token, exchange, refresh, newCode } = await oauthApi();
    const hint = async (reply: ReturnType<typeof token>) => {
      const { status, json } = await reply;
      return `${status} ${json.hint ?? json.title}`;
    };
    const used = newCode();
    await exchange(used);
    const old = newCode();
    await clock.advance(20 * minute);
    expect(await hint(exchange(old))).toBe('400 Authorization code has expired');
    expect(await hint(exchange(used))).toBe('400 Authorization code has been revoked');
    expect(await hint(exchange('rubbish'))).toBe('400 Cannot decrypt the authorization code');
    expect(await hint(token({ client_id: undefined }))).toBe('400 Check the `client_id` parameter');
    expect(await hint(token({ client_secret: '' }))).toBe(
      '400 Check the `client_secret` parameter',
    );
    expect(await hint(token({ client_secret: 'x', grant_type: 'refresh_token' }))).toBe(
      '401 Некорректный клиент',
    );
    const other = { grant_type: 'authorization_code', code: newCode(), redirect_uri: 'http://x/' };
    expect(await hint(token(other))).toBe('400 Redirect URI is not associated with client');
    expect(await hint(refresh('rubbish'))).toBe('401 Cannot decrypt the refresh token');
  });

  it('answers its errors in the recorded body', async () => {
    const { exchange } = await oauthApi();
    const reply = await exchange('rubbish');
    expect(reply.type).toBe('application/json');
    expect(reply.text).toBe(
      '{"hint":"Cannot decrypt the authorization code","title":"Некорректный запрос",' +
        '"type":"https://developers.amocrm.ru/v3/errors/OAuthProblemJson","status":400,' +
        '"detail":"В запросе отсутствует ряд параметров или параметры невалидны"}',
    );
  });

  it('takes a refresh token once', async () => {
    const { exchange, refresh, newCode, account } = await oauthApi();
    const first = (await exchange(newCode())).json;
    const second = await refresh(first.refresh_token);
    expect(second.status).toBe(200);
    expect(second.json.refresh_token).not.toBe(first.refresh_token);
    expect(await refresh(first.refresh_token)).toMatchObject({
      status: 401,
      json: { hint: 'Token has been revoked' },
    });
    expect((await account(first.access_token)).status).toBe(200);
    expect((await account(second.json.access_token)).status).toBe(200);
  });

  it('loses the pair for good when the answer to a refresh is lost', async () => {
    const { sandbox, exchange, refresh, newCode } = await oauthApi();
    const { refresh_token } = (await exchange(newCode())).json;
    sandbox.faults.add({ match: { path: '/oauth2/' }, fault: { kind: 'drop', when: 'after' } });
    await expect(refresh(refresh_token)).rejects.toThrow();
    expect((await refresh(refresh_token)).json.hint).toBe('Token has been revoked');
  });

  it('lets an access token live a day and a refresh token three months', async () => {
    const { clock, exchange, refresh, newCode, account } = await oauthApi();
    const pair = (await exchange(newCode())).json;
    await clock.advance(day - 1000);
    expect((await account(pair.access_token)).status).toBe(200);
    await clock.advance(1000);
    expect(await account(pair.access_token)).toMatchObject({
      status: 401,
      type: 'application/problem+json',
      text: '{"title":"Unauthorized","type":"https://httpstatus.es/401","status":401,"detail":"Неверный логин или пароль"}',
    });
    await clock.advance(89 * day);
    expect((await refresh(pair.refresh_token)).status).toBe(401);
  });

  it('tells where the account lives to who has a refresh token', async () => {
    const { sandbox, call, exchange, newCode } = await oauthApi();
    const { refresh_token } = (await exchange(newCode())).json;
    const ask = (token: string) =>
      call('GET', '/oauth2/account/current/subdomain', undefined, { 'x-refresh-token': token });
    expect((await ask(refresh_token)).json).toEqual({
      id: sandbox.account.id,
      subdomain: sandbox.account.subdomain,
      domain: new URL(sandbox.url).host,
      top_level_domain: 'ru',
    });
    expect((await ask('other')).status).toBe(401);
  });
});

describe('access', () => {
  it('is refused without a token, with a foreign one and after a change to it', async () => {
    const { sandbox, account } = await oauthApi();
    const other = await sandboxApi();
    const token = sandbox.oauth.longLivedToken();
    const [header, , signature] = token.split('.');
    const claims = Buffer.from(JSON.stringify({ ...claimsOf(token), sub: '1' })).toString(
      'base64url',
    );
    expect((await account('')).status).toBe(401);
    expect((await account(other.sandbox.oauth.longLivedToken())).status).toBe(401);
    expect((await account(`${header}.${claims}.${signature}`)).status).toBe(401);
    expect((await account(token)).status).toBe(200);
  });

  it('ends with the days of a long-lived token', async () => {
    const { clock, sandbox, account } = await oauthApi();
    const token = sandbox.oauth.longLivedToken({ days: 2 });
    await clock.advance(2 * day - 1000);
    expect((await account(token)).status).toBe(200);
    await clock.advance(1000);
    expect((await account(token)).status).toBe(401);
  });

  it('ends when all access is revoked, and while the integration is off', async () => {
    const { sandbox, exchange, refresh, newCode, account } = await oauthApi();
    const pair = (await exchange(newCode())).json;
    sandbox.oauth.revokeAll();
    expect((await account(pair.access_token)).status).toBe(401);
    expect((await refresh(pair.refresh_token)).json.hint).toBe('Token has been revoked');
    sandbox.oauth.setEnabled(false);
    expect((await exchange(newCode())).status).toBe(401);
    sandbox.oauth.setEnabled(true);
    expect((await exchange(newCode())).status).toBe(200);
  });
});
