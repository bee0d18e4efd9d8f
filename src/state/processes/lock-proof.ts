import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { StateError, stateErrors } from '../file/errors.ts';

const childMs = 30_000;
/** What the child ends with: it was kept out, as it must be, or it got the lock that we hold. */
const [keptOut, gotIn] = [40, 41];

// Ctrl+C at the terminal is for us.
const child = `
  process.on('SIGINT', () => {});
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(process.argv[1], { timeout: 0 });
  try {
    database.exec('begin exclusive');
  } catch (error) {
    process.exit((error.errcode & 0xff) === 5 ? ${keptOut} : 1);
  }
  database.close();
  process.exit(${gotIn});
`;

/** File systems that this process has tried: how one locks is of its making, whoever asks and for which file. */
const proven = new Set<number>();

/**
 * {@link proveLock}, once a process for each file system.
 *
 * @throws StateError STATE_LOCK_USELESS, STATE_LOCK_UNPROVEN.
 */
export function proveLocksBeside(file: string): void {
  const fileSystem = statSync(file).dev;
  if (proven.has(fileSystem)) return;
  proveLock(file);
  proven.add(fileSystem);
}

/**
 * Proves that a lock that this process holds keeps another process out: on some network shares every lock succeeds, and
 * two passes at once would make two contacts of a patient (I1). Waits for the child in place, a tenth of a second.
 *
 * @throws StateError STATE_LOCK_USELESS, STATE_LOCK_UNPROVEN.
 */
export function proveLock(file: string): void {
  const ended = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--eval', child, '--', file],
    { stdio: 'ignore', timeout: childMs, windowsHide: true },
  );
  if (ended.status === keptOut) return;
  if (ended.status === gotIn) throw new StateError(stateErrors.lockUseless({ file }));
  const reason = ended.error?.message ?? `${ended.signal ?? ended.status}`;
  throw new StateError(stateErrors.lockUnproven({ file, reason }), { cause: ended.error });
}
