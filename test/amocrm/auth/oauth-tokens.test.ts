import { describe, expect, it } from 'vitest';
import { longLivedTokens } from '../../../src/amocrm/auth/long-lived-tokens.ts';
import { oauthTokens } from '../../../src/amocrm/auth/oauth-tokens.ts';
import { exchangeCode } from '../../../src/amocrm/auth/token-endpoint.ts';
import type { TokenPair } from '../../../src/amocrm/auth/token-store.ts';
import {
  AuthError,
  NotAuthorisedError,
  ReauthorisationNeededError,
  RefreshUnknownError,
  TokenRefusedError,
  UnauthorizedError,
} from '../../../src/amocrm/errors/auth-errors.ts';
import { UnreachableError } from '../../../src/amocrm/errors/errors.ts';
import { createLimiter } from '../../../src/amocrm/limiter/limiter.ts';
import { memorySlotStore } from '../../../src/amocrm/limiter/memory-slot-store.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import {
  deadUrl,
  type Reply,
  type ScriptedRequest,
  type ScriptedServer,
  scriptedServer,
} from '../../support/http/scripted-server.ts';
import { rig, thrownBy } from '../client-under-test.ts';
import { type MemoryTokenStore, memoryTokenStore } from './memory-token-store.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** A token endpoint with one-time refresh tokens, as amoCRM's: `lose` answers are carried out but not answered. */
function tokenEndpoint(lose: (count: number) => Reply | null = () => null) {
  let generation = 0;
  return ({ body }: ScriptedRequest, count: number): Reply => {
    const { refresh_token: sent } = body as { refresh_token?: string }; // only our client asks
    if (sent !== undefined && sent !== `refresh-${generation}`) {
      return { status: 401, json: { hint: 'Token has been revoked', status: 401 } };
    }
    const lost = lose(count);
    if (lost !== null && lost.status === 500) return lost;
    generation += 1;
    return (
      lost ?? {
        json: {
          token_type: 'Bearer',
          expires_in: 86_400,
          server_time: 1,
          access_token: `access-${generation}`,
          refresh_token: `refresh-${generation}`,
        },
      }
    );
  };
}

interface Setup extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly store: MemoryTokenStore;
  readonly server: ScriptedServer;
  /** Tokens as another process would have them: the same store, nothing else shared. */
  process(baseUrl?: string): ReturnType<typeof oauthTokens>;
  /** The pair for a code; nobody has it yet. */
  exchange(code: string): Promise<TokenPair>;
}

async function setup(
  script: Parameters<typeof scriptedServer>[0] = tokenEndpoint(),
  first: 'authorised' | 'not' = 'authorised',
  lifetime = day,
): Promise<Setup> {
  const clock = new VirtualClock();
  const server = await scriptedServer(script, clock.serverSide());
  const pair: TokenPair = {
    accessToken: 'access-0',
    refreshToken: 'refresh-0',
    issuedAt: clock.now(),
    expiresAt: clock.now() + lifetime,
  };
  const store = memoryTokenStore(first === 'not' ? null : pair);
  const slots = memorySlotStore();
  const client = (baseUrl: string) => ({
    clock,
    baseUrl,
    clientId: 'client',
    clientSecret: 'secret',
    redirectUri: 'https://clinic.example/callback',
    fetch: clock.wrapFetch(fetch),
    limiter: createLimiter({ store: slots, clock, random: () => 0.5 }),
  });
  return {
    clock,
    store,
    server,
    process: (baseUrl = server.url) =>
      oauthTokens({ ...client(baseUrl), store, random: () => 0.5 }),
    exchange: (code) => exchangeCode(client(server.url), code),
    [Symbol.asyncDispose]: async () => {
      clock.stop();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('a refresh', () => {
  it('sends what amoCRM asks for, and saves the pair before anybody gets it', async () => {
    await using s = await setup();
    const tokens = s.process();
    const token = await tokens.refreshAfter401('access-0');
    expect(token).toBe('access-1');
    expect(s.store.saves).toEqual([
      {
        accessToken: 'access-1',
        refreshToken: 'refresh-1',
        issuedAt: s.clock.now(),
        expiresAt: s.clock.now() + day,
      },
    ]);
    expect(s.server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/oauth2/access_token',
      body: {
        client_id: 'client',
        client_secret: 'secret',
        grant_type: 'refresh_token',
        refresh_token: 'refresh-0',
        redirect_uri: 'https://clinic.example/callback',
      },
    });
  });

  it('happens once, however many calls of however many processes ask for it', async () => {
    await using s = await setup();
    const processes = [s.process(), s.process(), s.process()];
    const tokens = await Promise.all(
      processes.flatMap((one) => [
        one.refreshAfter401('access-0'),
        one.refreshAfter401('access-0'),
        one.current(),
      ]),
    );
    expect(s.server.requests).toHaveLength(1);
    expect(tokens.filter((token) => token !== 'access-0')).not.toHaveLength(0);
    expect(await processes[2]?.refreshAfter401('access-0')).toBe('access-1');
    expect(s.server.requests).toHaveLength(1);
  });

  it('that cannot be saved is not used, and saved before anything else happens', async () => {
    await using s = await setup();
    const tokens = s.process();
    s.store.failNextSave();
    await expect(tokens.refreshAfter401('access-0')).rejects.toThrow('disk full');
    expect(await tokens.current()).toBe('access-1');
    expect(s.store.saves).toHaveLength(1);
    expect(s.server.requests).toHaveLength(1);
  });

  it('that could not be saved gives way to what a person has authorised meanwhile', async () => {
    await using s = await setup();
    const tokens = s.process();
    s.store.failNextSave();
    await expect(tokens.refreshAfter401('access-0')).rejects.toThrow('disk full');
    const now = s.clock.now();
    const authorised: TokenPair = {
      ...{ accessToken: 'access-new', refreshToken: 'refresh-new' },
      ...{ issuedAt: now, expiresAt: now + day },
    };
    await s.store.save(authorised);
    expect(await tokens.current()).toBe('access-new');
    await tokens.prepare(hour);
    expect(s.store.saves).toEqual([authorised]);
  });

  it('is made ahead of need when a pass begins, not in its middle', async () => {
    await using s = await setup();
    const tokens = s.process();
    await tokens.prepare(hour);
    expect(s.server.requests).toHaveLength(0);
    await s.clock.advance(19.9 * hour);
    await tokens.prepare(hour);
    expect(await tokens.current()).toBe('access-0');
    await s.clock.advance(0.2 * hour);
    expect(await tokens.current()).toBe('access-0');
    await tokens.prepare(hour);
    expect(await tokens.current()).toBe('access-1');
    expect(s.server.requests).toHaveLength(1);
  });

  it('comes in mid-pass only when the token is about to end', async () => {
    await using s = await setup();
    const tokens = s.process();
    await s.clock.advance(day - 61_000);
    expect(await tokens.current()).toBe('access-0');
    await s.clock.advance(2000);
    expect(await tokens.current()).toBe('access-1');
  });

  it.each([
    ['of ten minutes, in its second half', hour / 6, 0, hour / 12],
    ['of three hours, in its last', 3 * hour, 0, hour],
    ['of a day, in its last sixth', day, 0, 4 * hour],
    [
      'of a day that a pass wants for longer than it lives, in its second half',
      day,
      100 * hour,
      day / 2,
    ],
  ])('ahead of need comes for a token %s', async (_, lifetime, wanted, ahead) => {
    await using s = await setup(tokenEndpoint(), 'authorised', lifetime);
    const tokens = s.process();
    await s.clock.advance(lifetime - ahead - 1000);
    await tokens.prepare(wanted);
    expect(s.server.requests).toHaveLength(0);
    await s.clock.advance(2000);
    await tokens.prepare(wanted);
    expect(s.server.requests).toHaveLength(1);
  });

  it('ahead of need may fail for now; the pass goes on with the token it has', async () => {
    await using s = await setup();
    const tokens = s.process(await deadUrl());
    await s.clock.advance(21 * hour);
    await tokens.prepare(hour);
    expect(await tokens.current()).toBe('access-0');
    await s.clock.advance(2.5 * hour);
    expect(await thrownBy(tokens.prepare(hour))).toBeInstanceOf(UnreachableError);
  });

  it('waits out a 429', async () => {
    await using s = await setup((request, count) =>
      count === 0 ? { status: 429, json: { retry_after: 10 } } : tokenEndpoint()(request, count),
    );
    expect(await s.process().refreshAfter401('access-0')).toBe('access-1');
    expect(s.clock.elapsed).toBe(10_000);
  });
});

describe('a refresh whose answer is lost', () => {
  const lostOnce = (reply: Reply) => tokenEndpoint((count) => (count === 0 ? reply : null));

  it('before it was carried out works when the same token is tried once more', async () => {
    await using s = await setup(lostOnce({ status: 500, raw: 'oops' }));
    expect(await s.process().refreshAfter401('access-0')).toBe('access-1');
  });

  it.each<[string, Reply]>([
    ['a broken connection', { cut: 'before-answer' }],
    ['half an answer', { json: { access_token: 'access-1' }, cut: 'in-body' }],
    ['silence', { json: {}, delayMs: 31_000 }],
    ['HTML', { raw: '<html>' }],
    ['a 504', { status: 504, raw: '' }],
  ])('after it was carried out (%s) cannot be healed: a person is called', async (_, reply) => {
    await using s = await setup(lostOnce(reply));
    const error = await thrownBy(s.process().refreshAfter401('access-0'));
    expect(error).toBeInstanceOf(ReauthorisationNeededError);
    expect(error).toMatchObject({ code: 'AMO_TOKEN_REFRESH_LOST', exit: 4, retryable: false });
    expect(s.server.requests).toHaveLength(2);
  });

  it('twice leaves it open, and the next call finds out', async () => {
    await using s = await setup(
      tokenEndpoint((count) => (count < 2 ? { status: 500, raw: '' } : null)),
    );
    const tokens = s.process();
    const error = await thrownBy(tokens.refreshAfter401('access-0'));
    expect(error).toBeInstanceOf(RefreshUnknownError);
    expect(error).toMatchObject({ code: 'AMO_TOKEN_REFRESH_UNKNOWN', exit: 5, retryable: true });
    expect(await tokens.refreshAfter401('access-0')).toBe('access-1');
  });

  it('because nobody listens was never sent: it is merely unreachable', async () => {
    await using s = await setup();
    const error = await thrownBy(s.process(await deadUrl()).refreshAfter401('access-0'));
    expect(error).toBeInstanceOf(UnreachableError);
  });
});

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
