import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InterruptedError } from '../../src/cli/ends/interruption.ts';
import { cli, startCli, temporaryFolder } from './cli-harness.ts';

describe('stdout and stderr', () => {
  const create = (file: string) => [
    'sample-db',
    'create',
    '--patients',
    '3',
    '--seed',
    '1',
    '--file',
    file,
  ];

  it('carry data and talk: with --json stdout is the object alone, in one line', async () => {
    const { stdout, json, code } = await cli([...create('x.db'), '--json']);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(json).toMatchObject({ patients: 3, seed: 1 });
    expect(code).toBe(0);
  });

  it('have no colours but on a terminal, and none there with NO_COLOR', async () => {
    const colour = '\u001b[';
    expect((await cli(['--help'])).stdout).not.toContain(colour);
    expect((await cli(['--help'], { isTTY: true })).stdout).toContain(colour);
    const noColor = { isTTY: true, env: { NO_COLOR: '1' } };
    expect((await cli(['--help'], noColor)).stdout).not.toContain(colour);
    expect((await cli(['--help'], { isTTY: true, env: { TERM: 'dumb' } })).stdout).not.toContain(
      colour,
    );
  });

  it('show progress as lines where there is no terminal', async () => {
    const { stderr } = await cli(create('x.db'));
    expect(stderr).toMatch(/^Patients: 3\/3\n/);
    expect(stderr).not.toContain('\u001b');
  });
});

describe('an error', () => {
  it('is kept in LOG_FILE as a record, and told to the person once', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'x.db'), 'this is no database, whatever its name says'.repeat(50));
    writeFileSync(join(cwd, '.env'), 'LOG_FILE=logs/cli.log\n');
    const argv = ['sample-db', 'mutate', '--changes', '1', '--seed', '1', '--file', 'x.db'];
    const { code, stderr } = await cli(argv, { cwd });
    expect(code).not.toBe(0);
    expect(stderr.match(/Error:/g)).toHaveLength(1);
    const record: unknown = JSON.parse(readFileSync(join(cwd, 'logs/cli.log'), 'utf8'));
    expect(record).toMatchObject({ level: 'error', msg: 'the command failed', exit: code });
  });
});

describe('a bug', () => {
  it('exits 1 with a place to look at, its message kept from people and log', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, '.env'), 'LOG_FILE=cli.log\n');
    const crashed = Promise.reject(new TypeError('cannot read Иванов'));
    const { code, stderr, json } = await cli(['sandbox', '--port', '0', '--json'], {
      cwd,
      crashed,
    });
    expect(code).toBe(1);
    expect(json).toMatchObject({
      error: {
        code: 'BUG',
        message: expect.stringMatching(/\(TypeError, output\.test\.ts:\d+\)\. This is our bug/),
      },
    });
    expect(stderr).toContain('"stack":["at');
    expect(stderr + JSON.stringify(json)).not.toContain('Иванов');
  });

  it('does not hide behind what the clean-up met', async () => {
    const crashed = Promise.reject(
      new SuppressedError(new Error('close failed'), new InterruptedError('SIGINT'), ''),
    );
    const { json } = await cli(['sandbox', '--port', '0', '--json'], { crashed });
    expect(json).toMatchObject({ error: { code: 'INTERRUPTED' } });
  });
});

describe('a stop signal', () => {
  const sandbox = () => {
    const ready = Promise.withResolvers<void>();
    const start = startCli(['sandbox', '--port', '0', '--json'], { onData: ready.resolve });
    return { ...start, ready: ready.promise };
  };

  it('ends a command that runs until then, in order', async () => {
    const { signals, done, ready, forced } = sandbox();
    await ready;
    signals.emit('SIGINT');
    expect(await done).toMatchObject({ code: 0 });
    expect(forced).toEqual([]);
    expect(signals.listenerCount('SIGINT')).toBe(0);
  });

  it('interrupts a command that had more to do: 130 for Ctrl-C, 143 for SIGTERM', async () => {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const argv = ['sample-db', 'create', '--patients', '100000', '--seed', '1', '--file', 'x.db'];
      const { signals, done } = startCli([...argv, '--json']);
      signals.emit(signal);
      const run = await done;
      expect(run.code).toBe(code);
      expect(run.json).toMatchObject({ error: { code: 'INTERRUPTED' } });
    }
  });
});
