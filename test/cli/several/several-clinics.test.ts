import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, temporaryFolder } from '../cli-harness.ts';

const cwd = temporaryFolder();
/** With a blank behind the name, as people leave it. */
const run = (...argv: readonly string[]) =>
  cli(argv, { cwd, env: { CONFIG_FILE: 'clinics.yaml ' } });

const clinicOf = (name: string, folder: string, more = '') => `
  - name: ${name}
    USE_MOCK_AMOCRM: true
    STATE_URL: sqlite:data/${folder}/state.db
    DB_CLIENT: sqlite
    DB_FILE: ident.db${more}`;

beforeAll(async () => {
  const clinics = [
    clinicOf('Ромашка', 'romashka'),
    clinicOf('Василёк', 'vasilek'),
    clinicOf('Зубная фея', 'feya'),
    // Its own mistake: nothing of the environment is called so.
    clinicOf('Мак', 'mak', `\n    TIMEZONE: $\{MAK_ZONE}`),
  ];
  writeFileSync(join(cwd, 'clinics.yaml'), `clinics:${clinics.join('')}\n`);
  const size = ['--patients', '5', '--seed', '1', '--file', 'ident.db'];
  expect((await cli(['sample-db', 'create', ...size], { cwd })).code).toBe(0);
  for (const name of ['Ромашка', 'Василёк']) {
    expect((await run('--clinic', name, 'fields', 'create')).code, name).toBe(0);
    expect((await run('--clinic', name, 'sync')).code, name).toBe(0);
  }
  await run('--clinic', 'Василёк', 'pause');
  // A state that cannot be opened.
  mkdirSync(join(cwd, 'data', 'feya'), { recursive: true });
  writeFileSync(join(cwd, 'data', 'feya', 'state-sandbox.db'), 'nothing of a database'.repeat(300));
});

describe('the status of several clinics', () => {
  it('lists them, the worst first, and what is wrong with one hides no other', async () => {
    const { code, stdout } = await run('status', '--lang', 'ru');
    expect(code).toBe(0);
    const names = [...stdout.matchAll(/^[✗!·✓] (Ромашка|Василёк|Зубная фея|Мак)/gm)].map(
      ([, name]) => name,
    );
    expect(new Set(names.slice(0, 2))).toEqual(new Set(['Зубная фея', 'Мак']));
    expect(names.slice(2, 4)).toEqual(['Василёк', 'Ромашка']);
    expect(stdout).toMatch(/✓ Ромашка +5 из 5 +0 +\S.* назад/);
    expect(stdout).toContain('MAK_ZONE');
    expect(stdout).toContain('Клиник: 4.');
    expect(stdout).toMatch(/ident-amocrm status --clinic ("Зубная фея"|Мак)\n/);
    for (const line of stdout.split('\n')) expect(line).not.toMatch(/undefined|\[object/);
  });

  it('is told to programs by clinic, each as the clinic’s own status tells it', async () => {
    const { json } = await run('status', '--json');
    expect(json).toMatchObject({
      clinics: [{ tone: 'bad' }, { tone: 'bad' }, { clinic: 'Василёк' }, { clinic: 'Ромашка' }],
    });
    expect(json).toMatchObject({
      clinics: expect.arrayContaining([
        expect.objectContaining({
          clinic: 'Мак',
          error: expect.objectContaining({ code: 'CONFIG_INVALID' }),
        }),
      ]),
    });
    const own = (await run('status', '--clinic', 'Ромашка', '--json')).json;
    const { clinics } = json as { clinics: readonly { readonly clinic: string }[] }; // asserted above
    expect(clinics.find(({ clinic }) => clinic === 'Ромашка')).toMatchObject(Object(own));
  });

  it('of one that was chosen is its own alone', async () => {
    const { stdout } = await run('status', '--clinic', 'Ромашка', '--lang', 'ru');
    expect(stdout).not.toContain('Василёк');
    expect(stdout).toContain('В amoCRM 5 из 5 пациентов IDENT');
  });

  it('ends as the failure does where none of them can be looked at', async () => {
    writeFileSync(join(cwd, 'broken.yaml'), 'clinics:\n  - name: А\n    X: 1\n  - name: Б\n');
    const all = await cli(['status', '--json'], { cwd, env: { CONFIG_FILE: 'broken.yaml' } });
    expect(all.code).toBe(2);
    expect(JSON.stringify(all.json)).toContain('CONFIG_INVALID');
  });
});

it('the runs of several clinics stand in one list with their names, the newest first', async () => {
  expect((await run('runs', '--json')).json).toMatchObject({
    runs: [{ clinic: 'Василёк' }, { clinic: 'Ромашка' }],
    errors: [{ clinic: 'Зубная фея' }, { clinic: 'Мак', code: 'CONFIG_INVALID' }],
  });
  const { code, stdout, stderr } = await run('runs', '--lang', 'ru', '--limit', '1');
  expect(code).toBe(0);
  expect(stdout).toMatch(/Клиника +№/);
  expect(stdout).toMatch(/Василёк +1/);
  expect(stdout).not.toContain('Ромашка');
  expect(stderr).toContain('Зубная фея: ');
  // A run’s number is one clinic’s.
  expect((await run('runs', '--findings', '1', '--lang', 'ru')).stderr).toContain('--clinic');
});

it('the doctor looks at several clinics one after the other, and says which are ill', async () => {
  const { code, json } = await run('doctor', '--json');
  expect(code).toBe(1);
  expect(json).toMatchObject({
    ok: false,
    clinics: [
      { clinic: 'Ромашка', ok: true },
      { clinic: 'Василёк', ok: true },
      { clinic: 'Зубная фея', ok: false },
      { clinic: 'Мак', ok: false },
    ],
  });
  const { stdout } = await run('doctor', '--lang', 'ru');
  expect(stdout).toContain('Клиник: 4. Проблемы: Зубная фея, Мак.');
  expect(stdout).toContain('MAK_ZONE');
  expect(stdout).not.toContain('сначала исправьте настройки');
});
