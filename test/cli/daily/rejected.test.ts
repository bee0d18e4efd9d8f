import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { Clinic } from '../clinic.ts';

/** amoCRM refuses whatever carries this patient's source. */
async function withRefused(test: TestContext) {
  const { clinic, sandbox } = await Clinic.withSandbox(6, test, { quick: true });
  await clinic.run('fields', 'create');
  sandbox.faults.add({
    match: { path: '/api/v4/contacts' },
    times: null,
    fault: { kind: 'reject', where: { field: 'IDENT_PATIENT_ID', equals: '3' } },
  });
  const load = await clinic.run('sync', '--lang', 'ru');
  return { clinic, sandbox, load };
}

describe.concurrent('a patient that amoCRM refuses', () => {
  it('ends the pass with exit 3 and leaves the others written', async (test) => {
    const { load, sandbox } = await withRefused(test);
    expect(load.code).toBe(3);
    expect(load.stdout).toMatch(/создано +5\n/);
    expect(load.stdout).toMatch(/не принято +1\n/);
    expect(load.stderr).toContain('ident-amocrm rejected list');
    expect(sandbox.crm.count()).toBe(5);
  });

  it('is listed with field, reason and what to do', async (test) => {
    const { clinic } = await withRefused(test);
    const { stdout } = await clinic.run('rejected', 'list', '--lang', 'ru');
    expect(stdout).toMatch(
      /^ +3 +ID пациента IDENT +такого варианта или значения amoCRM не знает/m,
    );
    expect(stdout).toContain('Отклонён 1 пациент.');
    expect(stdout).toContain('• NotSupportedChoice: проверьте значение в IDENT');
    expect((await clinic.run('status', '--json')).json).toMatchObject({
      ...{ rejected: 1, next: 'rejected' },
    });
    const single = await clinic.run('test', '--patient-id', '3', '--lang', 'ru');
    expect(single.code).toBe(3);
    expect(single.stdout).toContain('Не записано.');
    expect(single.stdout).toContain('(NotSupportedChoice)');
  });

  it('is sent again by the next pass after retry', async (test) => {
    const { clinic, sandbox } = await withRefused(test);
    sandbox.faults.clear();
    expect((await clinic.run('sync', '--json')).json).toMatchObject({ created: 0 });
    const retry = await clinic.run('rejected', 'retry', '--json');
    expect(retry.json).toEqual({ retried: 1, keptBack: [] });
    const sync = await clinic.run('sync', '--json');
    expect([sync.code, sync.json]).toMatchObject([0, { mode: 'incremental', created: 1 }]);
    expect((await clinic.run('rejected', 'list', '--json')).json).toEqual({ rejected: [] });
  });

  it('is exported as a table for Excel, by number and code', async (test) => {
    const { clinic } = await withRefused(test);
    const argv = ['rejected', 'export', '--file', 'rejected.csv', '--lang', 'ru', '--json'];
    const { json } = await clinic.run(...argv);
    const file = join(clinic.folder, 'rejected.csv');
    expect(json).toEqual({ rows: 1, file });
    const [head, row] = readFileSync(file, 'utf8').split('\r\n');
    expect(head).toMatch(/^\uFEFFПациент;Поле;Причина;Код;/);
    expect(row).toMatch(/^3;ID пациента IDENT;.*;NotSupportedChoice;/);
  });
});

describe.concurrent('a number that seems to be another person now', () => {
  it('is sent only when it is confirmed by its number', async (test) => {
    const { clinic, sandbox } = await Clinic.withSandbox(6, test);
    await clinic.run('fields', 'create');
    await clinic.run('sync');
    clinic.sql(
      `update Persons set Surname = 'Новый', Name = 'Пётр', Patronymic = 'Львович', Birthday = '1970-01-02',
        MobilePhone = '+79031112233', Phone = null,
        DateTimeChanged = strftime('%Y-%m-%d %H:%M:%f','now','localtime') where ID = 1`,
    );
    const sync = await clinic.run('sync');
    expect(sync.code).toBe(3);
    const all = await clinic.run('rejected', 'retry');
    expect(all.stdout).toContain('There is nobody to send again.');
    expect(all.stderr).toContain('(1)');
    expect((await clinic.run('rejected', 'retry', '--patient-id', '1', '--json')).json).toEqual({
      ...{ retried: 1, keptBack: [] },
    });
    expect((await clinic.run('sync', '--json')).json).toMatchObject({ updated: 1, rejected: 0 });
    expect(sandbox.crm.contacts().map(({ name }) => name)).toContain('Новый Пётр Львович');
  });
  it('gets a contact of its own once a person separates it, and the former one keeps all but the id', async (test) => {
    const { clinic, sandbox } = await Clinic.withSandbox(6, test);
    await clinic.run('fields', 'create');
    await clinic.run('sync');
    const former = sandbox.crm.contacts().find(({ name }) => name.startsWith('Иванов Иван'));
    clinic.sql(
      `update Persons set Surname = 'Новый', Name = 'Пётр', Patronymic = 'Львович', Birthday = '1970-01-02',
        MobilePhone = '+79031112233', Phone = null,
        DateTimeChanged = strftime('%Y-%m-%d %H:%M:%f','now','localtime') where ID = 1`,
    );
    const early = await clinic.run('rejected', 'separate', '--patient-id', '1');
    expect([early.code, early.stderr]).toMatchObject([
      1,
      expect.stringContaining('nothing to decide'),
    ]);
    await clinic.run('sync');
    const separate = await clinic.run('rejected', 'separate', '--patient-id', '1', '--json');
    expect([separate.code, separate.json]).toEqual([0, { separated: 1 }]);
    expect((await clinic.run('sync', '--json')).json).toMatchObject({ created: 1, rejected: 0 });
    const names = sandbox.crm.contacts().map(({ name }) => name);
    expect(names).toContain('Новый Пётр Львович');
    expect(names).toContain(former?.name);
    expect(names).toHaveLength(7);
  });
});
