import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { SetUpDesk } from '../../src/http/set-up/set-up-desk.ts';
import { startSetUpSite } from '../../src/http/set-up/set-up-site.ts';
import { Sessions } from '../../src/http/sign-in/sessions.ts';
import { silentLogger } from '../../src/log/logger.ts';
import { openState } from '../../src/state/open-state.ts';

/** A set-up page whose clock a test moves. */
async function site() {
  const cwd = mkdtempSync(join(tmpdir(), 'site-'));
  writeFileSync(join(cwd, 'clinic.env'), '# nothing is set\n');
  const given = {
    ...{ cwd, envFile: 'clinic.env' },
    env: { DB_CLIENT: 'sqlite', DB_FILE: 'ident.db' },
  };
  const state = await openState(loadConfig({ ...given, needs: ['state'] }).state, systemClock);
  const time = { later: 0 };
  const clock = { ...systemClock, now: () => systemClock.now() + time.later };
  const log = silentLogger();
  const { signal } = new AbortController();
  const begun: string[] = [];
  const opened = await startSetUpSite({
    ...{ port: 0, host: '127.0.0.1', isContainer: false, state, clock, log, version: '1' },
    ...{ timeZone: 'Europe/Moscow', language: 'ru', sessions: new Sessions(clock, state.key) },
    pageFolder: cwd,
    desk: (accounts) =>
      new SetUpDesk({
        ...{ given, needs: ['amocrm', 'ident', 'state'], state, clock, log, signal },
        ...{ isRunning: false, isGuarded: () => accounts.hasAny() },
        onReady: () => begun.push('ready'),
      }),
  });
  onTestFinished(async () => {
    await opened[Symbol.asyncDispose]();
    await state[Symbol.asyncDispose]();
  });
  const token = new URL(opened.link).hash.replace('#token=', '');
  const visitor = { cookie: '', csrf: '' };
  const ask = async (method: 'GET' | 'POST', path: string, body?: object) => {
    const answer = await fetch(`${opened.url}/api/${path}`, {
      ...{ method, body: body === undefined ? null : JSON.stringify(body) },
      headers: {
        ...(visitor.cookie && { cookie: visitor.cookie, 'x-csrf-token': visitor.csrf }),
        ...(body && { 'content-type': 'application/json' }),
      },
    });
    visitor.cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? visitor.cookie;
    const json = Object(await answer.json());
    visitor.csrf = json.csrfToken ?? visitor.csrf;
    return { status: answer.status, json };
  };
  const byLink = async () => (await ask('POST', 'session/link', { token })).status;
  return { ask, byLink, time, given, state, begun };
}

test('the set-up link signs in for a quarter of an hour, once', async () => {
  const [early, late] = await Promise.all([site(), site()]);
  early.time.later = 15 * 60_000 - 5_000;
  expect([await early.byLink(), await early.byLink()]).toEqual([200, 401]);
  late.time.later = 15 * 60_000;
  expect(await late.byLink()).toBe(401);
  expect((await late.ask('GET', 'setup/form')).status).toBe(401);
});

test('the way of OAuth through the form: its keys are kept, access is given on the page that follows', async () => {
  const { ask, byLink, given, begun } = await site();
  await byLink();
  const save = async (values: object) =>
    (await ask('POST', 'setup/form/amocrm', { values })).json as Record<string, unknown>;
  const secret = 'Zq7-a-secret-of-the-integration';
  const keys = {
    AMOCRM_SUBDOMAIN: 'https://clinic.amocrm.ru/settings/widgets/',
    AMOCRM_CLIENT_ID: '7d1e9a2c-0000-4000-8000-000000000001',
    AMOCRM_REDIRECT_URI: 'http://localhost:8080/callback',
  };
  // Without the secret nobody could be asked for access.
  expect(await save(keys)).toMatchObject({
    ...{ saved: false, mistakes: [{ name: 'AMOCRM_CLIENT_SECRET' }] },
  });
  expect(await save({ ...keys, AMOCRM_CLIENT_SECRET: secret })).toMatchObject({
    ...{ saved: true, goesOn: false, mistakes: [] },
  });
  const { json: form } = await ask('GET', 'setup/form');
  expect(form).toMatchObject({ done: { amocrm: true, database: false } });
  expect(JSON.stringify(form)).not.toContain(secret);
  expect(loadConfig({ ...given, needs: ['amocrm'] }).amocrm).toMatchObject({
    baseUrl: 'https://clinic.amocrm.ru',
    auth: { kind: 'oauth', clientSecret: secret },
  });
  // The secret is the integration's of this account: for another one it is asked for anew.
  const other = await save({ ...keys, AMOCRM_SUBDOMAIN: 'elsewhere' });
  expect(other).toMatchObject({ saved: false, mistakes: [{ name: 'AMOCRM_CLIENT_SECRET' }] });
  expect(begun).toEqual([]);
});
