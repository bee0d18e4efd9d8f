import { Readable } from 'node:stream';
import { Command, CommanderError } from 'commander';
import { exitCode } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import { troubleshootingPage } from '../troubleshooting.ts';
import { programVersion } from '../version.ts';
import { askedHelp } from './asked-help.ts';
import { chooseLanguage } from './choose-language.ts';
import type { CommandEnd, CommandFrame } from './command.ts';
import { createContext, type Settings } from './context.ts';
import { type Failure, failureOf } from './ends/failure.ts';
import { exitCodeOf, Interruption, type SignalSource } from './ends/interruption.ts';
import { toUsageError } from './ends/usage-error.ts';
import { messages } from './locale/messages.ts';
import { createProgram, type GlobalOptions } from './program.ts';
import type { InputStream } from './terminal/output.ts';
import { Output, type OutputStream } from './terminal/output.ts';

/** All that a command line has of the outer world. */
interface Invocation {
  /** Without the program and its file. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The computer's zone, an IANA name; absent: not known. */
  readonly systemZone?: string;
  /** Absent: nobody types anything. */
  readonly stdin?: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Whether stderr is a stream to systemd's journal. */
  readonly journal?: boolean;
  readonly clock: Clock;
  readonly signals: SignalSource;
  /** Ends the process at once: a second Ctrl-C. */
  readonly exit: (code: number) => void;
  /** Rejects with what nobody caught: reported as any other failure, and never printed raw (I7). */
  readonly crashed: Promise<never>;
}

/** Runs one command line to its end; answers the exit code and throws nothing. */
export async function runCli(invocation: Invocation): Promise<number> {
  const { argv, env, cwd, stdout, stderr, clock } = invocation;
  const language = chooseLanguage(argv, { env, cwd, systemZone: invocation.systemZone });
  const text = messages[language];
  const output = new Output({
    stdout,
    stderr,
    env,
    json: argv.includes('--json'),
    journal: invocation.journal ?? false,
  });
  using interruption = new Interruption({
    source: invocation.signals,
    clock,
    onFirst: () => output.talk(output.talkPaint.dim(text.failure.stopping)),
    onSecond: (signal) => invocation.exit(exitCodeOf(signal)),
  });
  const { signal } = interruption;
  let settings: Settings<never> | undefined;
  let end: CommandEnd = {};
  const frame: CommandFrame = {
    text,
    action:
      (load) =>
      async (...received) => {
        const command = received.at(-1);
        if (!(command instanceof Command)) throw new TypeError('commander passes the command last');
        const options = command.optsWithGlobals<GlobalOptions>();
        const context = createContext({
          language,
          text,
          output,
          clock,
          cwd,
          signal,
          env,
          stdin: invocation.stdin ?? Readable.from([]),
          envFile: options.settings ?? options.envFile,
          clinic: options.clinic,
          onSettings: (read) => {
            settings = read;
          },
        });
        // Commander types neither options nor arguments; a command's declaration and its action say the same of both.
        type Action = Awaited<ReturnType<typeof load>>;
        const args = [context, options, ...received.slice(0, -2)] as unknown as Parameters<Action>;
        const run = await load();
        end = await run(...args);
      },
  };
  const program = createProgram({ language, frame, output, version: programVersion() });
  try {
    await Promise.race([
      program.parseAsync([...askedHelp(program, argv)], { from: 'user' }),
      invocation.crashed,
    ]);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCode.ok;
    const cause =
      error instanceof CommanderError ? toUsageError(error, namedBy(program, argv)) : error;
    const failure = failureOf(cause, language, signal.reason);
    const { code, message, hint, details, lines = [] } = failure;
    await record(cause, failure, settings, output);
    output.alarm(`${output.talkPaint.red(text.failure.title)} ${message}`);
    for (const line of [...lines.map((fact) => `  ${fact}`), hint]) output.alarm(line);
    const page = troubleshootingPage(code, language);
    if (page !== null) output.talk(output.talkPaint.dim(text.failure.page(page)));
    const more = page === null ? {} : { page };
    output.result({ error: { code, message, hint, ...more, ...details } });
    return failure.exit;
  }
  if (end.result !== undefined) output.result(end.result);
  return end.exit ?? exitCode.ok;
}

/**
 * Keeps what ended the command in the log. A person reads of it on stderr anyway, so there only a bug shows its record,
 * which has the stack; it has one even when the settings were never read.
 */
async function record(
  error: unknown,
  { exit, isBug }: Failure,
  settings: Settings<never> | undefined,
  output: Output,
): Promise<void> {
  if (!isBug && settings?.config.log.file === undefined) return;
  const { createLogger } = await import('../log/logger.ts');
  const console = isBug ? output.stderr : { write: () => {} };
  const config = settings?.config.log ?? { level: 'error' };
  const log = await createLogger(config, { console, color: output.color, journal: output.journal });
  log.error({ err: error, exit }, 'the command failed');
}

/** The command that the words named, as far as they did. */
function namedBy(program: Command, argv: readonly string[]): Command {
  let command = program;
  for (const word of argv) {
    command = command.commands.find((child) => child.name() === word) ?? command;
  }
  return command;
}
