import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, temporaryFolder } from '../cli-harness.ts';

const cwd = temporaryFolder();
const env = { CONFIG_FILE: 'clinics.yaml' };
const run = (...argv: readonly string[]) => cli(argv, { cwd, env });

beforeAll(async () => {
  const clinic = `clinics:
  - name: Ромашка
    USE_MOCK_AMOCRM: true
    STATE_URL: sqlite:data/romashka/state.db
    DB_CLIENT: sqlite
    sources:
      - name: Центр
        number: 1
        DB_FILE: center.db
      - name: Север
        number: 2
        DB_FILE: north.db
`;
  writeFileSync(join(cwd, 'clinics.yaml'), clinic);
  for (const [file, patients] of [
    ['center.db', '20'],
    ['north.db', '30'],
  ] as const) {
    const made = await cli(
      ['sample-db', 'create', '--patients', patients, '--seed', '1', '--file', file],
      { cwd },
    );
    expect(made.code).toBe(0);
  }
});

describe('a clinic with several databases', () => {
  it('is asked which database a command means, with a list of them', async () => {
    const { code, stderr } = await run('test-db');
    expect(code).toBe(2);
    expect(stderr).toContain('Центр (1), Север (2)');
    expect((await run('test-db', '--source', 'Юг')).stderr).toContain('Центр (1), Север (2)');
  });

  it.each([
    ['its name', ['--source', 'север'], 30],
    ['its number', ['--source', '1'], 20],
  ])('is shown the database that is meant by %s', async (_, option, patients) => {
    expect((await run('test-db', ...option, '--json')).json).toMatchObject({ patients });
  });

  it.each([
    ['test-db', '--patient-id', '5'],
    ['rejected', 'retry', '--patient-id', '5'],
    ['rejected', 'separate', '--patient-id', '5'],
    ['forget', '--undo', '--patient-id', '5'],
  ])('is asked whose patient 5 is: %s', async (...argv) => {
    const { code, stderr } = await run(...argv);
    expect(code).toBe(2);
    expect(stderr).toContain('Центр (1), Север (2)');
  });

  it('names a patient by the number of the database and a colon, or by --source', async () => {
    const undo = async (...argv: readonly string[]) =>
      (await run('forget', '--undo', '--json', ...argv)).json;
    const second = { patientId: '2:5', recalled: false };
    expect(await undo('--patient-id', '2:5')).toMatchObject(second);
    expect(await undo('--patient-id', '5', '--source', 'Север')).toMatchObject(second);
    expect(await undo('--patient-id', '1:5')).toMatchObject({ patientId: 5 });
    expect(await undo('--patient-id', '2:5', '--source', 'Центр')).toMatchObject({
      error: { code: 'USAGE' },
    });
    expect(await undo('--patient-id', '3:5')).toMatchObject({ error: { code: 'USAGE' } });
  });

  it('is checked by doctor database by database, each by its name', async () => {
    const { json, stdout } = await run('doctor', '--json');
    expect(json).toMatchObject({
      checks: expect.arrayContaining([
        expect.objectContaining({ check: 'database', source: 'Центр', verdict: 'ok' }),
        expect.objectContaining({ check: 'database', source: 'Север', verdict: 'ok' }),
      ]),
    });
    expect(stdout).not.toContain('DB_PASSWORD');
    expect((await run('doctor')).stdout).toMatch(/IDENT database – Север +SQLite .*: 30/);
  });

  it('is told for which databases an allowance is', async () => {
    const trial = ['sync', '--limit', '1', '--allow-mass-change', '7'];
    expect((await run(...trial)).stderr).toContain('up to 7 changes of each kind in each database');
    expect((await run(...trial, '--source', 'Север')).stderr).toContain(
      'up to 7 changes of each kind in «Север»',
    );
  });

  it('ends a command with code 2 and the lines of all mistakes where the file is wrong', async () => {
    const other = temporaryFolder();
    writeFileSync(join(other, 'clinics.yaml'), 'clinics:\n  - nmae: Ромашка\n');
    const { code, json } = await cli(['status', '--json'], { cwd: other, env });
    expect(code).toBe(2);
    expect(json).toMatchObject({
      error: {
        code: 'CONFIG_INVALID',
        mistakes: expect.arrayContaining([
          expect.objectContaining({ file: 'clinics.yaml', line: 2, name: 'nmae' }),
        ]),
      },
    });
  });

  it('says nothing of databases where there is one', async () => {
    const one = { DB_CLIENT: 'sqlite', DB_FILE: 'center.db' };
    const { json } = await cli(['doctor', '--json'], { cwd, env: one });
    expect(JSON.stringify(json)).not.toContain('"source"');
  });
});

describe('a pass over several databases of the file', () => {
  it('carries over the patients of each, the second ones under 2:id, and the views name the database', async () => {
    expect((await run('fields', 'create')).code).toBe(0);
    const { code, json } = await run('sync', '--json');
    expect([0, 3]).toContain(code);
    const { created, rejected } = json as { created: number; rejected: number }; // as docs/json.md has it
    expect(created + rejected).toBe(50);
    expect((await run('sync', '--json')).json).toMatchObject({ created: 0, updated: 0 });
    const { json: seen } = await run(
      'test',
      '--dry-run',
      '--json',
      '--patient-id',
      '1',
      '--source',
      'Север',
    );
    expect(seen).toMatchObject({ patientId: '2:1', sent: [] });
  });

  it('tells in status and doctor how old each is', async () => {
    const { json } = await run('status', '--json');
    const carriedAt = expect.any(Number);
    expect(json).toMatchObject({
      sources: [
        { number: 1, name: 'Центр', carriedAt, database: expect.stringContaining('center.db') },
        { number: 2, name: 'Север', carriedAt, database: expect.stringContaining('north.db') },
      ],
    });
    const { stdout } = await run('status', '--lang', 'ru');
    expect(stdout).toMatch(/Последний проход: Север +\d+ .* назад/);
    expect(stdout).toMatch(/База IDENT: Север +\S*north\.db/);
    expect((await run('doctor', '--lang', 'ru')).stdout).toMatch(/: Центр \d+ мин, Север \d+ мин/);
  });

  it('names the database of each patient whom it tells of: in sync, runs report and its table', async () => {
    // Of each a patient whose contact somebody would have to look at: a birthday that is no day.
    for (const file of ['center.db', 'north.db']) {
      const database = new DatabaseSync(join(cwd, file));
      database.exec("update Persons set Birthday = 'не помню' where ID = 2");
      database.close();
    }
    const { stdout } = await run('sync', '--deep', '--lang', 'ru');
    expect(stdout).toContain('пациент 2 (Центр)');
    expect(stdout).toContain('пациент 2:2 (Север)');
    const report = await run('runs', 'report', '--lang', 'ru');
    expect(report.stdout).toMatch(/2:2 .*Север/);
    await run('runs', 'report', '--csv', 'report.csv', '--lang', 'ru');
    const [title, ...rows] = readFileSync(join(cwd, 'report.csv'), 'utf8').trim().split('\r\n');
    expect(title).toMatch(/;База$/);
    expect(rows.find((row) => row.includes('2:2;'))).toMatch(/;Север$/);
    expect(rows.every((row) => /;(Центр|Север)$/.test(row))).toBe(true);
  });

  it('takes a database for the right one by its name only', async () => {
    const { code, stderr } = await run('sync', '--accept-database');
    expect(code).toBe(2);
    expect(stderr).toContain('Центр (1), Север (2)');
    expect((await run('sync', '--accept-database', '--source', 'Север')).code).toBe(0);
  });

  it('is refused when a number is changed, and nobody is created', async () => {
    const file = join(cwd, 'clinics.yaml');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.replace('number: 2', 'number: 3'));
    const { json } = await run('sync', '--json');
    writeFileSync(file, before);
    expect(json).toMatchObject({ error: { code: 'SOURCE_NUMBER_CHANGED' } });
    expect((await run('sync', '--json')).json).toMatchObject({ created: 0 });
  });
});
