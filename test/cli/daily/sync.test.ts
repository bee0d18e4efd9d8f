import { beforeAll, describe, expect, it } from 'vitest';
import { contactFields } from '../../../src/contact/model/fields.ts';
import type { CliRun } from '../cli-harness.ts';
import { Clinic } from '../clinic.ts';

/** With USE_MOCK_AMOCRM, as somebody tries it first. */
describe('the way from an empty folder to a running sync', () => {
  let clinic: Clinic;
  /** In the order of a first day. */
  const day: Record<string, CliRun> = {};

  beforeAll(async () => {
    clinic = await Clinic.mocked(15);
    day['status at first'] = await clinic.run('status');
    day['sync too early'] = await clinic.run('sync');
    day['check too early'] = await clinic.run('fields', 'check', '--json');
    day['fields'] = await clinic.run('fields', 'create', '--json');
    day['plan'] = await clinic.run('plan', '--json');
    day['load'] = await clinic.run('sync', '--json');
    day['again'] = await clinic.run('sync', '--json');
    clinic.editPerson(1, 'Surname', 'Петров');
    day['change plan'] = await clinic.run('plan', '--verbose', '--reveal', '--lang', 'ru');
    day['change'] = await clinic.run('sync');
    day['deep'] = await clinic.run('sync', '--deep', '--lang', 'ru');
    day['status'] = await clinic.run('status', '--json');
    day['runs'] = await clinic.run('runs', '--json');
  });

  const run = (name: string): CliRun => day[name] ?? { code: -1, stdout: '', stderr: '', json: {} };

  it('status says where to begin, and makes no state', () => {
    expect(run('status at first').stdout).toContain('ident-amocrm test-db, then fields create');
  });

  it('sync without the fields says how to make them, exit 2', () => {
    expect(run('sync too early').code).toBe(2);
    expect(run('sync too early').stderr).toContain('ident-amocrm fields create');
  });

  it('fields check lists what is missing, exit 1', () => {
    expect(run('check too early').code).toBe(1);
    const { fields } = run('check too early').json as { fields: readonly unknown[] };
    expect(fields).toHaveLength(contactFields.length);
    expect(fields[3]).toMatchObject({ no: 4, key: 'birthday', name: 'Дата рождения' });
    expect(fields[3]).toMatchObject({ type: 'date', id: null, status: 'missing' });
  });

  it('fields create makes all of them, exit 0', () => {
    expect(run('fields').code).toBe(0);
    expect((run('fields').json as { created: readonly string[] }).created).toHaveLength(
      contactFields.length,
    );
  });

  it('plan counts what sync will do, and what it costs', () => {
    expect(run('plan').json).toMatchObject({
      ...{ mode: 'deep', reason: 'first', create: 15, update: 0, remove: 0, unchanged: 0 },
      cost: { writes: 1 },
    });
  });

  it('sync loads everybody in as many requests as planned', () => {
    const { cost } = run('plan').json as { cost: { requests: number } };
    expect(run('load').code).toBe(0);
    expect(run('load').json).toMatchObject({
      ...{ mode: 'deep', reason: 'first', read: 15, created: 15, rejected: 0, findings: {} },
      // In an account that was empty the first id of all is looked at.
      requests: cost.requests + 1,
    });
  });

  it('a second sync makes the one request for events', () => {
    expect(run('again').json).toMatchObject({ mode: 'incremental', created: 0, requests: 1 });
  });

  it('a change shows in the plan as before and after', () => {
    const { stdout } = run('change plan');
    expect(stdout).toMatch(/^ {2}~ 1 {2}обновить$/m);
    expect(stdout).toMatch(/^~ пациент 1 · контакт \d+$/m);
    expect(stdout).toMatch(/Имя +Иванов Иван Иванович → Петров Иван Иванович/);
    expect(stdout).not.toContain('Адрес');
  });

  it('a change is carried over, and told in a few lines', () => {
    expect(run('change').code).toBe(0);
    expect(run('change').stdout).toMatch(/^Changes — \d+ patients? read/);
    expect(run('change').stdout).toMatch(/updated +1\n/);
  });

  it('a deep pass with nothing to do says so', () => {
    expect(run('deep').stdout).toContain('Полная сверка: по просьбе');
    expect(run('deep').stdout).toContain('Расхождений нет.');
  });

  it('status knows the state of the installation without asking anybody', () => {
    expect(run('status').json).toMatchObject({
      ...{ installed: true, firstLoadDone: true, rejected: 0, lock: null, next: 'fine' },
      links: { linked: 15, missing: 0 },
      lastRun: { mode: 'deep', outcome: 'ok' },
    });
  });

  it('runs lists passes and plans, the newest first', () => {
    const { runs } = run('runs').json as { runs: readonly { mode: string }[] };
    expect(runs.map(({ mode }) => mode)).toEqual(
      'deep incremental plan incremental deep plan deep'.split(' '),
    );
    expect(runs.at(-1)).toMatchObject({ outcome: 'failed', errorCode: 'FIELDS_MISSING' });
  });
});
