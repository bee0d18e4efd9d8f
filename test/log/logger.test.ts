import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError, exitCode } from '../../src/app-error.ts';
import type { LogConfig } from '../../src/config/load-config.ts';
import { createLogger, type LoggerContext, silentLogger } from '../../src/log/logger.ts';

class ClinicError extends AppError {
  constructor(options?: ErrorOptions) {
    const text = { message: 'The database does not answer.', hint: 'Switch it on.' };
    super(
      { code: 'CLINIC_AWAY', exit: exitCode.temporary, retryable: true, ru: text, en: text },
      options,
    );
  }
}

async function logged(
  write: (log: Awaited<ReturnType<typeof createLogger>>) => void,
  config: Partial<LogConfig> = {},
  context: Partial<LoggerContext> = {},
): Promise<string> {
  const lines: string[] = [];
  const console = { write: (text: string) => lines.push(text) };
  write(await createLogger({ level: 'debug', ...config }, { console, color: false, ...context }));
  return lines.join('');
}

describe('the log', () => {
  it('is JSON, with level and time in words', async () => {
    const line = await logged((log) => log.info({ rows: 3 }, 'read'));
    expect(JSON.parse(line)).toMatchObject({ level: 'info', rows: 3, msg: 'read' });
    expect(JSON.parse(line).time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('is pretty on a terminal, or when told', async () => {
    const pretty = await logged((log) => log.warn({ rows: 3 }, 'read'), { format: 'pretty' });
    expect(pretty).toMatch(/WARN.*: read/);
    const lines: string[] = [];
    const console = { write: (text: string) => lines.push(text), isTTY: true };
    await logged((log) => log.info('read'), {}, { console });
    expect(lines.join('')).toMatch(/INFO.*: read/);
  });

  it('writes all to LOG_FILE, and to the console from its own level on', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'log-')), 'logs', 'ident.log');
    const console = await logged(
      (log) => {
        log.info('quiet');
        log.error('loud');
      },
      { file, level: 'info' },
      { consoleLevel: 'warn' },
    );
    expect(console).not.toContain('quiet');
    expect(console).toContain('loud');
    // Already there: nothing is left to flush.
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('is silent where nobody listens', () => {
    expect(silentLogger().isLevelEnabled('fatal')).toBe(false);
  });
});

describe('errors in the log', () => {
  const foreign = () =>
    Object.assign(new Error('duplicate key value (Иванов Иван)'), {
      code: 'EREQUEST',
      errno: 2627,
      syscall: 'query',
      detail: 'Иванов',
    });

  it('keep name, code and frames of foreign errors, and no word of their message', async () => {
    const line = await logged((log) => log.error({ err: foreign() }, 'query failed'));
    expect(line).not.toContain('Иванов');
    expect(JSON.parse(line).err).toMatchObject({
      type: 'Error',
      code: 'EREQUEST',
      errno: 2627,
      syscall: 'query',
    });
    expect(JSON.parse(line).err.stack[0]).toMatch(/^at .*logger\.test\.ts:\d+:\d+/);
  });

  it('keep message and hint of our own, and their causes by the same rule', async () => {
    const error = new ClinicError({ cause: new Error('outer Иванов', { cause: foreign() }) });
    const line = await logged((log) => log.error({ err: error }, 'failed'));
    expect(line).not.toContain('Иванов');
    expect(JSON.parse(line).err).toMatchObject({
      type: 'ClinicError',
      code: 'CLINIC_AWAY',
      message: 'The database does not answer.',
      hint: 'Switch it on.',
      cause: { type: 'Error', cause: { code: 'EREQUEST' } },
    });
  });

  it('are safe however they are handed over', async () => {
    const line = await logged((log) => {
      log.error(foreign());
      log.error(foreign(), 'bare');
      log.error({ err: foreign() });
      log.error({ error: foreign(), reason: foreign() }, 'under another name');
      log.error({ err: new AggregateError([foreign()], 'many Иванов') }, 'many');
      log.error({ err: 'Иванов +7 925 123-45-67'.slice(7) }, 'a string');
      log.child({ pass: 1 }).error(foreign());
    });
    expect(line).not.toContain('Иванов');
    expect(line.trim().split('\n')).toHaveLength(7);
  });

  it('do not take a sentence for a code', async () => {
    const error = Object.assign(new Error('x'), { code: 'Иванов Иван' });
    expect(await logged((log) => log.error(error))).not.toContain('Иванов');
  });
});
