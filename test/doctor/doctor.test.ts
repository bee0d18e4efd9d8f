import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { contactFields } from '../../src/contact/model/fields.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { openState, type State } from '../../src/state/open-state.ts';
import type { CliRun } from '../cli/cli-harness.ts';
import { Clinic, type Life } from '../cli/clinic.ts';
import { realColumns } from '../support/real-columns.ts';
import { context, examined, report, wellKept } from './examined.ts';

/** What the doctor found fault with. */
function flaws(run: CliRun) {
  return report
    .parse(run.json)
    .checks.filter(({ verdict }) => verdict === 'warning' || verdict === 'problem');
}

/** OAuth instead of a token. */
const integration = {
  AMOCRM_LONG_LIVED_TOKEN: '',
  AMOCRM_CLIENT_ID: 'd1b9e7b2-0000-4000-8000-000000000000',
  AMOCRM_CLIENT_SECRET: 'secret',
  AMOCRM_REDIRECT_URI: 'http://localhost:8080/callback',
};

/** A clinic in good health. */
async function healthy(life: Life = context) {
  const { clinic, sandbox } = await Clinic.withSandbox(5, life);
  await clinic.run('fields', 'create');
  await clinic.run('sync');
  await clinic.run('state', 'backup', '--to', join(clinic.folder, 'backups', 'state.db'));
  return { clinic, sandbox, doctor: examined(clinic) };
}

const ends: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const end of ends) await end();
});

let shared: Promise<Awaited<ReturnType<typeof healthy>>> | null = null;

/** The same one for all tests that leave it as it is. */
function untouched() {
  // It lives as long as the file does: the hook of the first test that asks must not end it.
  shared ??= healthy({ onTestFinished: (end) => void ends.push(end) });
  return shared;
}

async function withState(clinic: Clinic, work: (state: State) => Promise<void>): Promise<void> {
  await using state = await openState(
    {
      file: join(clinic.folder, 'data', 'state.db'),
      keyFile: join(clinic.folder, 'data', 'state.key'),
    },
    systemClock,
  );
  await work(state);
}

describe('a healthy installation', () => {
  test('passes, is told line by line, and is not changed', async () => {
    const { clinic, sandbox } = await untouched();
    const state = readFileSync(join(clinic.folder, 'data', 'state.db'));
    const before = sandbox.log.entries.length;
    const run = await clinic.runWith(wellKept, 'doctor');
    expect(run.stdout).toContain('✓ IDENT database');
    expect(run.stdout).toContain('✓ Fields in amoCRM');
    expect(run.stdout).toContain(`${contactFields.length} of ${contactFields.length}`);
    expect(run.stdout).toContain('All is well.');
    expect(run.code).toBe(0);
    const requests = sandbox.log.entries.slice(before);
    expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(requests).toHaveLength(3);
    expect(readFileSync(join(clinic.folder, 'data', 'state.db'))).toEqual(state);
  });

  test('is told in Russian, too', async () => {
    const { clinic } = await untouched();
    const run = await clinic.runWith(wellKept, 'doctor', '--lang', 'ru');
    expect(run.stdout).toContain('✓ База IDENT');
    expect(run.stdout).toContain('Всё в порядке.');
  });

  test('before its first pass has no state, and gets none by being looked at', async () => {
    const { clinic } = await Clinic.withSandbox(5, context);
    const run = await examined(clinic)();
    expect(flaws(run)).toContainEqual(
      expect.objectContaining({ check: 'fields', code: 'FIELDS_MISSING' }),
    );
    expect(existsSync(join(clinic.folder, 'data'))).toBe(false);
  });
});

describe('a seeded fault is found, with what mends it:', () => {
  test('a setting that does not fit, while the rest is still looked at', async () => {
    const { doctor } = await untouched();
    const run = await doctor({ BATCH_SIZE: '900' });
    expect(run.code).toBe(1);
    expect(flaws(run)[0]).toMatchObject({ check: 'settings', code: 'CONFIG_INVALID' });
    expect(flaws(run)[0]?.found).toContain('BATCH_SIZE');
    expect(report.parse(run.json).checks).toContainEqual(
      expect.objectContaining({ check: 'database', verdict: 'ok' }),
    );
  });

  test('a name that no setting has', async () => {
    const { doctor } = await untouched();
    const run = await doctor({ AMOCRM_SUBDOMEN: 'clinic' });
    expect(run.code).toBe(1);
    expect(flaws(run)[0]?.found).toContain('AMOCRM_SUBDOMEN');
  });

  test.skipIf(process.platform === 'win32')('a .env that everybody may read', async () => {
    const { clinic, doctor } = await healthy();
    const file = join(clinic.folder, '.env');
    writeFileSync(file, 'LOG_LEVEL=INFO\n');
    chmodSync(file, 0o644);
    const run = await doctor();
    expect(flaws(run)).toEqual([
      expect.objectContaining({ check: 'files', verdict: 'warning', command: `chmod 600 ${file}` }),
    ]);
    expect(run.code).toBe(0);
  });

  test('another database than the one that the state belongs to', async () => {
    const { clinic, doctor } = await untouched();
    const other = join(clinic.folder, 'other.db');
    copyFileSync(clinic.database, other);
    const found = flaws(await doctor({ DB_FILE: other }));
    expect(found).toEqual([
      expect.objectContaining({
        ...{ check: 'owner', verdict: 'problem', code: 'OTHER_DATABASE' },
        found: expect.stringContaining(`"${clinic.database}", with 5 patients; the connected`),
        advice: expect.stringContaining('sync --accept-database'),
      }),
    ]);
  });

  test('a database that is not there', async () => {
    const { clinic, doctor } = await healthy();
    rmSync(clinic.database);
    const run = await doctor();
    expect(run.code).toBe(1);
    expect(flaws(run)[0]).toMatchObject({
      check: 'database',
      command: 'ident-amocrm test-db',
      page: 'docs/troubleshooting/en/database-connection.md',
    });
  });

  test('a column that IDENT does not have', async () => {
    const { clinic, doctor } = await healthy();
    clinic.sql('alter table Persons drop column Passport');
    expect(flaws(await doctor())).toEqual([
      expect.objectContaining({
        check: 'profile',
        code: 'DOCTOR_FIELDS_NOT_IN_DATABASE',
        found: expect.stringContaining('passport'),
      }),
    ]);
  });

  test('a token that ends next week', async () => {
    const { sandbox, doctor } = await untouched();
    const run = await doctor({
      AMOCRM_LONG_LIVED_TOKEN: sandbox.oauth.longLivedToken({ days: 7 }),
    });
    expect(flaws(run)).toEqual([
      expect.objectContaining({ check: 'token', verdict: 'warning', code: 'DOCTOR_TOKEN_ENDS' }),
    ]);
  });

  test('a token that amoCRM does not take any more', async () => {
    const { sandbox, doctor } = await healthy();
    sandbox.oauth.revokeAll();
    const run = await doctor();
    expect(run.code).toBe(1);
    expect(flaws(run)[0]).toMatchObject({
      check: 'amocrm',
      code: 'AMO_UNAUTHORIZED',
      page: 'docs/troubleshooting/en/invalid-grant.md',
    });
  });

  test('OAuth that nobody has authorised', async () => {
    const { doctor } = await untouched();
    const run = await doctor(integration);
    expect(run.code).toBe(1);
    expect(flaws(run)[0]).toMatchObject({
      check: 'token',
      code: 'AMO_NOT_AUTHORISED',
      command: 'ident-amocrm auth',
    });
  });

  test('another account than the state knows', async () => {
    const { doctor } = await untouched();
    const other = await startSandbox({ rate: null, accountId: 99_000_001 });
    onTestFinished(() => other.close());
    const run = await doctor({
      AMOCRM_BASE_URL: other.url,
      AMOCRM_LONG_LIVED_TOKEN: other.oauth.longLivedToken(),
    });
    expect(flaws(run)).toContainEqual(
      expect.objectContaining({ check: 'amocrm', code: 'OTHER_ACCOUNT', verdict: 'problem' }),
    );
  });

  test('a field that somebody deleted in amoCRM', async () => {
    const { sandbox, doctor } = await healthy();
    sandbox.crm.deleteField('Паспорт');
    expect(flaws(await doctor())).toEqual([
      expect.objectContaining({
        check: 'fields',
        code: 'FIELDS_MISSING',
        found: expect.stringContaining('Паспорт'),
        command: 'ident-amocrm fields create',
        page: 'docs/troubleshooting/en/field-not-found.md',
      }),
    ]);
  });

  test('a pace above what amoCRM allows', async () => {
    const { doctor } = await untouched();
    const run = await doctor({ RATE_LIMIT_REQUESTS: '50' });
    expect(run.code).toBe(1);
    expect(flaws(run)).toEqual([
      expect.objectContaining({
        check: 'pace',
        code: 'DOCTOR_RATE_TOO_HIGH',
        page: 'docs/troubleshooting/en/rate-limit.md',
      }),
    ]);
  });

  test('an account whose day is another one', async () => {
    const { doctor } = await untouched();
    expect(flaws(await doctor({ TIMEZONE: 'Asia/Vladivostok' }))).toContainEqual(
      expect.objectContaining({ check: 'zone', code: 'DOCTOR_ZONES_DIFFER', verdict: 'warning' }),
    );
  });

  test('a state that has lost its key', async () => {
    const { clinic, doctor } = await healthy();
    rmSync(join(clinic.folder, 'data', 'state.key'));
    const run = await doctor();
    expect(run.code).toBe(1);
    expect(flaws(run)).toContainEqual(
      expect.objectContaining({
        check: 'state',
        verdict: 'problem',
        found: expect.stringContaining('key-missing'),
        command: 'ident-amocrm state check',
      }),
    );
    // The tokens are in there: nobody knows whether anybody has to authorise it.
    const oauth = report.parse((await doctor(integration)).json).checks;
    const notOpen = { verdict: 'skipped', found: 'the state is not open' };
    for (const named of ['token', 'amocrm', 'fields', 'lock', 'rows']) {
      expect(oauth.find(({ check }) => check === named)).toMatchObject(notOpen);
    }
  });

  test('a state that has left for another place: what is refused names its cure, and no check of the state', async () => {
    const { clinic, doctor } = await healthy();
    await withState(clinic, (state) =>
      state.meta.set('moved', { is: 'left', move: 'm', place: 'moved/state.db', at: 0 }),
    );
    const found = flaws(await doctor()).filter(({ check }) => check === 'state');
    expect(found).toMatchObject([{ verdict: 'problem', code: 'STATE_MOVED' }]);
    expect(found[0]).not.toHaveProperty('command');
  });

  test('a service that stopped before a mass change', async () => {
    const { clinic, doctor } = await healthy();
    await withState(clinic, (state) =>
      state.pauses.set({ reason: 'guard', since: 0, code: 'MASS_CHANGE', actor: 'service' }),
    );
    expect(flaws(await doctor())).toEqual([
      expect.objectContaining({
        check: 'pauses',
        verdict: 'problem',
        code: 'MASS_CHANGE',
        page: 'docs/troubleshooting/en/mass-change.md',
      }),
    ]);
  });

  test('a sync that has not come to its end since yesterday', async () => {
    const { clinic, doctor } = await healthy();
    await withState(clinic, async (state) => {
      await state.meta.set('lastIncrementalAt', Date.now() - 30 * 3_600_000);
    });
    expect(flaws(await doctor())).toEqual([
      expect.objectContaining({ check: 'success', verdict: 'problem', code: 'DOCTOR_STALE' }),
    ]);
  });

  test('patients that amoCRM refused', async () => {
    const { clinic, doctor } = await healthy();
    await withState(clinic, (state) =>
      state.rejected.add(
        // A number from IDENT, branded as parsing it would.
        { patientId: 1 as never, code: 'InvalidType', subject: 'inn', fingerprint: 'x' },
        Date.now(),
      ),
    );
    expect(flaws(await doctor())).toEqual([
      expect.objectContaining({ check: 'rows', command: 'ident-amocrm rejected list' }),
    ]);
  });
});

test('money that is computed waits to be confirmed, with the command that shows it and the one that confirms', async () => {
  const { clinic } = await Clinic.withSandbox(5, context);
  const doctor = examined(clinic);
  const ident = { IDENT_PROFILE: 'ident' };
  for (const statement of realColumns('sqlite')) clinic.sql(statement);
  const profile = async () =>
    report.parse((await doctor(ident)).json).checks.find(({ check }) => check === 'profile');
  const found = () => profile().then((line) => line?.found);
  expect(await profile()).toMatchObject({
    ...{ verdict: 'warning', code: 'DOCTOR_SOURCE_UNCONFIRMED' },
    found: expect.stringContaining('off until they are confirmed: advance, debt'),
    advice: expect.stringContaining('fields confirm KEY'),
    command: 'ident-amocrm test-db --patient-id 1,2,3',
  });
  await clinic.runWith(ident, 'fields', 'create');
  await clinic.runWith(ident, 'fields', 'confirm', 'debt');
  expect(await found()).toContain('off until they are confirmed: advance');
  await clinic.runWith(ident, 'fields', 'confirm', 'advance');
  expect(await found()).not.toContain('confirmed');
  await withState(clinic, async ({ actions }) => {
    expect(await actions.latest(2)).toMatchObject([
      { actor: 'cli', action: 'confirm-field', subject: 'advance' },
      { actor: 'cli', action: 'confirm-field', subject: 'debt' },
    ]);
  });
});

test('an installation of which nobody would hear, or that no backup was made of, is told so', async () => {
  const { clinic } = await Clinic.withSandbox(3, context);
  await clinic.run('fields', 'create');
  const run = await clinic.runWith({ RATE_LIMIT_REQUESTS: '7' }, 'doctor', '--json');
  const codes = flaws(run).map(({ code }) => code);
  expect(codes).toEqual(expect.arrayContaining(['DOCTOR_NO_CHANNEL', 'DOCTOR_NO_BACKUP']));
});
