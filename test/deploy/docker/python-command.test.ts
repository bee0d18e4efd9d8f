import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from '../repository.ts';

const bin = mkdtempSync(join(tmpdir(), 'bin-'));
for (const name of ['python', 'python3']) {
  copyFileSync(join(root, 'deploy/docker', name), join(bin, name));
}
writeFileSync(join(bin, 'ident-amocrm'), '#!/bin/sh\nprintf "%s|" "$@"\n', { mode: 0o755 });
afterAll(() => rmSync(bin, { recursive: true }));

const python = (...args: string[]) => called('python', ...args);
const called = (program: string, ...args: string[]) =>
  spawnSync(program, args, { env: { PATH: `${bin}:/usr/bin:/bin` }, encoding: 'utf8' });

describe('python main.py inside the container', () => {
  it('is the command of this program, word by word', () => {
    expect(python('main.py', 'test', '--patient-id', '1')).toMatchObject({
      status: 0,
      stdout: 'test|--patient-id|1|',
    });
    expect(python('/app/main.py', 'test-db').stdout).toBe('test-db|');
  });

  it('knows the command that is called otherwise now, and answers to python3', () => {
    expect(called('python3', 'main.py', 'deep-sync').stdout).toBe('sync|--deep|');
    expect(python('main.py', 'deep-sync', '--limit', '5').stdout).toBe('sync|--deep|--limit|5|');
  });

  it('pretends to be no Python', () => {
    const run = python('-c', 'print(1)');
    expect(run.status).toBe(127);
    expect(run.stderr).toContain('ident-amocrm --help');
  });
});
