import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import type { LogConfig } from '../config/load-config.ts';
import type { LogLevel } from '../config/settings/log-settings.ts';
import { levelOf, withPriority } from './journal.ts';
import { RotatingFile } from './rotating-file.ts';
import { scrubLine } from './scrub.ts';
import { serializeError } from './serialize-error.ts';

/** Where talk goes: `process.stderr`, or what a test gives. */
interface LogConsole {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export interface LoggerContext {
  readonly console: LogConsole;
  readonly color: boolean;
  /** Of the console; default: as the settings say. */
  readonly consoleFormat?: 'json';
  /** The least level that reaches the console; the file gets all that `LOG_LEVEL` allows. */
  readonly consoleLevel?: LogLevel;
  /** Whether the console is systemd's journal: each line then carries its priority. */
  readonly journal?: boolean;
}

/**
 * The log: to the console (stderr; stdout is for data), and to LOG_FILE when there is one. All writes are synchronous,
 * so that nothing is lost at exit or by a fatal error.
 */
export async function createLogger(config: LogConfig, context: LoggerContext): Promise<Logger> {
  const format =
    context.consoleFormat ?? config.format ?? (context.console.isTTY ? 'pretty' : 'json');
  const consoleLevel = context.consoleLevel ?? config.level;
  const streams = [
    {
      level: consoleLevel,
      stream: await formatted(context.console, format, context.color, context.journal),
    },
  ];
  if (config.file !== undefined) {
    const file = new RotatingFile(config.file);
    const stream = await formatted(file, config.format ?? 'json', false);
    streams.push({ level: config.level, stream });
  }
  return pino({ ...options, level: config.level }, pino.multistream(streams));
}

/** For tests and for what runs before there is a configuration. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}

const options: LoggerOptions = {
  base: { pid: process.pid },
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: {
    level: (label) => ({ level: label }),
    log: (fields) =>
      Object.fromEntries(
        Object.entries(fields).map(([key, value]) => [
          key,
          value instanceof Error ? serializeError(value) : value,
        ]),
      ),
  },
  // The `err` of pino's own serializer would bring message and stack as they are.
  serializers: {
    err: (error: unknown) => (error instanceof Error ? serializeError(error) : error),
  },
  hooks: {
    // An error without words of ours: pino would take the error's message for the record's.
    logMethod(args, method) {
      const [first, ...rest] = args as readonly unknown[];
      const fields = first instanceof Error ? { err: first } : first;
      const hasError = typeof fields === 'object' && fields !== null && 'err' in fields;
      const words = hasError && rest.length === 0 ? ['error'] : rest;
      // pino types the arguments of its own overloads; ours are the same ones rearranged.
      method.apply(this, [fields, ...words] as unknown as Parameters<typeof method>);
    },
    streamWrite: scrubLine,
  },
};

async function formatted(
  target: { write(text: string): unknown },
  format: 'json' | 'pretty',
  color: boolean,
  journal = false,
): Promise<DestinationStream> {
  const put = (text: string, line: string) =>
    void target.write(journal ? withPriority(text, levelOf(line)) : text);
  if (format === 'json') return { write: (line) => put(line, line) };
  const { prettyFactory } = await import('pino-pretty');
  const pretty = prettyFactory({
    colorize: color,
    ignore: 'pid',
    translateTime: 'SYS:yyyy-mm-dd HH:MM:ss',
  });
  return { write: (line) => put(pretty(line) ?? '', line) };
}
