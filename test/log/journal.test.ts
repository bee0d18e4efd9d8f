import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isJournal, withPriority } from '../../src/log/journal.ts';
import { createLogger } from '../../src/log/logger.ts';

const bin = join(import.meta.dirname, '..', '..', 'bin', 'ident-amocrm.js');

describe('a line for the journal of systemd', () => {
  it.each(['json', 'pretty'] as const)('begins with its priority (%s)', async (format) => {
    let said = '';
    const console = { write: (text: string) => (said += text) };
    const log = await createLogger(
      { level: 'debug', format },
      { console, color: false, journal: true },
    );
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error(new Error('d'));
    const lines = said.trim().split('\n');
    expect(lines.map((line) => line.slice(0, 3)).slice(0, 4)).toEqual(['<7>', '<6>', '<4>', '<3>']);
    // A stack has lines of its own, and each is a message to the journal.
    for (const line of lines.slice(3)) expect(line).toMatch(/^<3>/);
  });

  it('is one that says why a command failed, too', () => {
    const folder = mkdtempSync(join(tmpdir(), 'journal-'));
    const file = join(folder, 'stderr');
    const descriptor = openSync(file, 'w');
    const { dev, ino } = fstatSync(descriptor, { bigint: true });
    const { status } = spawnSync(process.execPath, [bin, 'run', '--lang', 'en'], {
      cwd: folder,
      env: { TIMEZONE: 'Nowhere', JOURNAL_STREAM: `${dev}:${ino}` },
      stdio: ['ignore', 'ignore', descriptor],
    });
    closeSync(descriptor);
    expect(status).toBe(2);
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    expect(lines.find((line) => line.includes('TIMEZONE=Nowhere'))).toMatch(/^<3>/);
  });

  it('is none where the stream that systemd opened was turned elsewhere', () => {
    expect(isJournal({}, 2)).toBe(false);
    expect(isJournal({ JOURNAL_STREAM: '1:2' }, 2)).toBe(false);
    expect(isJournal({ JOURNAL_STREAM: 'nonsense' }, 2)).toBe(false);
  });

  it('keeps empty lines and the last line break as they are', () => {
    expect(withPriority('a\n\nb\n', 'warn')).toBe('<4>a\n\n<4>b\n');
  });
});
