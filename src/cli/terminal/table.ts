import Table from 'cli-table3';
import type { Output } from './output.ts';
import { wrapped } from './wrapped.ts';

interface RightColumn {
  readonly title: string;
  readonly align: 'right';
}

/** Its title; flush left unless it is {@link right}. */
type Column = string | RightColumn;

/** A column of figures, flush right. */
export const right = (title: string): RightColumn => ({ title, align: 'right' });

const titleOf = (column: Column): string => (typeof column === 'string' ? column : column.title);

const none = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

type Rows = readonly (readonly (string | number)[])[];

/** Columns aligned by blanks alone: easy on the eye, and on `grep` and `awk`. */
export function showTable(
  output: Output,
  columns: readonly Column[],
  rows: Rows,
  indent = '',
): void {
  const table = new Table({
    chars: none,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: columns.map((column) => (typeof column === 'string' ? 'left' : column.align)),
  });
  table.push(columns.map((column) => output.paint.bold(titleOf(column))));
  table.push(...rows.map((row) => row.map(String)));
  const lines = table.toString().split('\n');
  output.data(lines.map((line) => indent + line.trimEnd()).join('\n'));
}

/** A table whose last column has what the others leave of a line, `least` at any rate. */
export function showWrappedTable(
  output: Output,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  least: number,
): void {
  const taken = columns
    .slice(0, -1)
    .map((column, at) =>
      Math.max(titleOf(column).length, ...rows.map((row) => row[at]?.length ?? 0)),
    )
    .reduce((sum, width) => sum + width + 2, 0);
  const left = Math.max(output.width - taken, least);
  const inWidth = rows.map((row) => [...row.slice(0, -1), wrapped(row.at(-1) ?? '', left)]);
  showTable(output, columns, inWidth);
}
