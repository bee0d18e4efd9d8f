import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { Clinic } from '../clinic.ts';

const stateFile = (clinic: Clinic) => join(clinic.folder, 'data', 'state.db');

/** A clinic whose patients stand in amoCRM. */
async function loaded(test: TestContext, patients = 4) {
  const { clinic, sandbox } = await Clinic.withSandbox(patients, test);
  await clinic.run('fields', 'create');
  const { code } = await clinic.run('sync');
  expect(code).toBe(0);
  return { clinic, sandbox };
}

describe('state backup', () => {
  it('says where the copy and its key are, and how much is in it', async (test) => {
    const { clinic } = await loaded(test);
    const run = await clinic.run('state', 'backup', '--to', 'copies/monday.db', '--json');
    const file = join(clinic.folder, 'copies', 'monday.db');
    expect(run).toMatchObject({
      code: 0,
      json: { file, keyFile: `${file}.key`, links: 4, bytes: statSync(file).size },
    });
    expect(run.stderr).toContain(`Its key: ${file}.key`);
    const again = await clinic.run('state', 'backup', '--to', 'copies/monday.db', '--json');
    expect(again).toMatchObject({ code: 2, json: { error: { code: 'BACKUP_EXISTS' } } });
  });

  it('of a state that is not there makes none', async () => {
    const clinic = await Clinic.mocked(1);
    const run = await clinic.run('state', 'backup', '--to', 'copy.db');
    expect(run.code).toBe(2);
    expect(existsSync(join(clinic.folder, 'copy.db'))).toBe(false);
    expect(existsSync(stateFile(clinic))).toBe(false);
  });
});

describe('state restore', () => {
  it('brings the state back, says what is kept, and the next sync compares everything', async (test) => {
    const { clinic, sandbox } = await loaded(test);
    await clinic.run('state', 'backup', '--to', 'copy.db');
    clinic.sql('insert into Persons (ID, Surname, Name) values (901, ?, ?)', 'Новая', 'Анна');
    clinic.sql(
      `insert into Patients (ID_Persons, DateTimeChanged) values (901, strftime('%Y-%m-%d %H:%M:%f','now','localtime'))`,
    );
    await clinic.run('sync');
    expect(sandbox.crm.count()).toBe(5);
    const restored = await clinic.run('state', 'restore', '--from', 'copy.db', '--json');
    expect(restored).toMatchObject({
      code: 0,
      json: {
        links: 4,
        keptTokens: false,
        newKey: false,
        safetyCopy: expect.stringContaining('state.db.before-restore-'),
        lastPassAt: expect.any(Number),
        next: 'sync',
      },
    });
    const status = await clinic.run('status', '--json');
    expect(status.json).toMatchObject({ deepDue: 'state-restored' });
    const alone = await clinic.run('test', '--patient-id', '901', '--json');
    expect(alone).toMatchObject({ code: 1, json: { error: { code: 'DEEP_PASS_FIRST' } } });
    const sync = await clinic.run('sync', '--json');
    expect(sync).toMatchObject({
      code: 0,
      json: { mode: 'deep', reason: 'state-restored', created: 0, relinked: 1 },
    });
    expect(sandbox.crm.count()).toBe(5);
  });

  it('that is refused says why, in both languages, and leaves the state alone', async (test) => {
    const { clinic } = await loaded(test, 1);
    writeFileSync(join(clinic.folder, 'copy.db'), 'garbage'.repeat(1_000));
    writeFileSync(join(clinic.folder, 'copy.db.key'), 'a key\n');
    const before = readFileSync(stateFile(clinic));
    const ru = await clinic.run('state', 'restore', '--from', 'copy.db', '--lang', 'ru');
    const en = await clinic.run('state', 'restore', '--from', 'copy.db');
    expect([ru.code, en.code]).toEqual([2, 2]);
    expect(ru.stderr).toContain('повреждена. Состояние не тронуто.');
    expect(en.stderr).toContain('is damaged. The state was not touched.');
    expect(readFileSync(stateFile(clinic))).toEqual(before);
  });
});

it('a person says that an installation was renamed: then the former one is refused, and the log of actions tells', async () => {
  const clinic = await Clinic.mocked(1);
  const [alfa, beta] = [{ STATE_OWNER: 'alfa' }, { STATE_OWNER: 'beta' }];
  const nobody = await clinic.run('state', 'accept-owner');
  expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('STATE_OWNER') });
  expect((await clinic.runWith(alfa, 'fields', 'create')).code).toBe(0);
  const refused = await clinic.runWith(beta, 'status', '--lang', 'ru');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('принадлежит установке «alfa», а это «beta»');
  expect(refused.stderr).toContain('state accept-owner');
  const doctor = (await clinic.runWith(beta, 'doctor')).stdout;
  expect(doctor).toContain('installation “alfa”');
  expect(doctor).not.toContain('state check');
  const accepted = await clinic.runWith(beta, 'state', 'accept-owner', '--json');
  expect(accepted).toMatchObject({ code: 0, json: { owner: 'beta', former: 'alfa' } });
  expect((await clinic.runWith(beta, 'state', 'accept-owner')).code).toBe(0);
  const { stdout } = await clinic.runWith(beta, 'actions');
  expect(stdout.match(/state accepted by this installation/g)).toHaveLength(1);
  expect((await clinic.runWith(alfa, 'fields', 'create')).code).toBe(2);
});

it('the damaged state of an installation that was renamed is restored: first the place is accepted, and that says what comes next', async () => {
  const clinic = await Clinic.mocked(1);
  const [alfa, beta] = [{ STATE_OWNER: 'alfa' }, { STATE_OWNER: 'beta' }];
  await clinic.runWith(alfa, 'fields', 'create');
  await clinic.runWith(alfa, 'state', 'backup', '--to', 'copy.db');
  writeFileSync(join(clinic.folder, 'data', 'state-sandbox.db'), 'garbage'.repeat(1_000));
  const restore = ['state', 'restore', '--from', 'copy.db'];
  const refused = await clinic.runWith(beta, ...restore);
  expect(refused.stderr).toContain('state accept-owner');
  const accepted = await clinic.runWith(beta, 'state', 'accept-owner');
  expect(accepted.code).toBe(0);
  expect(accepted.stdout).toContain('restore a backup');
  expect((await clinic.runWith(beta, ...restore)).code).toBe(0);
});

describe('state check', () => {
  it('of a sound state ends with 0', async (test) => {
    const { clinic } = await loaded(test);
    const run = await clinic.run('state', 'check');
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('The state is fine.');
    expect((await clinic.run('state', 'check', '--json')).json).toMatchObject({
      ok: true,
      links: 4,
      findings: [],
    });
  });

  it('of a damaged one ends with 1, and says what to do', async (test) => {
    const { clinic } = await loaded(test, 1);
    writeFileSync(stateFile(clinic), 'garbage'.repeat(1_000));
    const run = await clinic.run('state', 'check', '--lang', 'ru');
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('ОШИБКА  файл не читается: восстановите копию');
    expect((await clinic.run('state', 'check', '--json')).json).toMatchObject({
      ok: false,
      findings: [{ flaw: 'unreadable', severity: 'problem' }],
    });
  });
});

describe('forget', () => {
  it('clears the contact, and the patient is synced no more until it is taken back', async (test) => {
    const { clinic, sandbox } = await loaded(test);
    const contact = sandbox.crm
      .contacts()
      .find(({ custom_fields_values }) =>
        custom_fields_values?.some(
          ({ field_name, values }) =>
            field_name === 'ID пациента IDENT' && values[0]?.value === '1',
        ),
      );
    const run = await clinic.run('forget', '--patient-id', '1', '--json');
    expect(run).toMatchObject({
      code: 0,
      json: { patientId: 1, contacts: [contact?.id], again: false },
    });
    expect(sandbox.crm.contact(contact?.id ?? 0)?.custom_fields_values ?? []).toEqual([]);
    expect((await clinic.run('sync', '--deep', '--json')).json).toMatchObject({
      forgotten: 1,
      created: 0,
    });
    const undo = await clinic.run('forget', '--patient-id', '1', '--undo', '--json');
    expect(undo).toMatchObject({ code: 0, json: { patientId: 1, recalled: true } });
    expect((await clinic.run('sync', '--json')).json).toMatchObject({ forgotten: 0 });
    const twice = await clinic.run('forget', '--patient-id', '1', '--undo');
    expect(twice).toMatchObject({ code: 0 });
    expect(twice.stdout).toContain('not on the do-not-sync list');
  });

  it('of a patient whom nobody knows ends with 1', async (test) => {
    const { clinic } = await loaded(test, 1);
    const run = await clinic.run('forget', '--patient-id', '4711', '--json');
    expect(run).toMatchObject({ code: 1, json: { error: { code: 'PATIENT_UNKNOWN' } } });
  });

  it('says nothing personal, and neither does any command about the state', async (test) => {
    const { clinic } = await loaded(test);
    const said: string[] = [];
    for (const argv of [
      ['forget', '--patient-id', '1'],
      ['runs'],
      ['state', 'backup', '--to', 'copy.db'],
      ['state', 'check'],
      ['state', 'restore', '--from', 'copy.db'],
    ]) {
      const run = await clinic.runWith({ LOG_LEVEL: 'DEBUG', LOG_FILE: 'all.log' }, ...argv);
      expect(run.code).toBe(0);
      said.push(run.stdout, run.stderr);
    }
    said.push(readFileSync(join(clinic.folder, 'all.log'), 'utf8'));
    said.push(readFileSync(join(clinic.folder, 'copy.db'), 'latin1'));
    const all = said.join('\n');
    for (const text of clinic.personalTexts()) expect(all).not.toContain(text);
  });
});
