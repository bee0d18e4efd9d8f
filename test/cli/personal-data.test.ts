import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Clinic } from './clinic.ts';

it('no command shows or logs anything of a person, unless it is asked to reveal it', async (test) => {
  const { clinic, sandbox } = await Clinic.withSandbox(25, test, { quick: true });
  const texts = new Set(clinic.personalTexts());
  const log = { LOG_LEVEL: 'DEBUG', LOG_FILE: 'all.log' };
  const said: string[] = [];
  const run = async (...argv: readonly string[]) => {
    const { stdout, stderr } = await clinic.runWith(log, ...argv);
    said.push(stdout, stderr);
  };
  await run('fields', 'create');
  await run('plan', '--verbose');
  await run('plan', '--verbose', '--json');
  sandbox.faults.add({
    match: { path: '/api/v4/contacts' },
    times: null,
    fault: { kind: 'reject', where: { field: 'IDENT_PATIENT_ID', equals: '2' } },
  });
  await run('sync');
  await run('test', '--patient-id', '1', '--json');
  await run('test', '--patient-id', '2');
  clinic.editPerson(1, 'Surname', 'Прокофьев-Канарейкин');
  texts.add('Прокофьев').add('Канарейкин');
  await run('plan', '--verbose');
  await run('sync', '--deep', '--json');
  await run('rejected', 'list');
  await run('rejected', 'export');
  await run('runs', '--findings', '3');
  await run('status');
  said.push(readFileSync(join(clinic.folder, 'all.log'), 'utf8'));

  // A duration has so many digits that some card number may be among them.
  const all = said.join('\n').replaceAll(/"ms":[\d.]+/g, '');
  expect([...texts].filter((text) => all.includes(text))).toEqual([]);
  const revealed = await clinic.run('test', '--patient-id', '1', '--reveal');
  expect(revealed.stdout).toContain('Канарейкин');
});
