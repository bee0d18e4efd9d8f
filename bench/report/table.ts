import Table from 'cli-table3';
import { goalText, meets, type Row, shown } from '../row.ts';

const verdicts = new Map([
  [true, 'met'],
  [false, 'MISSED'],
  [null, ''],
]);

export const verdictOf = (row: Row): string => verdicts.get(meets(row)) ?? '';

export function table(rows: readonly Row[]): string {
  const made = new Table({
    head: ['', 'measured', 'goal', '', 'aside'],
    colAligns: ['left', 'right', 'right', 'left', 'left'],
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    made.push([row.what, shown(row.measured, row.unit), goalText(row), verdictOf(row), row.aside]);
  }
  return made.toString();
}
