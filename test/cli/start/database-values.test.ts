import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { realColumns } from '../../support/real-columns.ts';
import { cli, temporaryFolder } from '../cli-harness.ts';

/** The sample in IDENT's own columns, with money of two patients. */
async function clinic(statements: readonly string[] = []) {
  const cwd = temporaryFolder();
  await cli(['sample-db', 'create', '--patients', '40', '--seed', '1', '--file', 'ident.db'], {
    cwd,
  });
  const database = new DatabaseSync(join(cwd, 'ident.db'));
  for (const statement of [...realColumns('sqlite'), ...statements]) database.exec(statement);
  database.close();
  const env = { DB_CLIENT: 'sqlite', DB_FILE: 'ident.db', IDENT_PROFILE: 'ident' };
  return (argv: readonly string[], more: Record<string, string> = {}) =>
    cli(argv, { cwd, env: { ...env, ...more } });
}

const money = `
  insert into Bills (ID_Orders, ID_Patients, AmountWithDiscount, Debt) values (1, 1, 900, 400.50);
  insert into PaymentsIn (ID_Patients, Payment) values (1, 499.50), (2, 1000.10);`;

describe('test-db', () => {
  it('counts for each field how many patients have it, and shows what the codes of lists are taken for', async () => {
    const run = await clinic([
      'update Patients set Status = case ID_Persons when 1 then 4 when 2 then 3 when 3 then 2 else 1 end',
      "update Persons set Birthday = '15/05/1985' where ID = 1",
    ]);
    const { json } = await run(['test-db', '--json']);
    expect(json).toMatchObject({
      patients: 40,
      fields: {
        patient_id: { filled: 40 },
        birthday: { status: 'found', unreadable: 2 },
        status: {
          filled: 39,
          unreadable: 1,
          values: [
            { value: '1', count: 37, meaning: 'active', understood: true },
            { value: '2', count: 1, meaning: 'archived', understood: true },
            { value: '3', count: 1, meaning: 'deleted', understood: true },
            { value: '4', count: 1, meaning: null, understood: false },
          ],
        },
      },
    });
    const { stdout } = await run(['test-db'], { LANG: 'ru_RU.UTF-8' });
    expect(stdout).toContain('Значения в базе: Статус пациента');
    expect(stdout).toMatch(/3 {2}→ Удален {2}1/);
    expect(stdout).toMatch(/4 {2}→ не понято/);
    expect(stdout).toMatch(/^Дата рождения +\d+ +2$/m);
  });

  it('shows no values of a column that is no list: they may be about people', async () => {
    const run = await clinic(['update Patients set Status = 1000 + ID_Persons']);
    const { json } = await run(['test-db', '--json']);
    expect(json).toMatchObject({ fields: { status: { filled: 0, unreadable: 40, values: [] } } });
  });

  it('--patient-id shows figures beside each other that wait to be confirmed', async () => {
    const run = await clinic([money]);
    const { json } = await run(['test-db', '--patient-id', '1,2,99999', '--json']);
    expect(json).toMatchObject({
      patients: [
        { patientId: 1, figures: { advance: '0', debt: '400.5' } },
        { patientId: 2, figures: { advance: '1000.1', debt: '0' } },
      ],
    });
    const { stdout } = await run(['test-db', '--patient-id', '1,2,99999']);
    expect(stdout).toContain('OrderPaymentsJournal.Debt');
    expect(stdout).toContain('Not in the database: 99999');
    expect((await run(['test-db', '--patient-id', '1;drop'])).code).toBe(2);
  });
});

describe('fields confirm', () => {
  it('switches a computed field on, is written down, and says so where there is nothing to confirm', async () => {
    const run = await clinic([money]);
    const status = async () => {
      const { json } = await run(['test-db', '--json']);
      // What the command prints.
      return (json as { fields: { debt: { status: string } } }).fields.debt.status;
    };
    expect(await status()).toBe('unconfirmed');
    const first = await run(['fields', 'confirm', 'debt', '--json']);
    expect(first.json).toMatchObject({ key: 'debt', confirmed: true, before: 'unconfirmed' });
    expect(await status()).toBe('computed');
    const again = await run(['fields', 'confirm', 'debt', '--json']);
    expect(again.json).toMatchObject({ confirmed: false, before: 'computed' });
  });

  it('of a key that is none is told without settings, IDENT and a state', async () => {
    for (const key of ['nonsense', 'debts', 'DEBT']) {
      const { code, json } = await cli(['fields', 'confirm', key, '--json']);
      expect([code, json]).toMatchObject([2, { error: { code: 'FIELD_UNKNOWN' } }]);
    }
  });
});
