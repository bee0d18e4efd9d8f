import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { cli } from '../cli-harness.ts';
import { Clinic } from '../clinic.ts';

it('10,000 refused patients are told by reason within a second, within the terminal’s width, and each reason alone on demand', async () => {
  const clinic = await Clinic.mocked(1);
  await clinic.run('fields', 'create');
  const state = new DatabaseSync(join(clinic.folder, 'data', 'state-sandbox.db'));
  state.exec(`
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000)
    insert into rejected (patient_id, code, subject, fingerprint, first_at, last_at, attempts)
    select i, case when i % 10 = 0 then 'NotSupportedChoice' else 'merged-on-create' end, 'patient_id', '', i, i, 1 from n`);
  state.close();
  const began = performance.now();
  const { stdout } = await clinic.run('rejected', 'list', '--lang', 'ru');
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(stdout).toMatch(/Отклонено 10\s000 пациентов/);
  expect(stdout.split('\n').length).toBeLessThan(60);
  expect(stdout).toMatch(/merged-on-create: .*\n(?: .*\n)* +пациентов: 9\s000, с /);
  expect(stdout).toContain('rejected list --reason merged-on-create --limit 9000');

  const onTerminal = await cli(['rejected', 'list'], { ...clinic.options(), isTTY: true });
  const widths = onTerminal.stdout.split('\n').map((line) => stripVTControlCharacters(line).length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(100);

  const one = await clinic.run(
    'rejected',
    'list',
    '--reason',
    'notsupportedchoice',
    '--limit',
    '2',
    '--json',
  );
  expect(one.json).toMatchObject({
    reasons: [{ code: 'NotSupportedChoice', patients: 1_000 }],
    rejected: [{ patientId: 10 }, { patientId: 20 }],
  });
  const none = await clinic.run('rejected', 'list', '--reason', 'NotSuported', '--lang', 'ru');
  expect(none.stdout).toContain('Причины сейчас: merged-on-create, NotSupportedChoice.');
});
