import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { isPassword } from '../../../src/http/sign-in/password-hash.ts';
import { openState } from '../../../src/state/open-state.ts';
import { cli, temporaryFolder } from '../cli-harness.ts';

it('adds, changes, lists and removes users; a password is never an argument, nor shown', async () => {
  const cwd = temporaryFolder();
  const secret = 'correct horse battery';
  const file = join(cwd, 'password.txt');
  writeFileSync(file, `${secret}\r\n`);
  const users = (argv: readonly string[], stdin?: string) =>
    cli(['users', ...argv], { cwd, ...(stdin === undefined ? {} : { stdin }) });

  expect((await users(['list'])).stdout).toBe('Nobody is on the list.\n');
  expect(await users(['add', 'Anna', '--role', 'look', '--file', file])).toMatchObject({
    ...{ code: 0, stdout: 'The user Anna is added, role: look.\n' },
  });
  expect((await users(['add', 'Пётр', '--role', 'operate', '--stdin'], `${secret}\n`)).code).toBe(
    0,
  );
  expect(await users(['add', 'proxy', '--role', 'look', '--no-password'])).toMatchObject({
    ...{ code: 0, stderr: expect.stringContaining('AUTH_HEADER is not set') },
  });
  expect((await users(['role', 'anna', '--role', 'fleet'])).stdout).toBe(
    'The role of Anna: fleet.\n',
  );
  expect((await users(['password', 'ANNA', '--stdin'], 'another good one 42\n')).code).toBe(0);
  expect((await users(['remove', 'proxy'])).code).toBe(0);

  const listed = await users(['list', '--json']);
  expect(listed.json).toMatchObject({
    users: [
      { name: 'Anna', role: 'fleet', clinics: null, hasPassword: true },
      { name: 'Пётр', role: 'operate' },
    ],
  });
  expect(listed.stdout).not.toContain('scrypt');
  const source = { file: join(cwd, 'data', 'state.db'), keyFile: join(cwd, 'data', 'state.key') };
  await using state = await openState(source, systemClock);
  const hash = (await state.users.find('anna'))?.password ?? '';
  expect(await isPassword('another good one 42', hash)).toBe(true);
  const actions = (await state.actions.latest(10)).map(({ action, subject }) => [action, subject]);
  expect(actions.toReversed()).toEqual([
    ['add-user', 'Anna'],
    ['add-user', 'Пётр'],
    ['add-user', 'proxy'],
    ['set-user-role', 'Anna'],
    ['set-user-password', 'Anna'],
    ['remove-user', 'proxy'],
  ]);
});

it.each([
  [['add', 'operate', '--role', 'look'], 'the command password changes it'],
  [['add', 'a,b', '--role', 'look'], 'A name has up to 60 letters'],
  [['add', 'Anna'], '--role'],
  [['add', 'Anna', '--role', 'admin'], 'look, operate, fleet'],
  [['add', 'Anna', '--role', 'look'], 'There is no terminal to ask at'],
  [['add', 'Anna', '--role', 'look', '--stdin'], 'Such a password protects nothing'],
  [['add', 'Anna', '--role', 'look', '--file', 'none'], 'cannot be read (ENOENT)'],
  [['add', 'Anna', '--role', 'look', '--clinics', 'A'], 'there is one clinic here'],
  [['password', 'Anna', '--stdin'], 'There is no user Anna'],
  [['remove', 'Anna'], 'There is no user Anna'],
])('says what is wrong with: users %j', async (argv, words) => {
  const { code, stderr } = await cli(['users', ...argv], { stdin: '12345678\n' });
  expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
});
