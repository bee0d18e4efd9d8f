/** A cell of a share: an integer, a text that sorts as what it stands for, or whatever SQLite keeps beside. */
export type Cell = bigint | number | string | null;

/** How the cells of a tally are read and put together. */
type CellKind =
  /** How many rows. */
  | 'count'
  /** An exact sum in ten-thousandths; rows without an amount do not count. */
  | 'sum'
  /** The least of a moment. */
  | 'least'
  /** Of the latest row, by the cells that rank it. */
  | 'latest';

export interface CellOrder {
  readonly name: string;
  readonly kind: CellKind;
  /** Of `latest`: it takes part in the comparison, in the order of the cells, and this of it comes first. */
  readonly ranks?: 'greatest' | 'least';
}

/** What some rows of a table have for a patient, in the order of the tally's cells. */
export type Share = readonly Cell[];

/**
 * Puts two shares of one patient together. It does not matter how the rows were parted, nor in which order the parts
 * come: a reading in ranges says what a reading at once says.
 */
export function addShares(cells: readonly CellOrder[], one: Share, other: Share): Share {
  const later = isLater(cells, other, one) ? other : one;
  return cells.map(({ kind }, at) => {
    if (kind === 'latest') return later[at] ?? null;
    const [mine, yours] = [one[at] ?? null, other[at] ?? null];
    return kind === 'least' ? least(mine, yours) : added(mine, yours);
  });
}

function least(one: Cell, other: Cell): Cell {
  if (one === null || other === null) return one ?? other;
  return compareCells(other, one) < 0 ? other : one;
}

function isLater(cells: readonly CellOrder[], one: Share, other: Share): boolean {
  for (const [at, { ranks }] of cells.entries()) {
    if (ranks === undefined) continue;
    const order = compareCells(one[at] ?? null, other[at] ?? null);
    if (order !== 0) return ranks === 'least' ? order < 0 : order > 0;
  }
  return false;
}

function added(one: Cell, other: Cell): Cell {
  if (typeof one !== 'bigint') return other;
  return typeof other === 'bigint' ? one + other : one;
}

/** As both databases sort: nothing, then numbers, then texts by their code. */
function compareCells(one: Cell, other: Cell): number {
  const order = rankOf(one) - rankOf(other);
  if (order !== 0 || one === null || other === null || one === other) return order;
  return one < other ? -1 : one > other ? 1 : 0;
}

function rankOf(cell: Cell): number {
  if (cell === null) return 0;
  return typeof cell === 'string' ? 2 : 1;
}
