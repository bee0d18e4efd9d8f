import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { hashPassword, isPassword } from '../../../../src/http/sign-in/password-hash.ts';
import { cheapHash, Office, type OfficeOptions } from '../office.ts';

const password = 'надёжный пароль';

const small = { patients: 1, fields: false } as const;

const signIn = (office: Office, given: string, headers: Record<string, string> = {}) =>
  office.call('signIn', { body: { password: given }, headers });

describe('a password', () => {
  test('is kept as a salted hash that only the password fits', async () => {
    const hashed = await hashPassword(password);
    expect(hashed).toMatch(/^scrypt\$32768\$8\$3\$/);
    expect(hashed).not.toBe(await hashPassword(password));
    expect(await isPassword(password, hashed)).toBe(true);
    expect(await isPassword(`${password} `, hashed)).toBe(false);
    expect(await isPassword(password, 'nonsense')).toBe(false);
  });

  test('signs in: an HttpOnly cookie for this site alone, a token for changes, and a record of it', async () => {
    await using office = await Office.open({ password });
    expect((await office.call('session')).json).toEqual({
      ...{ state: 'signed-out', hasPassword: true, csrfToken: null },
      ...{ version: '1.2.3', timeZone: 'Europe/Moscow', mode: 'service' },
      ...{ user: null, role: null, hasUsers: false },
    });
    const reply = await signIn(office, password);
    expect(reply.json).toMatchObject({ state: 'signed-in' });
    expect(reply.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^ident-amocrm-session-[0-9a-f]{8}=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
      ),
    ]);
    expect((await office.call('overview')).status).toBe(200);
    expect(await office.actions()).toEqual(['sign-in']);
  });

  test('that is wrong opens nothing, and is counted: the right one has to wait as well then', async () => {
    await using office = await Office.open({ password });
    const refused = await signIn(office, 'falsch');
    expect(refused.status).toBe(401);
    expect(refused.json.error).toMatchObject({ code: 'WRONG_PASSWORD', retryable: false });
    expect(refused.headers.getSetCookie()).toEqual([]);
    expect((await office.call('overview')).status).toBe(401);
    for (let tries = 1; tries < 10; tries += 1) await signIn(office, `falsch ${tries}`);
    const late = await signIn(office, password);
    expect(late.status).toBe(429);
    expect(late.json.error).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', retryable: true });
    // Nobody outside can fill the list of actions, and so push out what is written there.
    await office.call('signOut');
    expect(await office.actions()).toEqual(Array(10).fill('sign-in-failed WRONG_PASSWORD'));
  });

  test('that is right gets in after a minute at the most, however often a stranger failed from the same address', async () => {
    await using office = await Office.open({ password });
    for (let minutes = 0; minutes < 30; minutes += 1) {
      for (let tries = 0; tries < 3; tries += 1) await signIn(office, 'falsch');
      await office.world.clock.sleep(60_000);
    }
    expect((await signIn(office, 'falsch')).status).toBe(401);
    const refused = await signIn(office, password);
    expect(refused.json.error.text.en.hint).toMatch(/in \d{1,2} s/);
    await office.world.clock.sleep(60_000);
    expect((await signIn(office, password)).status).toBe(200);
  });

  test('gets in at once from a browser that was here before, whatever strangers behind the same proxy do', async () => {
    await using office = await Office.open({ password });
    expect((await signIn(office, password)).status).toBe(200);
    const director = office.cookie;
    // Its session is over, and so is the server's memory of it.
    office.world.clock.jump(13 * 3_600_000);
    office.cookie = '';
    for (let tries = 0; tries < 12; tries += 1) await signIn(office, 'falsch');
    expect((await signIn(office, password)).status).toBe(429);
    office.cookie = director;
    expect((await signIn(office, password)).status).toBe(200);
  });

  test('is not kept out by ten networks that guess at once, as trusted proxies tell them', async () => {
    await using office = await Office.open({ password, trustProxy: ['loopback'] });
    for (let network = 0; network < 10; network += 1) {
      for (let tries = 0; tries < 12; tries += 1) {
        // One line has all the addresses of a network of 64 bits.
        const from = { 'x-forwarded-for': `2001:db8:0:${network}::${tries + 1}` };
        const { status } = await signIn(office, 'falsch', from);
        expect(status).toBe(tries < 10 ? 401 : 429);
      }
    }
    await office.world.clock.sleep(1_000);
    const director = { 'x-forwarded-for': '203.0.113.7' };
    expect((await signIn(office, password, director)).status).toBe(200);
  });

  test('set anew by another process signs everybody out', async () => {
    await using office = await Office.open({ password });
    expect((await signIn(office, password)).status).toBe(200);
    await office.world.state.meta.set('dashboardPassword', await cheapHash('neu'));
    expect((await office.call('overview')).status).toBe(401);
    expect((await signIn(office, password)).status).toBe(401);
    expect((await signIn(office, 'neu')).status).toBe(200);
  });
});

test('a password of the settings counts, and not the one that was set before', async () => {
  await using office = await Office.open({ password: 'alt', configuredPassword: password });
  expect((await signIn(office, 'alt')).status).toBe(401);
  expect((await signIn(office, password)).status).toBe(200);
});

describe('the link for the first start', () => {
  test('signs in once, and stands behind the # of the address, which is sent nowhere', async () => {
    await using office = await Office.open();
    const link = new URL(office.dashboard.signInLink(office.url) ?? '');
    expect(link.pathname).toBe('/sign-in');
    const body = { token: link.hash.replace('#token=', '') };
    expect((await office.call('signInByLink', { body })).json).toMatchObject({
      state: 'signed-in',
      hasPassword: false,
    });
    expect((await office.call('overview')).status).toBe(200);
    const again = await office.call('signInByLink', { body });
    expect(again.json.error.code).toBe('SIGN_IN_LINK_VOID');
    expect(await office.actions()).toEqual(['sign-in-link', 'sign-in-failed SIGN_IN_LINK_VOID']);
  });

  test('is void after an hour', async () => {
    await using office = await Office.open();
    const token = new URL(office.dashboard.signInLink(office.url) ?? '').hash.replace(
      '#token=',
      '',
    );
    office.world.clock.jump(3_600_001);
    expect((await office.call('signInByLink', { body: { token } })).status).toBe(401);
  });

  test('is never given out where others can reach the service', async () => {
    await using office = await Office.open({ host: '0.0.0.0', password });
    expect(office.dashboard.signInLink(office.url)).toBeNull();
  });
});

test('two installations on one computer keep their sessions beside each other in one browser', async () => {
  await using first = await Office.signedIn(small);
  await using second = await Office.signedIn(small);
  const both = `${first.cookie}; ${second.cookie}`;
  for (const office of [first, second]) {
    office.cookie = both;
    expect((await office.call('overview')).status).toBe(200);
  }
});

describe('a session', () => {
  test('ends by signing out, for good, and takes its stream of events with it', async () => {
    await using office = await Office.signedIn();
    const stream = await fetch(`${office.url}/api/events`, { headers: { cookie: office.cookie } });
    const old = office.cookie;
    expect((await office.call('signOut')).json).toMatchObject({ state: 'signed-out' });
    expect(await stream.text()).toContain('retry');
    office.cookie = old;
    expect((await office.call('overview')).status).toBe(401);
  });

  test('ends when nobody used it for twelve hours, and after a week in any case', async () => {
    await using office = await Office.signedIn();
    const hours = (n: number) => office.world.clock.jump(n * 3_600_000);
    hours(11);
    expect((await office.call('overview')).status).toBe(200);
    hours(13);
    expect((await office.call('overview')).status).toBe(401);
    await office.signInByLink();
    for (let days = 0; days < 14; days += 1) {
      hours(11.9);
      await office.call('overview');
    }
    hours(2);
    expect((await office.call('overview')).status).toBe(401);
  });

  test('changes nothing without its token, nor for a foreign page, nor under a foreign name', async () => {
    await using office = await Office.signedIn();
    const paused = async () => (await office.world.state.pauses.all()).length;
    const attempt = async (headers: Record<string, string>, code: string) => {
      const reply = await office.call('pause', { headers });
      expect(reply.json?.error.code).toBe(code);
    };
    await attempt({ 'x-csrf-token': 'guessed' }, 'CSRF_TOKEN');
    await attempt({ origin: 'https://evil.example' }, 'FOREIGN_ORIGIN');
    await attempt({ origin: 'null' }, 'FOREIGN_ORIGIN');
    await attempt({ 'sec-fetch-site': 'cross-site' }, 'FOREIGN_ORIGIN');
    expect(await paused()).toBe(0);
    expect((await office.call('pause', { headers: { origin: office.url } })).status).toBe(200);
    expect(await paused()).toBe(1);
  });
});

interface RawReply {
  readonly status: number;
  readonly cookie: string;
}

/** `fetch` may not choose a Host. */
function under(office: Office, host: string, body?: object): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const headers = { host, 'content-type': 'application/json' };
    const method = body === undefined ? 'GET' : 'POST';
    request(`${office.url}/api/session`, { method, headers }, (response) => {
      response.resume();
      const { statusCode: status = 0, headers: answered } = response;
      resolve({ status, cookie: answered['set-cookie']?.[0] ?? '' });
    })
      .on('error', reject)
      .end(body === undefined ? undefined : JSON.stringify(body));
  });
}

describe('the name under which the service is asked', () => {
  const cases: readonly [what: string, options: OfficeOptions, host: string, status: number][] = [
    ['this computer', {}, 'localhost:8090', 200],
    ['this computer by IPv6', {}, '[::1]:8090', 200],
    ['a stranger’s name that leads here', {}, 'rebound.example', 421],
    ['an address of the network, on loopback alone', {}, '192.168.1.5:8090', 421],
    ['an address of the network', { host: '0.0.0.0', password }, '192.168.1.5:8090', 200],
    ['a name of the network', { host: '0.0.0.0', password }, 'server:8090', 421],
    [
      'the name that DASHBOARD_URL says',
      { host: '0.0.0.0', password, publicUrl: new URL('https://crm.clinic.example') },
      'crm.clinic.example',
      200,
    ],
  ];
  test.each(cases)('%s', async (_what, options, host, status) => {
    await using office = await Office.open({ ...options, ...small });
    expect((await under(office, host)).status).toBe(status);
  });
});

test('behind a proxy that speaks https the cookie is for https alone', async () => {
  const publicUrl = new URL('https://crm.clinic.example');
  await using office = await Office.open({ ...small, password, host: '0.0.0.0', publicUrl });
  const atHome = await under(office, '127.0.0.1', { password });
  expect(atHome.cookie).not.toContain('Secure');
  const proxied = await under(office, publicUrl.host, { password });
  expect(proxied.cookie).toContain('; Secure');
});

test('without a password nothing is shown to a network', async () => {
  await using office = await Office.open({ host: '0.0.0.0', ...small });
  expect((await office.call('session')).json).toMatchObject({
    state: 'closed',
    hasPassword: false,
  });
  for (const path of ['/', '/runs', '/assets/main-1a2b.js']) {
    const page = await office.fetch(path, { headers: { 'accept-language': 'en' } });
    expect(page.status).toBe(403);
    expect(page.text).toContain('ident-amocrm password');
  }
  for (const name of ['overview', 'openapi', 'settings', 'events'] as const) {
    expect((await office.call(name)).json.error.code).toBe('PASSWORD_NOT_SET');
  }
  const reply = await office.call('signIn', { body: { password: 'x' } });
  expect(reply.json.error.code).toBe('PASSWORD_NOT_SET');
});
