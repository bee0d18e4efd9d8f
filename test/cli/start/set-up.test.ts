import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { freePort } from '../../support/http/free-port.ts';
import { cli, startCli, temporaryFolder } from '../cli-harness.ts';
import { unsetService } from './unset-service.ts';

const password = 'correct horse battery';
const patience = { timeout: 60_000, interval: 50 };

/** A browser without a screen. */
class Visitor {
  readonly url: string;
  cookie = '';
  csrf = '';

  constructor(url: string) {
    this.url = url;
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  async ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<any> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.cookie && { cookie: this.cookie }),
        ...(method === 'POST' && { 'x-csrf-token': this.csrf }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    this.cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? this.cookie;
    const json = Object(await answer.json());
    if (typeof json.csrfToken === 'string') this.csrf = json.csrfToken;
    return { status: answer.status, ...json };
  }
}

function statusUnder(url: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${url}/api/session`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

test('run without settings is set up on its page, goes on by itself, and writes nothing before a person says so', async ({
  onTestFinished,
}) => {
  const sandbox = await startSandbox({ rate: null });
  onTestFinished(() => sandbox.close());
  const { cwd, env, url, service } = await unsetService(sandbox);
  const linkIn = () => /http:\S+#token=(\S+)/.exec(service.stderr())?.[1];
  await vi.waitUntil(linkIn, patience);
  const token = linkIn() ?? '';

  const visitor = new Visitor(url);
  expect(await visitor.ask('GET', '/healthz')).toEqual({ status: 'set-up' });
  expect(await visitor.ask('GET', '/readyz')).toMatchObject({ status: 503, ready: false });
  expect(await statusUnder(url, `localhost:${env.HTTP_PORT}`)).toBe(200);
  expect(await statusUnder(url, 'rebound.example')).toBe(421);
  expect(await statusUnder(url, '192.168.0.10')).toBe(421);
  expect((await visitor.ask('GET', '/api/setup/form')).status).toBe(401);
  expect((await visitor.ask('GET', '/api/overview')).status).toBe(404);

  expect((await cli(['healthcheck'], { cwd, env })).code).toBe(1);

  // The link dies at its first use; a session takes over.
  const inside = await visitor.ask('POST', '/api/session/link', { token });
  expect(inside).toMatchObject({ state: 'signed-in', mode: 'set-up' });
  expect((await new Visitor(url).ask('POST', '/api/session/link', { token })).status).toBe(401);

  const form = await visitor.ask('GET', '/api/setup/form');
  expect(form).toMatchObject({
    ...{ editable: true, confirms: false, isSample: { database: true, amocrm: false } },
    done: { password: false, database: false, amocrm: false },
  });
  const weak = await visitor.ask('POST', '/api/setup/form/password', { password: '12345678' });
  expect(weak).toMatchObject({ status: 409, error: { code: 'PASSWORD_WEAK' } });
  expect(await visitor.ask('POST', '/api/setup/form/password', { password })).toMatchObject({
    state: 'signed-in',
  });
  const zone = { values: { TIMEZONE: 'Asia/Omsk' } };
  const database = await visitor.ask('POST', '/api/setup/form/database', zone);
  expect(database).toMatchObject({ saved: true, goesOn: false, mistakes: [] });
  expect(database.checks[0]).toMatchObject({ check: 'database', verdict: 'ok' });
  const amocrm = (given: string) =>
    visitor.ask('POST', '/api/setup/form/amocrm', { values: { AMOCRM_LONG_LIVED_TOKEN: given } });
  expect(await amocrm('Ё')).toMatchObject({
    saved: false,
    mistakes: [{ name: 'AMOCRM_LONG_LIVED_TOKEN' }],
  });
  const refused = await amocrm('aaa.bbb.ccc');
  expect(refused).toMatchObject({ saved: false, goesOn: false });
  expect(refused.checks).toContainEqual(
    expect.objectContaining({ check: 'amocrm', verdict: 'problem', code: 'AMO_UNAUTHORIZED' }),
  );
  // What is done stays done over a reload.
  expect((await visitor.ask('GET', '/api/setup/form')).done).toEqual({
    ...{ password: true, database: true, amocrm: false },
  });
  const good = sandbox.oauth.longLivedToken();
  expect(await amocrm(good)).toMatchObject({ saved: true, goesOn: true });

  // The service begins by itself; who was signed in still is, and nothing is written yet.
  const session = () => visitor.ask('GET', '/api/session').catch(() => ({ mode: null }));
  await vi.waitUntil(async () => (await session()).mode === 'service', patience);
  expect(await session()).toMatchObject({ state: 'signed-in', timeZone: 'Asia/Omsk' });
  expect(await visitor.ask('GET', '/api/overview')).toMatchObject({ verdict: 'setup' });
  const told = JSON.stringify(await visitor.ask('GET', '/api/setup/form'));
  expect(told).not.toContain(good);
  expect(JSON.parse(told)).toMatchObject({
    confirms: true,
    fields: {
      AMOCRM_LONG_LIVED_TOKEN: { value: null, isSet: true, given: 'saved' },
      TIMEZONE: { value: 'Asia/Omsk', given: 'saved' },
    },
  });
  expect(await cli(['status', '--json'], { cwd, env })).toMatchObject({
    code: 0,
    json: { installed: true },
  });
  expect(sandbox.crm.contacts()).toHaveLength(0);

  // Another change asks for the password once more, is written down, and the service begins anew by itself.
  const change = (confirm: object) =>
    visitor.ask('POST', '/api/setup/form/database', {
      values: { TIMEZONE: 'Asia/Tomsk' },
      ...confirm,
    });
  expect(await change({})).toMatchObject({ error: { code: 'PASSWORD_ONCE_MORE' } });
  expect(await change({ confirm: 'wrong' })).toMatchObject({ error: { code: 'WRONG_PASSWORD' } });
  expect(await change({ confirm: password })).toMatchObject({ saved: true, goesOn: true });
  await vi.waitUntil(async () => (await session()).timeZone === 'Asia/Tomsk', patience);
  const { actions } = await visitor.ask('GET', '/api/actions');
  expect(actions[0]).toMatchObject({
    action: 'save-settings',
    subject: 'TIMEZONE',
    who: 'operate',
  });

  await visitor.ask('POST', '/api/fields');
  await visitor.ask('POST', '/api/setup/start');
  await vi.waitUntil(() => sandbox.crm.contacts().length === 5, patience);
  service.signals.emit('SIGTERM');
  expect((await service.done).code).toBe(0);

  const log = readFileSync(join(cwd, 'service.log'), 'utf8');
  for (const secret of [good, password, token]) expect(log).not.toContain(secret);
  expect(service.stderr()).not.toContain(good);

  // The next start needs no page.
  const again = startCli(['run'], { cwd, env });
  await vi.waitUntil(async () => (await session()).mode === 'service', patience);
  expect(again.stderr()).not.toContain('#token=');
  again.signals.emit('SIGTERM');
  expect((await again.done).code).toBe(0);
}, 120_000);

test('a settings file that sets nothing, as systemd names it, is the set-up page too; one that sets anything is told of what it lacks', async () => {
  const cwd = temporaryFolder();
  const HTTP_PORT = String(await freePort());
  const argv = ['run', '--settings', 'clinic.env'];
  const file = join(cwd, 'clinic.env');
  writeFileSync(file, '# all of it: .env_example\nDB_HOST=\n');
  const service = startCli(argv, { cwd, env: { HTTP_PORT } });
  await vi.waitUntil(() => service.stderr().includes('#token='), patience);
  service.signals.emit('SIGTERM');
  expect((await service.done).code).toBe(0);

  writeFileSync(file, 'DB_HOST=srv\n');
  const { code, stderr } = await cli(argv, { cwd, env: { HTTP_PORT } });
  expect([code, stderr]).toEqual([2, expect.stringContaining('DB_PASSWORD: not set')]);
});
