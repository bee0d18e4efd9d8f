import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { type Account, AuthClinic } from './auth-clinic.ts';

const ident = { DB_CLIENT: 'sqlite', DB_FILE: 'ident.db', IDENT_PROFILE: 'sample' };
const patients = 4;

/** A clinic with its patients in the first account, and a second account that has nothing yet. */
async function moved(test: TestContext) {
  const clinic = await AuthClinic.open(test);
  const size = ['--patients', String(patients), '--seed', '1'];
  await clinic.run(['sample-db', 'create', ...size, '--file', 'ident.db']);
  const byCode = (account: Account, ...argv: readonly string[]) => {
    const code = account.sandbox.oauth.allow().href;
    return clinic.run(['auth', '--code', code, '--json', ...argv], clinic.env(account));
  };
  const sync = (account: Account, ...argv: readonly string[]) =>
    clinic.run(['sync', '--json', ...argv], { ...ident, ...clinic.env(account) });
  const fields = (account: Account) => clinic.run(['fields', 'create'], clinic.env(account));
  await byCode(clinic.account);
  await fields(clinic.account);
  expect((await sync(clinic.account)).json).toMatchObject({ created: patients });
  const other = await clinic.anotherAccount();
  return { clinic, other, byCode, sync, fields };
}

describe('a new authorisation of the same account', () => {
  it('leaves the state as it is', async (test) => {
    const { clinic, byCode, sync } = await moved(test);
    clinic.sandbox.oauth.revokeAll();
    expect((await sync(clinic.account, '--deep')).code).toBe(4);
    expect((await byCode(clinic.account)).code).toBe(0);
    expect(await sync(clinic.account, '--deep')).toMatchObject({
      code: 0,
      json: { created: 0, updated: 0 },
    });
    expect(clinic.sandbox.crm.count()).toBe(patients);
  });
});

describe('another account than the state’s', () => {
  it('is refused, and the access from before goes on working', async (test) => {
    const { clinic, other, byCode, sync } = await moved(test);
    const before = await clinic.state(({ tokens }) => tokens.load());
    const run = await byCode(other);
    expect(run).toMatchObject({ code: 6, json: { error: { code: 'OTHER_ACCOUNT' } } });
    expect(run.stderr).toContain('STATE_URL');
    expect(run.stderr).toContain('--accept-account');
    expect(await clinic.state(({ tokens }) => tokens.load())).toEqual(before);
    expect(await sync(clinic.account, '--deep')).toMatchObject({ code: 0, json: { created: 0 } });
  });

  it('is refused in the browser too, which may come back with the right one', async (test) => {
    const { clinic, other } = await moved(test);
    const { started, link } = await clinic.auth([], clinic.env(other));
    const page = await clinic.consent(link(), 'allow', 'ru-RU,ru;q=0.9');
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('OTHER_ACCOUNT')]);
    expect(page.text).toContain('Попробовать снова');
    await expect.poll(() => started.stderr()).toContain('[OTHER_ACCOUNT]');
  });

  it('is taken with --accept-account: nothing of the old links reaches it, and a copy is kept', async (test) => {
    const { clinic, other, byCode, sync, fields } = await moved(test);
    // People whom this clinic knows nothing of.
    for (const name of ['Чужой', 'Чужая', 'Чужие']) other.sandbox.crm.create({ name });
    const strangers = other.sandbox.crm.contacts();
    await clinic.state(({ forgotten }) => forgotten.add(1 as PatientId, 1));
    const run = await byCode(other, '--accept-account');
    expect(run).toMatchObject({
      code: 0,
      json: { account: { id: other.sandbox.account.id }, formerAccountId: 31_361_462 },
    });
    const [copy] = readdirSync(join(clinic.folder, 'data')).filter((name) =>
      /^state\.db\.before-account-[\dTZ]+$/.test(name),
    );
    expect(run.json).toMatchObject({ safetyCopy: join(clinic.folder, 'data', copy ?? '?') });
    await clinic.state(async ({ links, meta, actions, runs }) => {
      expect(await links.count()).toBe(0);
      expect(await meta.get('cursor')).toBeUndefined();
      expect(await meta.get('accountId')).toBe(other.sandbox.account.id);
      expect((await actions.latest(2)).map(({ action, subject }) => [action, subject])).toEqual([
        ['authorise', String(other.sandbox.account.id)],
        ['change-account', '31361462'],
      ]);
      expect(await runs.latest(9)).not.toEqual([]);
    });

    // A service that still has the old settings is refused by the state, or by amoCRM.
    expect((await sync(clinic.account)).code).not.toBe(0);
    expect(clinic.sandbox.crm.count()).toBe(patients);

    await fields(other);
    expect((await sync(other)).json).toMatchObject({ created: patients - 1, forgotten: 1 });
    expect(other.sandbox.crm.count()).toBe(strangers.length + patients - 1);
    for (const stranger of strangers) {
      expect(other.sandbox.crm.contact(stranger.id)).toEqual(stranger);
    }

    // The copy is whole: the way back.
    const back = await clinic.run(['state', 'check', '--json'], {
      STATE_URL: `sqlite:data/${copy}`,
      STATE_KEY_FILE: join(clinic.folder, 'data', 'state.key'),
    });
    expect(back.json).toMatchObject({ ok: true, links: patients });
  });

  it('is taken with a long-lived token in the same way', async (test) => {
    const { clinic, other, sync, fields } = await moved(test);
    const env = {
      ...clinic.env(other),
      AMOCRM_LONG_LIVED_TOKEN: other.sandbox.oauth.longLivedToken(),
    };
    const refused = await clinic.run(['auth', '--json'], env);
    expect(refused).toMatchObject({ code: 6, json: { error: { code: 'OTHER_ACCOUNT' } } });
    const taken = await clinic.run(['auth', '--accept-account', '--json'], env);
    expect(taken).toMatchObject({ code: 0, json: { formerAccountId: 31_361_462 } });
    // The token pair that the state has is of the account before.
    expect((await sync(clinic.account)).json).toMatchObject({ error: { code: 'OTHER_ACCOUNT' } });
    await fields(other);
    expect(clinic.sandbox.crm.count()).toBe(patients);
  });

  it('waits for the pass that is at work with the old links', async (test) => {
    const { clinic, other } = await moved(test);
    await clinic.state(async ({ passLock, links }) => {
      const held = await passLock.acquire({ command: 'sync', wait: false });
      const { started, link } = await clinic.auth(['--accept-account'], clinic.env(other));
      const page = clinic.consent(link());
      await expect.poll(() => started.stderr()).toContain('sync');
      expect(await links.count()).toBe(patients);
      held.release();
      expect((await page).status).toBe(200);
      expect((await started.done).code).toBe(0);
      expect(await links.count()).toBe(0);
    });
  });

  it('needs nobody’s leave while the state has no contacts', async (test) => {
    const clinic = await AuthClinic.open(test);
    const other = await clinic.anotherAccount();
    await clinic.run(['auth', '--code', clinic.sandbox.oauth.allow().href]);
    await clinic.run(['fields', 'create']);
    const code = other.sandbox.oauth.allow().href;
    const run = await clinic.run(['auth', '--code', code, '--json'], clinic.env(other));
    expect(run).toMatchObject({
      code: 0,
      json: { formerAccountId: 31_361_462, safetyCopy: null, next: 'fields create' },
    });
  });
});
