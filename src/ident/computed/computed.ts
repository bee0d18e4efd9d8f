import type { BranchId } from '../branches/branch-choice.ts';
import type { BranchTables } from '../branches/branch-tables.ts';
import type { ComputedSource } from '../profiles/computed-source.ts';
import type { Catalogue } from '../sql/catalogue.ts';
import { amount, amountText, type Computation, oneCell, type TallyName } from './computation.ts';
import { isLost, sumNames, unreadableSum } from './tallies/amounts.ts';
import { firstName } from './tallies/branch-names.ts';
import { completedReceptions } from './tallies/completed-receptions.ts';
import { type JournalTerm, journalSums, journalTallies } from './tallies/journal.ts';
import { ordersTally } from './tallies/orders.ts';
import { receptionsTally } from './tallies/receptions.ts';
import { servicesTally } from './tallies/services.ts';
import { bookingsTally, branchOrdersTally, stayCells } from './tallies/stays.ts';
import { cellsOf, type TallySource } from './tallies/tally.ts';
import { type VisitRules, visitComputations } from './visits/visit-computations.ts';

/** Whether a patient was in one of the chosen branches: `within` or `elsewhere`; nothing: nowhere. */
export const standing = 'standing' as const;

/** What is computed for a patient. */
export type ComputedName = ComputedSource | typeof standing;

/** The branches that a patient has to have been in. */
interface WithinBranches {
  readonly tables: BranchTables;
  readonly ids: readonly BranchId[];
}

/** What this database can be asked for besides single cells. */
export interface Computed {
  readonly tallies: ReadonlyMap<TallyName, TallySource>;
  readonly sources: ReadonlyMap<ComputedName, Computation>;
}

/**
 * @param within absent: all patients are wanted, wherever they were
 * @param visits absent: nobody asked for more of visits than each contact has
 */
export function computedOf(
  catalogue: Catalogue,
  within: WithinBranches | null = null,
  visits?: VisitRules,
): Computed {
  const { dialect } = catalogue;
  const ofVisits = visits && visitComputations(catalogue, visits);
  const tallies = new Map<TallyName, TallySource>(ofVisits?.tallies);
  const sources = new Map<ComputedName, Computation>(ofVisits?.sources);
  if (within !== null) {
    const { tables, ids } = within;
    tallies.set('bookings', bookingsTally(tables, ids, dialect));
    const ordered = branchOrdersTally(tables, ids, dialect);
    if (ordered) tallies.set('branchOrders', ordered);
    sources.set(standing, standingIn);
  }
  for (const [name, tally] of journalTallies(catalogue)) tallies.set(name, tally);
  for (const [source, terms] of journalSums(catalogue)) sources.set(source, balance(terms, source));
  const receptions = completedReceptions(catalogue);
  if (!receptions) return { tallies, sources };
  const completed = receptionsTally(receptions, catalogue);
  const orders = ordersTally(receptions, catalogue);
  const services = servicesTally(receptions, catalogue);
  tallies.set('receptions', completed);
  if (orders) tallies.set('orders', orders);
  if (services) tallies.set('services', services);
  const has = (cell: string) => completed.cells.some(({ name }) => name === cell);
  sources.set('completedReceptions.count', oneCell('receptions', 'visits'));
  if (has('first_visit')) {
    sources.set('completedReceptions.firstDate', oneCell('receptions', 'first_visit'));
  }
  if (services) sources.set('orders.sum', amount('services', 'visits_sum'));
  if (orders || completed.joins.length > 0) {
    sources.set('lastReception.branch', branch(completed, orders));
  }
  return { tallies, sources };
}

const standingIn: Computation = {
  cells: { bookings: stayCells, branchOrders: stayCells },
  value: (cells) => {
    const was = (cell: (typeof stayCells)[number]) =>
      (['bookings', 'branchOrders'] as const)
        .map((tally) => cells(tally, cell))
        .some((count) => typeof count === 'bigint' && count > 0n);
    if (was('within')) return 'within';
    return was('anywhere') ? 'elsewhere' : undefined;
  },
};

/** What several tallies come to together. */
function balance(terms: readonly JournalTerm[], source: ComputedSource): Computation {
  const cells: Partial<Record<TallyName, readonly string[]>> = {};
  for (const { tally, cell } of terms) cells[tally] = sumNames(cell);
  return {
    cells,
    value: (of) => {
      const amounts = terms.map(({ tally, cell, sign }) => ({ amount: of(tally, cell), sign }));
      if (amounts.every(({ amount }) => amount === undefined)) return undefined;
      if (terms.some(({ tally, cell }) => isLost((name) => of(tally, name), cell))) {
        return unreadableSum;
      }
      let total = 0n;
      for (const { amount, sign } of amounts) {
        if (typeof amount === 'bigint') total += sign * amount;
      }
      // A negative balance is a debt, and a debt is no advance: the advance is 0.
      return amountText(source === 'journal.advance' && total < 0n ? 0n : total);
    },
  };
}

/** Of the latest completed reception: of its latest order, else of its chair. */
function branch(receptions: TallySource, orders: TallySource | null): Computation {
  const latest = (source: TallySource) =>
    cellsOf(source)
      .filter(({ kind }) => kind === 'latest')
      .map(({ name }) => name);
  const names = (source: TallySource | null) =>
    source?.joins.flatMap(({ cells }) => cells.map(({ name }) => name)) ?? [];
  return {
    cells: { receptions: latest(receptions), ...(orders && { orders: latest(orders) }) },
    value: (cells) => {
      const reception = cells('receptions', 'reception');
      if (reception === undefined) return undefined;
      // An order of an earlier reception says nothing of where the latest one was.
      const isOrdered =
        cells('orders', 'reception') === reception && (cells('orders', 'company') ?? null) !== null;
      return isOrdered
        ? firstName(names(orders).map((name) => cells('orders', name)))
        : firstName(names(receptions).map((name) => cells('receptions', name)));
    },
  };
}
