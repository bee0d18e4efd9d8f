/** How far visits of a cohort have come; each step is a part of the one before it, and the ends beside it are no part of any other. */
export interface CohortCounts {
  /** All: those that came, and the three ends below. */
  readonly booked: number;
  /** Their time is ahead. */
  readonly planned: number;
  /** Their time passed, and IDENT says nothing of what became of them. */
  readonly open: number;
  readonly cancelled: number;
  /** Of the cancelled, those whose reason says that nobody came. */
  readonly noShow: number;
  readonly came: number;
  readonly billed: number;
  /** Of the billed, those whose orders the clinic's journal shows with no debt; null: that is not confirmed, or not told. */
  readonly paid: number | null;
}

/** Of those that share a source, or a branch; null: none is told. */
export interface CohortGroup extends CohortCounts {
  readonly name: string | null;
}

/** Visits booked in a period, and what has become of them so far. */
export interface Cohort {
  readonly total: CohortCounts;
  /** The largest first, those of no name last. */
  readonly bySource: readonly CohortGroup[];
  readonly byBranch: readonly CohortGroup[];
  readonly notCounted: NotCounted;
}

/** The steps that follow on each other. */
export const cohortSteps = ['booked', 'came', 'billed', 'paid'] as const;
/** What becomes of those that did not come. */
export const cohortEnds = ['planned', 'open', 'cancelled'] as const;

/** Why something of a period is in no cohort. */
export const notCountedReasons = [
  /** Visits without a patient. */
  'withoutPatient',
  /** Visits of branches that are not chosen. */
  'elsewhere',
  /** Receptions planned for days of the period that do not tell when they were entered. */
  'withoutEntry',
  /** Receptions whose number, or whose time of entry, cannot be read. */
  'unreadable',
] as const;

export type NotCounted = Readonly<Record<(typeof notCountedReasons)[number], number>>;
