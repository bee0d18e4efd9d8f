import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { RotatingFile } from '../../src/log/rotating-file.ts';

const place = () => join(mkdtempSync(join(tmpdir(), 'rotate-')), 'logs', 'ident.log');

function fill(path: string, lines: number, options = { maxBytes: 100, keep: 3 }): void {
  const file = new RotatingFile(path, options);
  for (let number = 1; number <= lines; number++) file.write(`line ${number} ${'.'.repeat(40)}\n`);
}

describe('the log file', () => {
  it('is made with its folders, and always bears its name', () => {
    const path = place();
    fill(path, 1);
    expect(readFileSync(path, 'utf8')).toContain('line 1');
    fill(path, 20);
    expect(existsSync(path)).toBe(true);
  });

  it('is rotated at its size: .1 is the youngest, and no more than so many are kept', () => {
    const path = place();
    fill(path, 20);
    expect(readdirSync(join(path, '..')).sort()).toEqual([
      'ident.log',
      'ident.log.1',
      'ident.log.2',
      'ident.log.3',
    ]);
    expect(readFileSync(`${path}.1`, 'utf8')).toContain('line 18');
    expect(statSync(path).size).toBeLessThan(100);
  });

  it('loses and tears no line when several processes write and rotate it', async () => {
    const path = place();
    const writer = join(import.meta.dirname, 'rotating-file.child.ts');
    const run = (name: string) =>
      promisify(execFile)(process.execPath, [writer, path, name, '400']);
    await Promise.all(['a', 'b', 'c'].map(run));

    const files = readdirSync(join(path, '..')).filter((name) => !name.endsWith('.lock'));
    const lines = files.flatMap((name) =>
      readFileSync(join(path, '..', name), 'utf8')
        .split('\n')
        .filter(Boolean),
    );
    expect(files.length).toBeGreaterThan(3);
    expect(new Set(lines).size).toBe(1200);
    expect(lines).toHaveLength(1200);
    expect(lines.every((line) => /^[abc] \d+ \.{60}$/.test(line))).toBe(true);
  });

  it('is not kept from rotating by a process that died while it rotated', () => {
    const path = place();
    fill(path, 1);
    const lock = `${path}.lock`;
    writeFileSync(lock, '');
    fill(path, 5);
    expect(existsSync(`${path}.1`)).toBe(false);
    const longAgo = statSync(path).mtimeMs / 1000 - 60;
    utimesSync(lock, longAgo, longAgo);
    fill(path, 5);
    expect(existsSync(`${path}.1`)).toBe(true);
    expect(existsSync(lock)).toBe(false);
  });

  it('says at the start when it cannot be written', () => {
    const path = place();
    fill(path, 1);
    expect(() => new RotatingFile(join(path, 'below', 'a-file'))).toThrow();
  });
});
