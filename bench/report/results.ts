import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../row.ts';

/** One run: where, of what, and what came out. */
export interface Run {
  readonly at: string;
  readonly commit: string;
  readonly node: string;
  readonly machine: string;
  readonly quick: boolean;
  readonly seconds: number;
  readonly rows: readonly Row[];
}

/** @returns the file. */
export function writeResults(run: Run): string {
  const folder = join(import.meta.dirname, '..', 'data', 'results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${run.at.replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify(run, null, 2)}\n`);
  return file;
}
