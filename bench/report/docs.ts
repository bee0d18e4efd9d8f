import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goalText, shown } from '../row.ts';
import type { Run } from './results.ts';
import { verdictOf } from './table.ts';

const file = join(import.meta.dirname, '..', '..', 'docs', 'performance.md');
const begin = '<!-- table of one run: npm run bench -- --write-docs -->';
const end = '<!-- end of the table -->';

/** Puts the table of this run between the page's two marks. @returns the file. */
export function writeDocs(run: Run): string {
  const page = readFileSync(file, 'utf8');
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has lost its marks`);
  writeFileSync(file, `${before}${begin}\n\n${section(run)}\n\n${end}${after}`);
  return file;
}

function section(run: Run): string {
  const lines = run.rows.map((row) =>
    ['', row.what, shown(row.measured, row.unit), goalText(row), verdictOf(row), row.aside, '']
      .join(' | ')
      .trim(),
  );
  return [
    `Commit \`${run.commit}\`, ${run.at.replace('T', ' ')} UTC, Node ${run.node}, ${run.machine}; the whole run took ${Math.round(run.seconds / 60)} minutes.${run.quick ? ' **A quick run: small sizes.**' : ''}`,
    '',
    '| | measured | goal | | aside |',
    '|---|---:|---:|---|---|',
    ...lines,
  ].join('\n');
}
