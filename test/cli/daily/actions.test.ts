import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { actionNames } from '../../../src/report/action-words.ts';
import { Clinic } from '../clinic.ts';

it('all that a person does by commands is in the log of actions, in words, with who and from where', async (context) => {
  const { clinic } = await Clinic.withSandbox(4, context, { quick: true });
  const lines = [
    'fields create',
    'test --patient-id 1 --reveal',
    'plan --verbose --reveal',
    'plan --verbose',
    'sync',
    'sync --deep --allow-mass-change 7 --accept-database',
    'rejected retry',
    'rejected export',
    `rejected export --file ${join(clinic.folder, 'rows.csv')}`,
    `runs report --csv ${join(clinic.folder, 'report.csv')}`,
    'forget --patient-id 3',
    'forget --patient-id 3 --undo',
    'fields clear comment --allow-mass-change 4',
    'alerts test',
    'pause',
    'resume',
    `state backup --to ${join(clinic.folder, 'copy.db')}`,
    `state restore --from ${join(clinic.folder, 'copy.db')}`,
  ];
  for (const line of lines) {
    const { code, stderr } = await clinic.runWith(
      line.startsWith('fields clear') ? { EXCLUDE_FIELDS: 'comment' } : {},
      ...line.split(' '),
    );
    expect(line === 'alerts test' ? [1] : [0, 3], `${line}: ${stderr}`).toContain(code);
  }
  const who = `${userInfo().username}@${hostname()}`;
  const { json } = await clinic.run('actions', '--json');
  const { actions } = json as {
    actions: { action: string; subject: string | null; actor: string; who: string }[];
  };
  expect(actions.map(({ actor, who: person }) => [actor, person])).toEqual(
    actions.map(() => ['cli', who]),
  );
  const told = actions.map(({ action, subject }) =>
    subject === null ? action : `${action} ${subject}`,
  );
  expect(told.toReversed()).toEqual([
    expect.stringMatching(/^create-fields \d+$/),
    ...['sync-patient 1', 'reveal 1', 'reveal-plan 3'],
    ...['sync', 'sync deep allow-mass-change=7 accept-database'],
    ...['retry 0', 'export-rejected 0', 'export-rejected 0'],
    ...[expect.stringMatching(/^export-report \d+$/), 'forget 3', 'forget-undo 3'],
    ...['clear-field comment allow-mass-change=4', 'test-alerts', 'pause'],
    ...[expect.stringMatching(/^resume/), 'backup-state', 'restore-state'],
  ]);
  // Behind sudo all are the service's user to the system.
  await clinic.runWith({ SUDO_USER: 'olga' }, 'pause');
  const { stdout: bySudo } = await clinic.run('actions', '--limit', '1');
  expect(bySudo).toContain(`olga@${hostname()}`);
  const known = Object.keys(actionNames('ru'));
  for (const { action } of actions) expect(known).toContain(action);
  const { stdout } = await clinic.run('actions', '--lang', 'ru', '--limit', '5');
  expect(stdout).toMatch(/восстановление состояния из копии +команда, \S+@\S+/);
});
