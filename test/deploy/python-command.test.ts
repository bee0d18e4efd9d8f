import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from './repository.ts';

const bin = mkdtempSync(join(tmpdir(), 'bin-'));
copyFileSync(join(root, 'deploy/docker/python'), join(bin, 'python'));
writeFileSync(join(bin, 'ident-amocrm'), '#!/bin/sh\nprintf "%s|" "$@"\n', { mode: 0o755 });
afterAll(() => rmSync(bin, { recursive: true }));

const python = (...args: string[]) =>
  spawnSync('python', args, { env: { PATH: `${bin}:/usr/bin:/bin` }, encoding: 'utf8' });

describe('python main.py inside the container', () => {
  it('is the command of this program, word by word', () => {
    expect(python('main.py', 'test', '--patient-id', '1')).toMatchObject({
      status: 0,
      stdout: 'test|--patient-id|1|',
    });
    expect(python('/app/main.py', 'test-db').stdout).toBe('test-db|');
  });

  it('pretends to be no Python', () => {
    const run = python('-c', 'print(1)');
    expect(run.status).toBe(127);
    expect(run.stderr).toContain('ident-amocrm --help');
  });
});
