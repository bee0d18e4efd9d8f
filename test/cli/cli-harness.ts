import { EventEmitter } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runCli } from '../../src/cli/run-cli.ts';
import { type Clock, systemClock } from '../../src/clock.ts';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of stdout, parsed: what `--json` promises. */
  readonly json: unknown;
}

export interface CliStart {
  readonly signals: EventEmitter;
  readonly done: Promise<CliRun>;
  /** Codes that a second signal ended the process with. */
  readonly forced: readonly number[];
  /** What has been written so far. */
  stdout(): string;
  stderr(): string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly isTTY?: boolean;
  /** Of the terminal; 100 by default. */
  readonly columns?: number;
  /** What is typed or piped in; `isTTY` says which. */
  readonly stdin?: string;
  /** Called at every write to stdout. */
  readonly onData?: () => void;
  readonly crashed?: Promise<never>;
  readonly clock?: Clock;
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'cli-'));
}

/** Starts a command line in this process, with streams and signals of its own. */
export function startCli(argv: readonly string[], options: CliOptions = {}): CliStart {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: options.isTTY ?? false,
    columns: options.columns ?? 100,
    write(text: string) {
      written[name] += text;
      if (name === 'stdout') options.onData?.();
    },
  });
  const signals = new EventEmitter();
  const forced: number[] = [];
  const done = runCli({
    argv,
    env: { LANG: 'en_US.UTF-8', ...options.env },
    cwd: options.cwd ?? temporaryFolder(),
    stdin: Object.assign(Readable.from([options.stdin ?? '']), { isTTY: options.isTTY ?? false }),
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    clock: options.clock ?? systemClock,
    signals,
    exit: (code) => forced.push(code),
    crashed: options.crashed ?? new Promise(() => {}),
  }).then((code) => ({
    code,
    ...written,
    get json(): unknown {
      return JSON.parse(written.stdout.trimEnd().split('\n').at(-1) ?? '');
    },
  }));
  return { signals, done, forced, stdout: () => written.stdout, stderr: () => written.stderr };
}

export function cli(argv: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  return startCli(argv, options).done;
}
