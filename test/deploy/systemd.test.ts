import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exitCode } from '../../src/app-error.ts';
import { exitCodeOf } from '../../src/cli/ends/interruption.ts';
import { read, root } from './repository.ts';

const unit = read('deploy/systemd/ident-amocrm.service');

/** The last value of a key, as systemd takes it. */
const value = (key: string) =>
  unit
    .split('\n')
    .findLast((line) => line.startsWith(`${key}=`))
    ?.slice(key.length + 1);

describe('the systemd unit', () => {
  it('hears of readiness and of life from the tool that speaks for the service', () => {
    expect(value('Type')).toBe('notify');
    expect(value('NotifyAccess')).toBe('all');
    expect(Number(value('WatchdogSec'))).toBeGreaterThanOrEqual(60);
  });

  it('lets the service finish, and knows its ends from failures', () => {
    expect(Number(value('TimeoutStopSec'))).toBeGreaterThan(30);
    expect(value('KillMode')).toBe('mixed');
    expect(value('SuccessExitStatus')?.split(' ').map(Number)).toEqual([
      exitCode.interrupted,
      exitCodeOf('SIGTERM'),
    ]);
    expect(value('Restart')).toBe('on-failure');
    expect(Number(value('RestartPreventExitStatus'))).toBe(exitCode.usage);
  });

  it('starts a file of this repository, in the one folder that it may write', () => {
    const file = /\/opt\/ident-amocrm\/(\S+\.js)/.exec(value('ExecStart') ?? '')?.[1] ?? 'nothing';
    expect(existsSync(join(root, file))).toBe(true);
    expect(value('ExecStart')).toMatch(/ run$/);
    const folder = `/var/lib/${value('StateDirectory')}`;
    expect(value('WorkingDirectory')).toBe(folder);
    expect(value('Environment')).toContain(`STATE_URL=sqlite:${folder}/`);
    expect(unit).not.toContain('ReadWritePaths');
  });

  it('has the same program, settings and state as the command for people', () => {
    const command = read('deploy/systemd/ident-amocrm');
    for (const part of [
      'STATE_URL=sqlite:/var/lib/ident-amocrm/state.db',
      '/opt/ident-amocrm/bin/ident-amocrm.js',
      '--settings /etc/ident-amocrm/.env',
    ]) {
      expect(unit).toContain(part);
      expect(command).toContain(part);
    }
    expect(command).toContain(`runuser -u ${value('User')} --`);
    expect(read('deploy/systemd/ident-amocrm.sysusers')).toContain(`u ${value('User')} `);
  });
});

describe('the scripts for systemd', () => {
  const install = read('deploy/systemd/install.sh');
  const uninstall = read('deploy/systemd/uninstall.sh');

  it('take away all that they put anywhere', () => {
    const put = [...install.matchAll(/^install -m \d+ \S+ (\/\S+)$/gm)].map(([, file]) => file);
    expect(put).toHaveLength(3);
    for (const file of put) expect(uninstall).toContain(file);
    expect(uninstall).toContain('/etc/systemd/system/ident-amocrm.service.d');
  });

  it('hand each secret to the service, and the same ones to the command for people', () => {
    expect(install).toContain('echo "LoadCredential=$'.concat('{secret##*/}:$secret"'));
    expect(read('deploy/systemd/ident-amocrm')).toContain(
      'CREDENTIALS_DIRECTORY=/etc/ident-amocrm/secrets',
    );
  });

  it('make the folder of the state before a command needs it', () => {
    const command = read('deploy/systemd/ident-amocrm');
    expect(command.indexOf('install -d -m 700')).toBeGreaterThan(0);
    expect(command.indexOf('install -d -m 700')).toBeLessThan(command.indexOf('\ncd /var/lib'));
  });
});

it('every script is one that its shell can read', () => {
  const scripts = ['systemd', 'docker', 'test'].flatMap((folder) =>
    readdirSync(join(root, 'deploy', folder))
      .map((name) => join(root, 'deploy', folder, name))
      .filter((file) => readFileSync(file, 'utf8').startsWith('#!')),
  );
  expect(scripts.length).toBeGreaterThan(5);
  for (const file of scripts) {
    const shell = /^#!.*?(bash|sh)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 'none';
    expect(spawnSync(shell, ['-n', file], { encoding: 'utf8' }), file).toMatchObject({
      ...{ status: 0, stderr: '' },
    });
  }
});

const tool = 'systemd-analyze';

describe('the unit to systemd', () => {
  if (spawnSync(tool, ['--version']).error !== undefined) {
    it.skip(`not here: ${tool}`, () => {});
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'unit-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'ident-amocrm.service');
  // The check wants the program to be there; this machine's Node may be elsewhere.
  writeFileSync(file, unit.replace('/usr/bin/node', process.execPath));
  const analyze = (...args: string[]) => spawnSync(tool, [...args, file], { encoding: 'utf8' });

  it('has no mistake', () => {
    expect(analyze('verify')).toMatchObject({ status: 0, stderr: '' });
  });

  it('is exposed less than 2 of 10', () => {
    const { stdout } = analyze('security', '--offline=true', '--no-pager');
    const exposure = /Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1];
    expect(Number(exposure)).toBeLessThan(2);
  });
});
