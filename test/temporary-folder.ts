import { accessSync, constants, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endPostgres } from './support/postgres/postgres-server.ts';

const memory = '/dev/shm';
const enough = 1024 ** 3;

/**
 * One folder for all files of a run, gone at its end. In memory where there is room: a state waits for its disk at every
 * commit, and no test asks whether a disk keeps its word when the power fails.
 */
export default function setup(): () => void {
  const folder = inMemory() ?? newFolder(tmpdir());
  process.env['TMPDIR'] = folder;
  process.env['TEMP'] = folder; // Windows' name for it
  // Processes that tests start load hundreds of sources: the second one finds them compiled.
  process.env['NODE_COMPILE_CACHE'] = join(folder, 'compiled');
  return () => {
    endPostgres(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
}

function inMemory(): string | null {
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize < enough) return null; // a container has 64 MB unless told otherwise
    const folder = newFolder(memory);
    if (runsPrograms(folder)) return folder;
    rmSync(folder, { recursive: true });
    return null;
  } catch {
    return null; // not Linux
  }
}

/** Containers mount their shared memory `noexec`, and some tests put programs into their folders. */
function runsPrograms(folder: string): boolean {
  const program = join(folder, 'program');
  writeFileSync(program, '', { mode: 0o700 });
  try {
    accessSync(program, constants.X_OK);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(program);
  }
}

function newFolder(parent: string): string {
  return mkdtempSync(join(parent, 'ident-amocrm-test-'));
}
