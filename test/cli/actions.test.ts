import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Clinic } from './clinic.ts';

it('all that a person does by commands is in the log of actions, in words, with who and from where', async (context) => {
  const { clinic } = await Clinic.withSandbox(4, context, { quick: true });
  const lines = [
    'fields create',
    'test --patient-id 1 --reveal',
    'sync',
    'sync --deep --allow-mass-change 7 --accept-database',
    'rejected retry',
    'forget --patient-id 3',
    'forget --patient-id 3 --undo',
    'fields clear comment --allow-mass-change 4',
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
    expect([0, 3], `${line}: ${stderr}`).toContain(code);
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
    ...['sync-patient 1', 'reveal 1'],
    ...['sync', 'sync deep allow-mass-change=7 accept-database'],
    ...['retry 0', 'forget 3', 'forget-undo 3', 'clear-field comment allow-mass-change=4', 'pause'],
    ...[expect.stringMatching(/^resume/), 'backup-state', 'restore-state'],
  ]);
  const { stdout } = await clinic.run('actions', '--lang', 'ru', '--limit', '4');
  expect(stdout).toMatch(/восстановление состояния из копии +команда, \S+@\S+/);
});
