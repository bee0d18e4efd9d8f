import { systemClock } from '../clock.ts';
import { keepHeapSmall } from '../heap.ts';
import { isJournal } from '../log/journal.ts';
import { runCli } from './run-cli.ts';

keepHeapSmall();

// Libraries (Kysely's SQL Server driver among them) write errors of the server to the console, past the log and its
// care for personal data (I7). What we say goes through streams of our own.
for (const method of ['debug', 'error', 'info', 'log', 'warn'] as const) console[method] = () => {};

// `ident-amocrm … | head` closes the pipe early: what is left to say is lost, the work is not.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

// A bar hides the cursor and stops line wrapping; whatever ends us, the terminal is left as it was found.
process.on('exit', () => {
  if (process.stderr.isTTY) process.stderr.write('\u001B[?25h\u001B[?7h');
});

const code = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  systemZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  journal: isJournal(process.env, process.stderr.fd),
  clock: systemClock,
  signals: process,
  exit: (code) => process.exit(code),
  crashed: new Promise((_, reject) => process.on('uncaughtException', reject)),
});
// On Windows writes to a pipe are asynchronous: both streams are emptied before the end, which open handles may not delay.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))),
);
process.exit(code);
