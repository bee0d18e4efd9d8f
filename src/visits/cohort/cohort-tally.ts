import { type Chain, chainsOf } from '../chains.ts';
import { counters } from '../counters.ts';
import type { Reception, ReceptionId } from '../reception.ts';
import { stageOf } from '../stage.ts';
import type { VisitWindow } from '../window.ts';
import {
  type Cohort,
  type CohortCounts,
  type CohortGroup,
  type NotCounted,
  notCountedReasons,
} from './cohort-counts.ts';

/** A part of the receptions of a period, with all that they were moved from and to. */
export interface BookedPart {
  readonly receptions: readonly Reception[];
  /** Whether a reception was read for itself, and not along with others: a visit counts where its first one was. */
  readonly isOwn: (id: ReceptionId) => boolean;
  /** What the orders of receptions leave to be paid, in ten-thousandths; null: not all of it is told. None: no orders. */
  readonly debts: ReadonlyMap<ReceptionId, bigint | null>;
  readonly unreadable: number;
  /** Behind its last reception the next part begins, whoever reads it. */
  readonly place: BookedPlace;
}

/** How far a period was read. */
export interface BookedPlace {
  readonly after: number;
  /** Who was moved from whom, in all of the table: it is read once. */
  readonly moves: readonly Pick<Reception, 'id' | 'movedFrom'>[];
}

/** How a period is counted. */
interface CohortRules {
  /** When the visits were booked. */
  readonly period: VisitWindow;
  /** The clinic's wall clock. */
  readonly now: string;
  /** Whether it may be told which visits are paid. */
  readonly tellsPaid: boolean;
}

const names = [
  ...(['booked', 'planned', 'open', 'cancelled', 'noShow'] as const),
  ...(['came', 'billed', 'paid'] as const),
] satisfies readonly (keyof CohortCounts)[];

type Counting = Record<keyof CohortCounts, number>;

const nothing = (): Counting => counters(names);

/** Counts visits part by part, so that a long period takes no more memory than a short one. */
export class CohortTally {
  readonly #rules: CohortRules;
  readonly #total = nothing();
  readonly #sources = new Map<string | null, Counting>();
  readonly #branches = new Map<string | null, Counting>();
  readonly #not = counters(notCountedReasons);

  constructor(rules: CohortRules) {
    this.#rules = rules;
  }

  /** Receptions that do not tell when they were entered. */
  skip(withoutEntry: number): void {
    this.#not.withoutEntry += withoutEntry;
  }

  /** What another one counted by the same rules. */
  add(other: CohortTally): void {
    sum(this.#total, other.#total);
    for (const [name, counting] of other.#sources) sum(countingOf(this.#sources, name), counting);
    for (const [name, counting] of other.#branches) sum(countingOf(this.#branches, name), counting);
    for (const reason of notCountedReasons) this.#not[reason] += other.#not[reason];
  }

  take({ receptions, isOwn, debts, unreadable }: BookedPart): void {
    this.#not.unreadable += unreadable;
    for (const chain of chainsOf(receptions)) {
      const [first] = chain.rows;
      // Each visit is of the part, and of the period, in which its first reception was entered.
      if (first === undefined || !isOwn(first.id) || !this.#isBooked(first)) continue;
      if (chain.lead.patient === null) this.#not.withoutPatient += 1;
      else if (chain.lead.elsewhere) this.#not.elsewhere += 1;
      else this.#count(chain, debts);
    }
  }

  get cohort(): Cohort {
    return {
      total: this.#shown(this.#total),
      bySource: this.#groups(this.#sources),
      byBranch: this.#groups(this.#branches),
      notCounted: { ...this.#not } satisfies NotCounted,
    };
  }

  #isBooked({ bookedAt }: Reception): boolean {
    const { from, to } = this.#rules.period;
    return bookedAt !== null && bookedAt >= from && bookedAt < to;
  }

  #count(chain: Chain, debts: BookedPart['debts']): void {
    const { lead, rows } = chain;
    const stage = stageOf(lead, this.#rules.now);
    const is = (yes: boolean): number => (yes ? 1 : 0);
    const cameOf = stage === 'appeared' || stage === 'started' || stage === 'ended';
    const one: Counting = {
      booked: 1,
      planned: is(stage === 'planned'),
      open: is(stage === 'open'),
      cancelled: is(stage === 'cancelled'),
      noShow: is(stage === 'cancelled' && lead.reason?.meaning === 'no-show'),
      came: is(cameOf || stage === 'billed'),
      billed: is(stage === 'billed'),
      paid: is(stage === 'billed' && isPaid(rows, debts)),
    };
    // Where it was booked from is what its first reception says that says it; where it is, what it is now.
    const source = rows.find((row) => row.source !== null)?.source ?? null;
    for (const counting of [
      this.#total,
      countingOf(this.#sources, source),
      countingOf(this.#branches, lead.branch),
    ]) {
      sum(counting, one);
    }
  }

  #shown(counting: Counting): CohortCounts {
    return { ...counting, paid: this.#rules.tellsPaid ? counting.paid : null };
  }

  #groups(groups: ReadonlyMap<string | null, Counting>): readonly CohortGroup[] {
    return [...groups]
      .map(([name, counting]) => ({ name, ...this.#shown(counting) }))
      .toSorted(
        (a, b) =>
          Number(a.name === null) - Number(b.name === null) ||
          b.booked - a.booked ||
          (a.name ?? '').localeCompare(b.name ?? '', 'ru'),
      );
  }
}

function sum(counting: Counting, other: Counting): void {
  for (const name of names) counting[name] += other[name];
}

function countingOf(groups: Map<string | null, Counting>, name: string | null): Counting {
  const known = groups.get(name) ?? nothing();
  groups.set(name, known);
  return known;
}

/** Every order of the visit is in the journal, without a debt; a visit without orders is not known to be paid. */
function isPaid(rows: readonly Pick<Reception, 'id'>[], debts: BookedPart['debts']): boolean {
  const told = rows.flatMap(({ id }) => {
    const debt = debts.get(id);
    return debt === undefined ? [] : [debt];
  });
  return told.length > 0 && told.every((debt) => debt !== null && debt <= 0n);
}
