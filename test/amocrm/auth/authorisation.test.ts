import { describe, expect, it } from 'vitest';
import { longLivedTokens } from '../../../src/amocrm/auth/long-lived-tokens.ts';
import {
  AuthError,
  NotAuthorisedError,
  ReauthorisationNeededError,
  TokenRefusedError,
  UnauthorizedError,
} from '../../../src/amocrm/errors/auth-errors.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import type { Reply } from '../../support/http/scripted-server.ts';
import { rig, thrownBy } from '../client-under-test.ts';
import { setup, tokenEndpoint } from './token-endpoint.ts';

describe('what the token endpoint refuses', () => {
  const refusal = (status: number, hint: string, title = 'Некорректный запрос'): Reply => ({
    status,
    json: { hint, title, status, detail: 'В запросе отсутствует ряд параметров' },
  });

  it.each<[Reply, string]>([
    [refusal(400, 'Authorization code has expired'), 'AMO_CODE_EXPIRED'],
    [refusal(400, 'Authorization code has been revoked'), 'AMO_CODE_USED'],
    [refusal(400, 'Cannot decrypt the authorization code'), 'AMO_CODE_INVALID'],
    [refusal(400, 'Check the `client_id` parameter'), 'AMO_WRONG_CLIENT'],
    [refusal(400, 'Check the `client_secret` parameter'), 'AMO_WRONG_CLIENT'],
    [refusal(400, 'Redirect URI is not associated with client'), 'AMO_REDIRECT_MISMATCH'],
    [refusal(400, 'Invalid account'), 'AMO_WRONG_ACCOUNT'],
    [refusal(401, '', 'Некорректный клиент'), 'AMO_WRONG_CLIENT'],
    [refusal(400, 'Something new'), 'AMO_TOKEN_REFUSED'],
    [refusal(401, 'Token has been revoked'), 'AMO_TOKEN_REFUSED'],
    [{ status: 404, raw: '<html>' }, 'AMO_TOKEN_REFUSED'],
    [{ status: 403, raw: '<html>' }, 'AMO_RATE_BLOCKED'],
    [{ status: 504, raw: '<html>' }, 'AMO_CODE_EXCHANGE_UNKNOWN'],
    [{ cut: 'before-answer' }, 'AMO_CODE_EXCHANGE_UNKNOWN'],
  ])('of a code (%j) is said in its own words: %s', async (reply, code) => {
    await using s = await setup([reply], 'not');
    const error = await thrownBy(s.exchange('def502'));
    expect(error).toMatchObject({ code });
    expect(s.server.requests).toHaveLength(1);
    expect(s.store.saves).toEqual([]);
  });

  it.each<[Reply, string]>([
    [refusal(401, 'Token has been revoked'), 'AMO_TOKEN_REVOKED'],
    [refusal(401, 'Token has expired'), 'AMO_REFRESH_TOKEN_EXPIRED'],
  ])('of a refresh (%j) needs a new authorisation: %s', async (reply, code) => {
    await using s = await setup([reply]);
    const error = await thrownBy(s.process().refreshAfter401('access-0'));
    expect(error).toBeInstanceOf(ReauthorisationNeededError);
    expect(error).toMatchObject({ code, exit: 4, retryable: false });
  });

  it('of the client’s own name is not taken for a dead token', async () => {
    await using s = await setup([refusal(401, '', 'Некорректный клиент')]);
    const error = await thrownBy(s.process().refreshAfter401('access-0'));
    expect(error).toBeInstanceOf(TokenRefusedError);
  });
});

describe('an authorisation', () => {
  it('turns a code into a pair that all processes have', async () => {
    await using s = await setup(tokenEndpoint(), 'not');
    const [one, other] = [s.process(), s.process()];
    expect(await thrownBy(other.current())).toBeInstanceOf(NotAuthorisedError);
    await s.store.save(await s.exchange('def502'));
    expect(await one.current()).toBe('access-1');
    expect(await other.current()).toBe('access-1');
    expect(s.server.requests[0]?.body).toMatchObject({
      grant_type: 'authorization_code',
      code: 'def502',
      redirect_uri: 'https://clinic.example/callback',
    });
  });
});

describe('a 401 of the API', () => {
  const unauthorized: Reply = { status: 401, json: { title: 'Unauthorized', status: 401 } };
  const created: Reply = { json: { _embedded: { contacts: [{ id: 1, request_id: 'p1' }] } } };

  it('is answered by one refresh, for a write as well', async () => {
    await using s = await setup();
    await using r = await rig(
      ({ headers }) => (headers.authorization === 'Bearer access-1' ? created : unauthorized),
      { tokens: s.process() },
    );
    const answer = await r.client.createContacts([{ request_id: 'p1' }]);
    expect(answer.acknowledged.size).toBe(1);
    expect(s.server.requests).toHaveLength(1);
  });

  it('to the refreshed token, too, calls for a person', async () => {
    await using s = await setup();
    await using r = await rig([unauthorized], { tokens: s.process() });
    const error = await thrownBy(r.client.contacts({}));
    expect(error).toBeInstanceOf(UnauthorizedError);
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ code: 'AMO_UNAUTHORIZED', exit: 4 });
    expect(s.server.requests).toHaveLength(1);
    expect(r.server.requests).toHaveLength(2);
  });

  it('to a long-lived token names its setting and when it expired', async () => {
    const clock = new VirtualClock();
    const claims = Buffer.from('{"exp":1700000000}').toString('base64url');
    const tokens = longLivedTokens(`e30.${claims}.sign\n`, clock);
    expect(tokens.expiresAt).toBe(1_700_000_000_000);
    await using r = await rig([unauthorized], { tokens });
    const error = await thrownBy(r.client.contacts({}));
    expect(error).toBeInstanceOf(UnauthorizedError);
    if (!(error instanceof UnauthorizedError)) return;
    for (const { message } of [error.text('ru'), error.text('en')]) {
      expect(message).toContain('AMOCRM_LONG_LIVED_TOKEN');
      expect(message).toContain('2023-11-14');
    }
    expect(r.server.requests).toHaveLength(1);
  });

  it.each(['', 'opaque', 'a.b.c', `a.${Buffer.from('{"exp":"soon"}').toString('base64url')}.c`])(
    'to a long-lived token that is no JWT (%j) still names its setting',
    async (token) => {
      const tokens = longLivedTokens(token, new VirtualClock());
      expect(tokens.expiresAt).toBeNull();
      await expect(tokens.refreshAfter401(token)).rejects.toThrow('AMOCRM_LONG_LIVED_TOKEN');
    },
  );
});
