import { join } from 'node:path';
import { describe, expect, it, type TestContext, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { openState } from '../../src/state/open-state.ts';
import { type CliStart, startCli } from './cli-harness.ts';
import { Clinic } from './clinic.ts';

async function loaded(patients: number, test: TestContext) {
  const { clinic, sandbox } = await Clinic.withSandbox(patients, test);
  await clinic.run('fields', 'create');
  await clinic.run('sync');
  return { clinic, sandbox };
}

/** Another process of ours that is at work. */
/** The command has come to where it waits for the other one. */
async function waitsNow(command: CliStart, words: string): Promise<void> {
  await vi.waitFor(() => expect(command.stderr()).toContain(words), { timeout: 20_000 });
}

async function holdLock(clinic: Clinic, test: TestContext) {
  const data = (name: string) => join(clinic.folder, 'data', name);
  const source = { file: data('state.db'), keyFile: data('state.key') };
  const state = await openState(source, systemClock);
  test.onTestFinished(() => state.close());
  return await state.passLock.acquire({ command: 'sync --deep', wait: false });
}

describe.concurrent('the exit code of sync', () => {
  it('2: settings are missing; all of them are named', async (test) => {
    const { clinic } = await Clinic.withSandbox(1, test);
    const unset = { AMOCRM_BASE_URL: '', DB_CLIENT: '' };
    const { code, json } = await clinic.runWith(unset, 'sync', '--json');
    expect(code).toBe(2);
    const names = ['AMOCRM_SUBDOMAIN', 'DB_HOST', 'DB_USER', 'DB_PASSWORD'];
    expect(json).toMatchObject({ error: { mistakes: names.map((name) => ({ name })) } });
  });

  it('4: amoCRM wants an authorisation; before anything is read', async (test) => {
    const { clinic, sandbox } = await Clinic.withSandbox(1, test);
    const { clientId, clientSecret, redirectUri } = sandbox.oauth.integration;
    const oauth = {
      AMOCRM_LONG_LIVED_TOKEN: '',
      AMOCRM_CLIENT_ID: clientId,
      AMOCRM_CLIENT_SECRET: clientSecret,
      AMOCRM_REDIRECT_URI: redirectUri,
    };
    const { code, stderr } = await clinic.runWith(oauth, 'sync');
    expect(code).toBe(4);
    expect(stderr).toMatch(/^Error: /m);
    expect(sandbox.log.requests).toEqual([]);
  });

  it('5: the database is away; safe to run again', async (test) => {
    const { clinic } = await Clinic.withSandbox(1, test);
    // The discard port: nobody listens there.
    const away = {
      DB_CLIENT: 'mssql',
      DB_HOST: '127.0.0.1,9',
      DB_USER: 'reader',
      DB_PASSWORD: 'x',
    };
    const { code, json } = await clinic.runWith({ ...away, DB_FILE: '' }, 'sync', '--json');
    expect(code).toBe(5);
    expect(json).toMatchObject({ error: { code: expect.stringMatching(/^IDENT_/) } });
  });

  it('6: a mass change is stopped, says whom it concerns, and goes on once it is allowed', async (test) => {
    const { clinic, sandbox } = await loaded(20, test);
    clinic.sql('delete from Patients where ID_Persons > 12');
    const stopped = await clinic.run('sync', '--deep', '--lang', 'ru', '--json');
    expect(stopped.code).toBe(6);
    expect(stopped.stderr).toContain('исчезли из IDENT: пациенты 13, 14, 15, 16, 17, 18, 19, 20');
    expect(stopped.json).toMatchObject({
      error: { code: 'MASS_CHANGE', patients: { removed: [13, 14, 15, 16, 17, 18, 19, 20] } },
    });
    const plan = await clinic.run('plan', '--deep', '--verbose', '--allow-mass-change', '8');
    expect(plan.stdout).toMatch(/^− patient 13 · contact \d+ {2}no more in IDENT/m);
    const allowed = await clinic.run('sync', '--deep', '--allow-mass-change', '8', '--json');
    expect([allowed.code, allowed.json]).toMatchObject([0, { removed: 8 }]);
    const gone = sandbox.crm.contacts().slice(12);
    expect(gone.filter((contact) => JSON.stringify(contact).includes('Удален'))).toHaveLength(8);
  });

  it('11: another process is at work and --no-wait was given', async (test) => {
    const { clinic } = await loaded(1, test);
    const held = await holdLock(clinic, test);
    const { code, stderr } = await clinic.run('sync', '--no-wait');
    held.release();
    expect(code).toBe(11);
    expect(stderr).toContain('sync --deep');
  });

  it('0: without --no-wait it says for whom it waits, and goes on as soon as it may', async (test) => {
    const { clinic } = await loaded(1, test);
    const held = await holdLock(clinic, test);
    const waiting = startCli(['sync', '--lang', 'ru'], clinic.options());
    // status, which needs no lock, sees who is at work.
    const status = await clinic.run('status', '--json');
    expect(status.json).toMatchObject({ lock: { command: 'sync --deep' } });
    await waitsNow(waiting, 'Ждём');
    held.release();
    const { code, stderr } = await waiting.done;
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Ждём: работает sync --deep');
  });

  it('130: Ctrl-C ends the wait', async (test) => {
    const { clinic } = await loaded(1, test);
    const held = await holdLock(clinic, test);
    const waiting = startCli(['sync', '--lang', 'ru'], clinic.options());
    await waitsNow(waiting, 'Ждём');
    waiting.signals.emit('SIGINT');
    expect((await waiting.done).code).toBe(130);
    held.release();
  });

  it('130: Ctrl-C ends a pass; what was done is kept, and nobody is doubled', async (test) => {
    const { clinic, sandbox } = await Clinic.withSandbox(20, test);
    await clinic.run('fields', 'create');
    const load = startCli(['sync'], clinic.options({ BATCH_SIZE: '1' }));
    await vi.waitFor(() => expect(sandbox.crm.count()).toBeGreaterThan(2), {
      interval: 5,
      timeout: 20_000,
    });
    load.signals.emit('SIGINT');
    expect((await load.done).code).toBe(130);
    expect((await clinic.run('status', '--json')).json).toMatchObject({ firstLoadDone: false });
    expect((await clinic.run('sync')).code).toBe(0);
    expect(sandbox.crm.count()).toBe(20);
  });
});
