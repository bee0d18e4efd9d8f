import { isLost, sumNames, unreadableSum } from './tallies/amounts.ts';
import type { JournalTally } from './tallies/journal.ts';
import type { Cell } from './tallies/share.ts';

/** A patient's cells by the name of their tally and their own; undefined: no row of that tally counts for him. */
export type CellsOf = (tally: TallyName, cell: string) => Cell | undefined;

export type TallyName =
  | 'receptions'
  | 'orders'
  | 'services'
  | 'bookings'
  | 'branchOrders'
  | 'booked'
  | 'lastVisit'
  | 'open'
  | 'cancelled'
  | 'plans'
  | 'planLines'
  | JournalTally;

/** How one computed source comes from what was added up. */
export interface Computation {
  /** What it needs of each tally; what nobody needs is not even selected (I7). */
  readonly cells: Partial<Readonly<Record<TallyName, readonly string[]>>>;
  /** Undefined: nothing was found for the patient. */
  value(cells: CellsOf): unknown;
}

export function oneCell(tally: TallyName, cell: string): Computation {
  return {
    cells: { [tally]: [cell] },
    value: (cells) => cells(tally, cell),
  };
}

export function amount(tally: TallyName, cell: string): Computation {
  return {
    cells: { [tally]: sumNames(cell) },
    value: (cells) =>
      isLost((name) => cells(tally, name), cell) ? unreadableSum : amountText(cells(tally, cell)),
  };
}

/** Ten-thousandths as a decimal. */
export function amountText(cell: Cell | undefined): string | null | undefined {
  if (typeof cell !== 'bigint') return cell === undefined ? undefined : null;
  const digits = (cell < 0n ? -cell : cell).toString().padStart(5, '0');
  return `${cell < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}
