import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Row } from '../row.ts';
import type { Run } from './results.ts';

export function runOf(
  rows: readonly Row[],
  { quick, seconds }: { readonly quick: boolean; readonly seconds: number },
): Run {
  return {
    at: new Date().toISOString().slice(0, 19),
    commit: commit(),
    node: process.version,
    machine: `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}`,
    quick,
    seconds: Math.round(seconds),
    rows,
  };
}

/** What was measured; `+` when it is not exactly the commit. */
function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
    const dirty = git('status', '--porcelain', '--', 'src', 'bench') !== '';
    return git('rev-parse', '--short', 'HEAD') + (dirty ? '+' : '');
  } catch {
    return 'unknown';
  }
}
