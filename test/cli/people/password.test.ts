import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { isPassword } from '../../../src/http/sign-in/password-hash.ts';
import { openState } from '../../../src/state/open-state.ts';
import { type CliOptions, cli, temporaryFolder } from '../cli-harness.ts';

const good = 'Пароль клиники 7';

async function setPassword(argv: readonly string[], options: CliOptions) {
  const cwd = temporaryFolder();
  const run = await cli(['password', ...argv], { cwd, ...options });
  const file = { file: join(cwd, 'data/state.db'), keyFile: join(cwd, 'data/state.key') };
  await using state = await openState(file, systemClock);
  return {
    run,
    hashed: (await state.meta.get('dashboardPassword')) ?? null,
    actions: (await state.actions.latest(9)).map(({ action }) => action),
  };
}

describe('ident-amocrm password', () => {
  test('asks twice at a terminal, shows nothing of it and keeps a hash', async () => {
    const typed = { isTTY: true, stdin: `${good}\r${good}\r` };
    const { run, hashed, actions } = await setPassword([], typed);
    expect(run.code).toBe(0);
    expect(run.stderr).toContain('New password: \nOnce more: \n');
    expect(run.stdout + run.stderr).not.toContain('клиники');
    expect(await isPassword(good, hashed ?? '')).toBe(true);
    expect(actions).toEqual(['set-password']);
  });

  test('changes nothing when the two differ, or nobody goes on typing', async () => {
    for (const stdin of [`${good}\r${good}!\r`, `${good}\r\u0003`, `${good}\r`]) {
      const { run, hashed } = await setPassword([], { isTTY: true, stdin });
      expect(run.code).toBe(2);
      expect(run.stderr).toContain('not the same');
      expect(hashed).toBeNull();
    }
  });

  test('reads the first line of stdin on demand', async () => {
    const { run, hashed } = await setPassword(['--stdin'], { stdin: `${good}\r\nmore\n` });
    expect(run.code).toBe(0);
    expect(await isPassword(good, hashed ?? '')).toBe(true);
  });

  test('refuses what is guessed, and to guess where to ask', async () => {
    const short = await setPassword(['--stdin'], { stdin: 'kurz' });
    expect(short.run).toMatchObject({ code: 2, stderr: expect.stringContaining('at least 8') });
    const common = await setPassword(['--stdin'], { stdin: 'Qwerty2024!' });
    expect(common.run).toMatchObject({ code: 2, stderr: expect.stringContaining('guessing') });
    expect(common.run.stderr).not.toContain('Qwerty');
    const nowhere = await setPassword([], { stdin: good });
    expect(nowhere.run).toMatchObject({ code: 2, stderr: expect.stringContaining('--stdin') });
    expect([short.hashed, nowhere.hashed]).toEqual([null, null]);
  });

  test('says that the one of the settings overrules it, and takes it away on demand', async () => {
    const env = { DASHBOARD_PASSWORD: 'another one' };
    const { run } = await setPassword(['--stdin'], { stdin: good, env });
    expect(run.stderr).toContain('DASHBOARD_PASSWORD is set');
    const gone = await setPassword(['--remove'], {});
    expect(gone).toMatchObject({ run: { code: 0 }, hashed: null, actions: ['remove-password'] });
  });
});
