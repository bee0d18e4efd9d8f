// Builds the page when it is missing or older than what it is made of: `npm run demo` and `npm test` begin with it, so
// that a fresh clone needs no step of its own. Plain JavaScript, because it may run on the Node that was there before.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const project = dirname(folder);
const dist = join(project, 'dist');
const sources = [
  folder,
  join(project, 'src', 'http', 'api', 'contract'),
  join(project, 'src', 'report', 'run-words.ts'),
  join(project, 'src', 'report', 'cohort', 'cohort-words.ts'),
  join(project, 'src', 'visits', 'cohort', 'cohort-counts.ts'),
  join(project, 'package-lock.json'),
];
const lock = join(dist, '.dashboard-lock');
/** A build takes seconds: an older lock is of a process that died. */
const lockMs = 60_000;

try {
  await main();
} catch (error) {
  // What was asked for works without the page as well, and says that it is missing.
  console.error(
    `The dashboard could not be built: ${error instanceof Error ? error.message : error}`,
  );
}

async function main() {
  if (!isStale()) return;
  await takeLock();
  try {
    // Another process may have built it while we waited.
    if (isStale()) await build();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

async function build() {
  let vite;
  try {
    vite = await import('vite');
  } catch {
    console.error(
      'The dashboard is not built, and vite is not installed (npm ci without --omit=dev brings it).',
    );
    return;
  }
  console.error('Building the dashboard …');
  // Tests run with another one, which would bring React's development build, half as large again.
  process.env.NODE_ENV = 'production';
  await vite.build({ configFile: join(folder, 'vite.config.ts'), logLevel: 'warn' });
}

function isStale() {
  const built = changedAt(join(dist, 'dashboard', 'index.html'));
  return built === 0 || sources.some((path) => newest(path) > built);
}

/** The latest change in a file or below a folder; a folder's own time tells of files that are gone. */
function newest(path) {
  const own = changedAt(path);
  if (!statSync(path).isDirectory()) return own;
  return readdirSync(path).reduce(
    (latest, name) => Math.max(latest, newest(join(path, name))),
    own,
  );
}

function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function takeLock() {
  mkdirSync(dist, { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (Date.now() - changedAt(lock) > lockMs) rmSync(lock, { recursive: true, force: true });
    else await delay(100);
  }
}
