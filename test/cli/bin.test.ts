import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it, onTestFinished, type TestContext, vi } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const bin = join(root, 'bin', 'ident-amocrm.js');
const cwd = mkdtempSync(join(tmpdir(), 'bin-'));

const { PATH = '' } = process.env;

/** A Node that is too old for us but starts us: the machine's own, as a rule. */
const older = PATH.split(delimiter)
  .map((folder) => join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
  .find(
    (file) => existsSync(file) && isOlder(execFileSync(file, ['--version'], { encoding: 'utf8' })),
  );

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number);
  return major < 22 || (major === 22 && minor < 15);
}

function run(node: string, ...args: readonly string[]) {
  return spawnSync(node, [bin, ...args], { cwd, encoding: 'utf8' });
}

/** A command that goes on until it is told to stop. */
async function startSandbox(node: string) {
  const child = spawn(node, [bin, 'sandbox', '--port', '0', '--json'], { cwd });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(JSON.parse(String(chunk)).url));
    child.once('exit', () => reject(new Error(`ended at once: ${stderr}`)));
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  return { child, url, ended };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

describe('bin/ident-amocrm.js', () => {
  it('runs from a checkout without a build', () => {
    const { stdout, status } = run(process.execPath, '--version');
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(status).toBe(0);
  });

  it('loads no library for --help but the one that reads command lines', () => {
    const folder = mkdtempSync(join(tmpdir(), 'loaded-'));
    const env = { ...process.env, NODE_V8_COVERAGE: folder };
    spawnSync(process.execPath, [bin, '--help'], { cwd, env });
    const reports = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    const libraries = reports.flatMap((report) =>
      [...report.matchAll(/\/node_modules\/([^/"]+)/g)].map(([, library]) => library),
    );
    expect([...new Set(libraries)]).toEqual(['commander']);
  });

  it('runs dist when it is installed, since Node strips no types under node_modules', async () => {
    const home = join(mkdtempSync(join(tmpdir(), 'installed-')), 'node_modules', 'ident-amocrm');
    await mkdir(join(home, 'src', 'cli'), { recursive: true });
    await cp(join(root, 'bin'), join(home, 'bin'), { recursive: true });
    await cp(join(root, 'package.json'), join(home, 'package.json'));
    const { stderr } = spawnSync(process.execPath, [join(home, 'bin', 'ident-amocrm.js')], {
      encoding: 'utf8',
    });
    expect(stderr).toContain(join('dist', 'cli', 'main.js'));
  });
});

it('a program that was not installed completely names what is missing and what to do, and shows no stack', async () => {
  const home = mkdtempSync(join(tmpdir(), 'incomplete-'));
  for (const part of ['bin', 'src', 'package.json']) {
    await cp(join(root, part), join(home, part), { recursive: true });
  }
  const start = () => {
    const run = spawnSync(process.execPath, [join(home, 'bin', 'ident-amocrm.js'), '--help'], {
      encoding: 'utf8',
    });
    return [run.status, run.stderr];
  };
  const told = (what: string) => {
    const words = `нет ${what}.\nЧто делать: в папке ${home}`;
    return [2, expect.stringContaining(words)];
  };
  expect(start()).toEqual(told('commander'));
  await rm(join(home, 'src'), { recursive: true });
  expect(start()).toEqual(told(join(home, 'dist', 'cli', 'main.js')));
  expect(start()[1]).not.toContain('    at ');
});

describe.skipIf(older === undefined)('called by an older Node (skipped: none on PATH)', () => {
  const node = older ?? '';

  it('starts itself again on the one that npm brought', () => {
    const { stdout, stderr, status } = run(node, '--version');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(status).toBe(0);
  });

  it('hands on the exit code', () => {
    expect(run(node, 'no-such-command').status).toBe(2);
  });

  it('hands on SIGTERM and SIGINT, and the command ends in order', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const { child, url, ended } = await startSandbox(node);
      child.kill(signal);
      expect(await ended).toEqual({ code: 0, signal: null });
      expect(await answers(url)).toBe(false);
    }
  });

  it.skipIf(process.platform !== 'linux')('dies by the signal that its child died by', async () => {
    const { child, ended } = await startSandbox(node);
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
    process.kill(Number(children.trim()), 'SIGKILL');
    expect(await ended).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('leaves no child behind when it is killed', async () => {
    const { child, url, ended } = await startSandbox(node);
    expect(await answers(url)).toBe(true);
    child.kill('SIGKILL');
    await ended;
    await vi.waitFor(async () => expect(await answers(url)).toBe(false), { timeout: 15_000 });
  });

  it('says in Russian and English what to do when npm brought none', async () => {
    const home = mkdtempSync(join(tmpdir(), 'bare-'));
    await cp(join(root, 'bin'), join(home, 'bin'), { recursive: true });
    await cp(join(root, 'package.json'), join(home, 'package.json'));
    const { stderr, status } = spawnSync(node, [join(home, 'bin', 'ident-amocrm.js')], {
      encoding: 'utf8',
    });
    expect(stderr).toContain('Нужен Node.js 24.15 или новее');
    expect(stderr).toContain('Node.js 24.15 or newer is needed');
    expect(status).toBe(2);
  });
});

it('a settings file that is not there is named, alone and in words, by whatever Node the program is started', () => {
  const rest = ['status', '--lang', 'ru'];
  // Of an --env-file Node itself would have to find the file, but for the program's own name, which begins with `node --`.
  for (const [program, argv] of [
    [bin, ['--settings', 'nope.env', ...rest]],
    [bin, ['--env-file', 'nope.env', ...rest]],
    [process.execPath, [bin, ...rest, '--settings=nope.env']],
  ] as const) {
    const { status, stderr } = spawnSync(program, argv, { cwd, encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, expect.stringContaining('nope.env: такого файла нет')]);
    expect(stderr).not.toContain('AMOCRM_SUBDOMAIN');
  }
});

/** The program of another user, in a folder that is not theirs. */
function ofAnother(skip: TestContext['skip']) {
  skip(
    process.getuid?.() !== 0 || !existsSync('/usr/bin/setpriv'),
    'only root becomes another user',
  );
  // The tests' own folder is closed to others.
  const folder = mkdtempSync('/tmp/rights-');
  onTestFinished(() => rmSync(folder, { recursive: true }));
  chmodSync(folder, 0o755);
  const other = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];
  const run = (command: string, env: Readonly<Record<string, string>> = {}) =>
    spawnSync('/usr/bin/setpriv', [...other, process.execPath, bin, command, '--lang', 'ru'], {
      ...{ cwd: folder, encoding: 'utf8' },
      env: { PATH, ...env },
    });
  return { folder, run };
}

it('a program that may not write to its folder says whose it has to be, and never that a backup is needed', ({
  skip,
}) => {
  const { status, stderr } = ofAnother(skip).run('pause', { AMOCRM_SUBDOMAIN: 'c' });
  expect([status, stderr]).toEqual([2, expect.stringContaining('chown')]);
  expect(stderr).not.toContain('копи');
});

it('a program that may not look into its folder never says that there is no state', ({ skip }) => {
  const { folder, run } = ofAnother(skip);
  mkdirSync(join(folder, 'data'), { mode: 0o700 });
  for (const command of ['status', 'runs', 'doctor']) {
    const { stdout, stderr } = run(command);
    expect(stdout + stderr, command).not.toContain('Состояния нет');
    expect(stdout + stderr, command).toMatch(/EACCES|chown|прав/);
  }
});
