import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastify } from 'fastify';
import { pino } from 'pino';
import { describe, expect, it, type TestContext } from 'vitest';
import { longLivedTokens } from '../../src/amocrm/auth/long-lived-tokens.ts';
import { createLimiter } from '../../src/amocrm/limiter/limiter.ts';
import { AmoLine } from '../../src/clinic/amo-line.ts';
import { type Authorisation, createAuthorisation } from '../../src/clinic/authorisation.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import { startAuthServer } from '../../src/http/oauth/auth-server.ts';
import { listenAddress } from '../../src/http/oauth/listen-address.ts';
import { type OAuthCallbackOptions, oauthCallback } from '../../src/http/oauth/oauth-callback.ts';
import { addSecurityHeaders } from '../../src/http/security-headers.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { openState } from '../../src/state/open-state.ts';

type Outcome = Parameters<NonNullable<OAuthCallbackOptions['onOutcome']>>[0];

/** An authorisation between a sandbox and a state of its own, in a time that can be put forward. */
async function authorisationOf({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  let ahead = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead };
  const folder = mkdtempSync(join(tmpdir(), 'oauth-'));
  const source = { file: join(folder, 'state.db'), keyFile: join(folder, 'state.key') };
  const state = await openState(source, clock);
  const sandbox = await startSandbox({ clock, rate: null });
  onTestFinished(async () => {
    await sandbox.close();
    await state.close();
  });
  const log = pino({ level: 'silent' });
  const authorisation = createAuthorisation({
    ...{ state, source, clock, actor: 'dashboard' },
    integration: sandbox.oauth.integration,
    line: new AmoLine({
      ...{ baseUrl: sandbox.url, clock, log },
      tokens: longLivedTokens('none', clock),
      limiter: createLimiter({ store: state.slots, clock }),
    }),
    log,
  });
  const later = (ms: number) => {
    ahead += ms;
  };
  return { authorisation, sandbox, state, later };
}

interface Place extends Partial<OAuthCallbackOptions> {
  readonly authorisation: Authorisation;
}

const shared = {
  redirectUri: 'http://clinic.example/hooks/amo:1',
  accountHost: 'clinic.amocrm.ru',
  language: 'ru',
} as const;

async function authSite({ onTestFinished }: Pick<TestContext, 'onTestFinished'>, place: Place) {
  const listen = { host: '127.0.0.1', port: 0 };
  const server = await startAuthServer({ ...shared, ...place, listen });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const url = `http://127.0.0.1:${server.port}`;
  return (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, init);
}

/** The status of a path that `fetch` would tidy up before sending it. */
const rawStatus = (port: number, path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

describe('the server of `auth`', () => {
  it('serves the first page and the callback, and nothing else', async (test) => {
    const { authorisation } = await authorisationOf(test);
    const get = await authSite(test, { authorisation });
    expect((await get('/')).status).toBe(200);
    expect((await get('/hooks/amo:1')).status).toBe(200);
    expect((await get('/hooks/amo:1/')).status).toBe(200);
    for (const path of ['/x', '/hooks', '/hooks/amo', '/favicon.ico', '/.env', '/metrics']) {
      const answer = await get(path, { headers: { 'accept-language': 'en' } });
      expect([path, answer.status]).toEqual([path, 404]);
      expect(await answer.text()).toContain('There is no such page');
    }
    const { state } = authorisation.begin();
    for (const method of ['POST', 'HEAD', 'PUT', 'OPTIONS']) {
      const answer = await get(`/hooks/amo:1?code=x&state=${state}`, { method });
      expect([method, answer.status]).toEqual([method, 404]);
    }
    const port = Number(new URL((await get('/')).url).port);
    expect(await rawStatus(port, '/%zz')).toBe(404);
    expect(await rawStatus(port, '/../etc/passwd')).toBe(404);
  });

  it('gives out a link of its own to everybody who asks', async (test) => {
    const { authorisation } = await authorisationOf(test);
    const get = await authSite(test, { authorisation });
    const link = async () => /href="([^"]+\/oauth[^"]+)"/.exec(await (await get('/')).text())?.[1];
    const [one, other] = [await link(), await link()];
    expect(one).toContain('mode=post_message');
    expect(one).not.toBe(other);
  });

  it('lets nothing run, load, frame or remember its pages', async (test) => {
    const { authorisation } = await authorisationOf(test);
    const get = await authSite(test, { authorisation });
    for (const path of ['/', '/x', '/hooks/amo:1?code=%3Cscript%3E&state=%22%3E%3Cscript%3E']) {
      const answer = await get(path);
      const html = await answer.text();
      const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? '';
      const hash = createHash('sha256').update(style).digest('base64');
      expect(answer.headers.get('content-security-policy')).toBe(
        `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      );
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(html).not.toContain('<script');
    }
  });

  it.for([
    ['en-GB,en;q=0.9,ru;q=0.8', 'en'],
    ['ru-RU,ru;q=0.9,en;q=0.8', 'ru'],
    ['de,en;q=0.3,ru;q=0.7', 'ru'],
    ['en;q=0,de', 'ru'],
    ['rubbish;;q=,,', 'ru'],
    ['*', 'ru'],
  ] as const)('speaks the language of the browser: %s', async ([header, language], test) => {
    const { authorisation } = await authorisationOf(test);
    const get = await authSite(test, { authorisation });
    const answer = await get('/', { headers: { 'accept-language': header } });
    expect(await answer.text()).toContain(`<html lang="${language}">`);
  });

  it('refuses a link that is older than an hour', async (test) => {
    const { authorisation, sandbox, later } = await authorisationOf(test);
    const get = await authSite(test, { authorisation });
    const { state } = authorisation.begin();
    later(61 * 60_000);
    const { search } = sandbox.oauth.allow(state);
    const answer = await get(`/hooks/amo:1${search}`, { headers: { 'accept-language': 'en' } });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('AMO_AUTH_STATE_EXPIRED');
  });

  it('lets a link be used once, however many use it at the same time', async (test) => {
    const { authorisation, sandbox } = await authorisationOf(test);
    const get = await authSite(test, { authorisation });
    const { search } = sandbox.oauth.allow(authorisation.begin().state);
    const answers = await Promise.all([1, 2, 3].map(() => get(`/hooks/amo:1${search}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  });

  it('tells a bug to nobody but its owner', async (test) => {
    const { authorisation } = await authorisationOf(test);
    const told = Promise.withResolvers<Outcome>();
    const get = await authSite(test, {
      authorisation: {
        ...authorisation,
        finish: () => Promise.reject(new TypeError('of no concern to strangers')),
      },
      onOutcome: told.resolve,
    });
    const answer = await get('/hooks/amo:1?code=x');
    expect(answer.status).toBe(500);
    const html = await answer.text();
    expect(html).toContain('Внутренняя ошибка ident-amocrm');
    expect(html).not.toContain('of no concern');
    expect(await told.promise).toMatchObject({ kind: 'broken', error: expect.any(TypeError) });
  });
});

describe('the callback in a site of somebody else’s', () => {
  async function mounted(test: TestContext) {
    const parts = await authorisationOf(test);
    const app = fastify();
    addSecurityHeaders(app);
    const outcomes: Outcome[] = [];
    await app.register(oauthCallback, {
      ...shared,
      authorisation: parts.authorisation,
      home: '/setup',
      onOutcome: (outcome) => outcomes.push(outcome),
    });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    test.onTestFinished(() => app.close());
    return { ...parts, outcomes, get: (search: string) => fetch(`${url}/hooks/amo:1${search}`) };
  }

  it('leads back to that site, and gives no link to strangers', async (test) => {
    const { get } = await mounted(test);
    for (const search of ['', '?code=x', '?code=x&state=y']) {
      const html = await (await get(search)).text();
      expect(html).toContain('href="/setup"');
      expect(html).not.toContain('client_id');
    }
  });

  it('connects the account, and tells of it when the page is sent', async (test) => {
    const { get, authorisation, sandbox, state, outcomes } = await mounted(test);
    const { search } = sandbox.oauth.allow(authorisation.begin().state);
    const page = await get(search);
    expect(await page.text()).toContain('Стоматология «Песочница»');
    await expect.poll(() => outcomes).toHaveLength(1);
    expect(outcomes[0]).toMatchObject({
      kind: 'connected',
      connection: { account: { id: 31_361_462 }, isConfigured: true, formerAccountId: null },
    });
    expect(await state.actions.latest(1)).toMatchObject([
      { action: 'authorise', actor: 'dashboard' },
    ]);
  });
});

describe('where `auth` listens', () => {
  it.each([
    ['http://127.0.0.1:8081/callback', '127.0.0.1', '127.0.0.1', 8081],
    ['http://localhost/callback', '127.0.0.1', '127.0.0.1', 8080],
    ['http://[::1]:9000/callback', '127.0.0.1', '::1', 9000],
    ['http://your-server.com:8080/callback', '127.0.0.1', '0.0.0.0', 8080],
    ['http://your-server.com/callback', '127.0.0.1', '0.0.0.0', 8080],
    ['https://your-server.com/callback', '127.0.0.1', '0.0.0.0', 8080],
    ['https://your-server.com:8443/callback', '127.0.0.1', '0.0.0.0', 8080],
    ['http://localhost:8080/callback', '0.0.0.0', '0.0.0.0', 8080],
  ])('%s, HTTP_HOST %s: %s port %i', (redirectUri, serviceHost, host, port) => {
    expect(listenAddress(redirectUri, serviceHost)).toEqual({ host, port });
  });

  it('is what the person says, first of all', () => {
    const wish = { host: '10.0.0.1', port: 9 };
    expect(listenAddress('http://localhost:8080/', '127.0.0.1', wish)).toEqual(wish);
  });
});
