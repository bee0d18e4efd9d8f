import { fstatSync } from 'node:fs';

/** syslog's number of a level of ours; sd-daemon(3) reads it as `<3>` before a line. */
const priorities: Readonly<Record<string, number>> = {
  fatal: 2,
  error: 3,
  warn: 4,
  info: 6,
  debug: 7,
  trace: 7,
};

/**
 * Whether a descriptor is a stream to systemd's journal: the variable is inherited, so the file itself has to be the one
 * that it names.
 */
export function isJournal(
  env: Readonly<Record<string, string | undefined>>,
  descriptor: number,
): boolean {
  const [device, inode] = (env['JOURNAL_STREAM'] ?? '').split(':');
  if (device === undefined || inode === undefined) return false;
  try {
    const { dev, ino } = fstatSync(descriptor, { bigint: true });
    return String(dev) === device && String(ino) === inode;
  } catch {
    return false;
  }
}

/** Every line of a text with the priority of its level: the journal takes each line for a message of its own. */
export function withPriority(text: string, level: string): string {
  const prefix = `<${priorities[level] ?? 6}>`;
  return text.replace(/^(?=[^\n])/gm, prefix);
}

/** The level of a line of the log as pino writes it. */
export function levelOf(line: string): string {
  return /"level":"(\w+)"/.exec(line)?.[1] ?? 'info';
}
