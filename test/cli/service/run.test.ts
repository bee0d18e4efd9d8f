import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { scaledClock } from '../../support/clock/scaled-clock.ts';
import { freePort } from '../../support/http/free-port.ts';
import { startCli } from '../cli-harness.ts';
import { Clinic } from '../clinic.ts';
import { ServiceProcess, spawnCli } from './service-process.ts';

const loaded = ({ mode, outcome }: Readonly<Record<string, unknown>>) =>
  mode === 'deep' && outcome === 'ok';

describe('run, in a process of its own', { timeout: 180_000 }, () => {
  it('waits for the word before a first load, works beside the other commands, lets a second service wait, and ends with 0', async () => {
    const clinic = await Clinic.mocked(15);
    const service = await ServiceProcess.start(clinic, { FIRST_LOAD: 'ask' });
    expect(service.log.find(({ msg }) => msg === 'service started')).toMatchObject({
      ...{ level: 'info', intervalMs: 5000, timeZone: 'Europe/Moscow' },
      ...{ deepHours: { morning: 8, evening: 20 }, firstLoadDone: false, pauses: [] },
    });
    expect((await clinic.run('status')).stdout).toContain('The first load waits for your "Begin"');
    for (const line of ['fields create', 'sync']) {
      expect((await clinic.run(...line.split(' '))).code).toBe(0);
    }
    // Its own passes begin after the command's.
    await vi.waitUntil(
      async () => {
        const { runs } = (await clinic.run('runs', '--json')).json as { runs: { mode: string }[] };
        return runs.some(({ mode }) => mode === 'incremental');
      },
      { timeout: 60_000, interval: 500 },
    );

    const beside = ['test --patient-id 1', 'sync', 'test-db', 'status'].map(async (line) => {
      const { code, stderr } = await clinic.run(...line.split(' '));
      return { line, code, stderr: code === 0 ? '' : stderr };
    });
    for (const { line, ...end } of await Promise.all(beside)) {
      expect(end, line).toEqual({ code: 0, stderr: '' });
    }
    const second = spawnCli(clinic, {}, 'run');
    await vi.waitUntil(() => second.stderr().includes('another service works on this state'), {
      timeout: 60_000,
    });
    expect((await clinic.run('status', '--json')).json).toMatchObject({
      service: { running: { command: 'run' }, pauses: [], nextDeepAt: expect.any(Number) },
    });

    service.send('SIGTERM');
    const { code, signal, stderr } = await service.ended;
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    expect(stderr).toContain('service stopped');
    // The one that waited takes over.
    await vi.waitUntil(() => second.stderr().includes('service started'), { timeout: 60_000 });
    second.child.kill('SIGTERM');
    expect(await second.ended).toMatchObject({ code: 0, signal: null });
    expect((await clinic.run('status', '--json')).json).toMatchObject({
      service: { running: null, nextDeepAt: null },
    });
  });

  it('ends within the time of grace in the midst of a first load, and the next start finishes it', async (context) => {
    const { clinic, sandbox } = await Clinic.withSandbox(200, context);
    sandbox.faults.add({
      match: { method: 'POST', path: '^/api/v4/contacts$' },
      times: null,
      fault: { kind: 'slow', ms: 300 },
    });
    const env = { BATCH_SIZE: '5' };
    const service = await ServiceProcess.start(clinic, env);
    await vi.waitUntil(() => sandbox.crm.contacts().length > 20, { timeout: 60_000 });
    service.send('SIGTERM');
    expect(await service.ended).toMatchObject({ code: 0, signal: null });
    const halfway = sandbox.crm.contacts().length;
    expect(halfway).toBeLessThan(200);
    expect((await clinic.run('status', '--json')).json).toMatchObject({
      links: { linked: halfway },
      uncertain: { patientIds: [] },
    });
    sandbox.faults.clear();
    const again = await ServiceProcess.start(clinic, env);
    await again.logs(loaded);
    again.send('SIGINT');
    expect((await again.ended).code).toBe(0);
    expect(sandbox.crm.contacts()).toHaveLength(200);
  });

  it('is gone at once after a second signal', async (context) => {
    const { clinic, sandbox } = await Clinic.withSandbox(20, context);
    const hang = sandbox.faults.add({
      match: { method: 'POST', path: '^/api/v4/contacts$' },
      fault: { kind: 'hang', when: 'before' },
    });
    const service = await ServiceProcess.start(clinic);
    await service.logs(({ minutes }) => minutes !== undefined);
    await vi.waitUntil(() => sandbox.faults.played(hang) > 0, { timeout: 60_000 });
    service.send('SIGTERM');
    await vi.waitUntil(
      async () => {
        service.send('SIGTERM');
        return await Promise.race([service.ended, new Promise((next) => setTimeout(next, 300))]);
      },
      { timeout: 60_000 },
    );
    expect((await service.ended).code).toBe(143);
  });

  it('hears pause and resume from another process', async () => {
    const clinic = await Clinic.mocked(5);
    const service = await ServiceProcess.start(clinic);
    await service.logs(loaded);
    expect((await clinic.run('pause')).code).toBe(0);
    await service.logs(({ msg, reason }) => msg === 'service paused' && reason === 'user');
    expect((await clinic.run('status')).stdout).toContain('paused by a person');
    expect((await clinic.run('resume')).stdout).toContain('paused by a person');
    await service.logs(({ msg }) => msg === 'service resumed');
  });

  it('without tokens works on, and says what is missing', async () => {
    const clinic = await Clinic.mocked(5);
    const env = {
      ...{ USE_MOCK_AMOCRM: 'false', AMOCRM_BASE_URL: 'http://127.0.0.1:9' },
      ...{ AMOCRM_CLIENT_ID: 'id', AMOCRM_CLIENT_SECRET: 'secret' },
      AMOCRM_REDIRECT_URI: 'http://127.0.0.1:8080/callback',
    };
    const service = await ServiceProcess.start(clinic, env);
    await service.logs(
      ({ msg, reason, code }) =>
        msg === 'service paused' && reason === 'auth' && code === 'AMO_NOT_AUTHORISED',
    );
    expect((await clinic.runWith(env, 'status', '--json')).json).toMatchObject({
      service: { pauses: [{ reason: 'auth' }] },
    });
    service.send('SIGTERM');
    expect((await service.ended).code).toBe(0);
  });

  it('goes on by itself once `auth` beside it has brought access', async ({ onTestFinished }) => {
    const sandbox = await startSandbox({ rate: null });
    onTestFinished(() => sandbox.close());
    const { clientId, clientSecret, redirectUri } = sandbox.oauth.integration;
    const clinic = await Clinic.mocked(5);
    const env = {
      ...{ USE_MOCK_AMOCRM: 'false', AMOCRM_BASE_URL: sandbox.url, RATE_LIMIT_REQUESTS: '500' },
      ...{ AMOCRM_CLIENT_ID: clientId, AMOCRM_CLIENT_SECRET: clientSecret },
      AMOCRM_REDIRECT_URI: redirectUri,
    };
    const service = await ServiceProcess.start(clinic, env);
    await service.logs(({ msg, reason }) => msg === 'service paused' && reason === 'auth');
    const code = sandbox.oauth.allow().searchParams.get('code') ?? '';
    const auth = await clinic.runWith(env, 'auth', '--code', code, '--json');
    expect(auth).toMatchObject({ code: 0 });
    await service.logs(({ msg, reason }) => msg === 'service resumed' && reason === 'auth');
    await service.logs(loaded);
    expect(sandbox.crm.contacts()).toHaveLength(5);
    service.send('SIGTERM');
    expect((await service.ended).code).toBe(0);
  });

  it('with --stay is alive, not ready and no use while a setting is wrong, and ends with 2', async () => {
    const clinic = await Clinic.mocked(5);
    const port = String(await freePort());
    const env = { TIMEZONE: 'Nowhere', HTTP_PORT: port };
    const service = spawnCli(clinic, env, 'run', '--stay');
    await vi.waitUntil(() => service.stderr().includes('until the setting is mended'), {
      timeout: 60_000,
    });
    expect(service.stderr()).toContain('TIMEZONE');
    const ask = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: answer.status, body: await answer.json() };
    };
    await vi.waitUntil(() => ask('/healthz').catch(() => null), { timeout: 60_000 });
    expect(await ask('/healthz')).toEqual({ status: 200, body: { status: 'misconfigured' } });
    expect(await ask('/readyz')).toMatchObject({ status: 503, body: { ready: false } });
    const headers = { accept: 'text/html,*/*', 'accept-language': 'ru-RU,ru;q=0.9' };
    const page = await fetch(`http://127.0.0.1:${port}/`, { headers });
    expect([page.status, await page.text()]).toEqual([
      503,
      expect.stringMatching(/<html lang="ru">[\s\S]*настройка неверна[\s\S]*ident-amocrm doctor/),
    ]);
    expect((await clinic.runWith(env, 'doctor')).code).toBe(1);
    const check = await clinic.runWith({ HTTP_PORT: port }, 'healthcheck', '--json');
    expect(check).toMatchObject({ code: 1, json: { alive: false } });
    service.child.kill('SIGTERM');
    expect((await service.ended).code).toBe(2);
  });

  it('does not begin with settings that are wrong', async () => {
    const clinic = await Clinic.mocked(5);
    const { code, stderr } = await spawnCli(clinic, { TIMEZONE: 'Nowhere' }, 'run').ended;
    expect(code).toBe(2);
    expect(stderr).toContain('TIMEZONE');
  });
});

it('run does not wait for ever for what is in flight: what had no answer stays an intent', async (context) => {
  const { clinic, sandbox } = await Clinic.withSandbox(20, context);
  const hang = sandbox.faults.add({
    match: { method: 'POST', path: '^/api/v4/contacts$' },
    fault: { kind: 'hang', when: 'after' },
  });
  // Half a minute in a second.
  const options = { ...clinic.options(), clock: scaledClock(30) };
  const env = { ...options.env, FIRST_LOAD: 'start', HTTP_PORT: String(await freePort()) };
  const service = startCli(['run'], { ...options, env });
  await vi.waitUntil(() => sandbox.faults.played(hang) > 0, { timeout: 60_000 });
  service.signals.emit('SIGTERM');
  const { code, stderr } = await service.done;
  expect(code).toBe(0);
  expect(stderr).toContain('not everything came to its end in time');
  // The service of this process still holds its lock: status would take them for in flight.
  const state = new DatabaseSync(join(clinic.folder, 'data', 'state.db'), { readOnly: true });
  expect(state.prepare('select count(*) as n from intents').get()).toEqual({ n: 20 });
  state.close();
});

describe('pause and resume', () => {
  it('are kept in the state, so that a service finds them when it starts', async () => {
    const clinic = await Clinic.mocked(5);
    const paused = await clinic.run('pause', '--json');
    expect(paused.json).toEqual({ paused: true, running: false });
    expect(paused.stderr).toContain('takes effect when it starts');
    expect((await clinic.run('status', '--json')).json).toMatchObject({
      service: { running: null, pauses: [{ reason: 'user', code: null, actor: 'cli' }] },
    });
    expect((await clinic.run('resume', '--reason', 'guard', '--json')).json).toMatchObject({
      ended: [],
    });
    expect((await clinic.run('resume', '--json')).json).toMatchObject({ ended: ['user'] });
    expect((await clinic.run('resume', '--lang', 'ru')).stdout).toBe('Паузы не было.\n');
  });

  it('know the reasons, and no others', async () => {
    const clinic = await Clinic.mocked(5);
    const { code, stderr } = await clinic.run('resume', '--reason', 'boredom');
    expect(code).toBe(2);
    expect(stderr).toContain('guard, auth, account, drift, circuit, user');
  });
});
