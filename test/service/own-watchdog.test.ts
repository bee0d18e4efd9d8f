import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const child = (how: string) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'own-watchdog.child.ts'), how], {
    encoding: 'utf8',
    timeout: 60_000,
  });

it('a process whose main thread hangs ends itself, and says so', () => {
  const { signal, stderr } = child('hang');
  expect(signal).toBe('SIGKILL');
  expect(JSON.parse(stderr)).toMatchObject({
    level: 'fatal',
    msg: expect.stringContaining('hangs'),
  });
});

it('a process that works is left alone by its watchdog, which does not keep it from its end', () => {
  expect(child('work')).toMatchObject({ status: 0, signal: null, stderr: '' });
});
