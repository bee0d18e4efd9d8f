import type { ComputedSource } from '../../profiles/computed-source.ts';
import type { Catalogue } from '../../sql/catalogue.ts';
import type { CancelReason } from '../../visits/cancel-reasons.ts';
import { amount, type Computation, oneCell, type TallyName } from '../computation.ts';
import { completedReceptions } from '../tallies/completed-receptions.ts';
import { cellsOf, type TallySource } from '../tallies/tally.ts';
import { bookedTally, openTally } from './booked.ts';
import { cancelledTally } from './cancelled.ts';
import { doctorName } from './doctor.ts';
import { lastVisitTally } from './last-visit.ts';
import { activePlansTally, planLinesTally } from './plan-left.ts';

/** What the facts of visits are told by. */
export interface VisitRules {
  /** The clinic's wall clock, `YYYY-MM-DDTHH:MM:SS`, so many hours ago. */
  readonly now: (hoursAgo?: number) => string;
  /** Null: nobody asked for them, or this database has none. */
  readonly reasons: readonly CancelReason[] | null;
}

interface Tallied {
  readonly tallies: ReadonlyMap<TallyName, TallySource>;
  readonly sources: ReadonlyMap<ComputedSource, Computation>;
}

/** What this database tells of visits besides what each contact has. */
export function visitComputations(catalogue: Catalogue, { now, reasons }: VisitRules): Tallied {
  const tallies = new Map<TallyName, TallySource>();
  const sources = new Map<ComputedSource, Computation>();
  const receptions = completedReceptions(catalogue);
  const last = receptions && lastVisitTally(receptions, catalogue);
  const booked = bookedTally(catalogue, now);
  if (last) {
    tallies.set('lastVisit', last);
    sources.set('lastReception.date', ranked('lastVisit', 'date'));
    if (last.joins.length > 0) sources.set('lastReception.doctor', doctor('lastVisit', last));
  }
  if (booked) {
    tallies.set('booked', booked);
    sources.set('nextBooking.start', ranked('booked', 'start'));
    if (booked.joins.length > 0) sources.set('nextBooking.doctor', doctor('booked', booked));
  }
  const open = openTally(catalogue, now);
  if (open) {
    tallies.set('open', open);
    sources.set('bookings.open', oneCell('open', 'bookings'));
  }
  const cancelled = reasons && cancelledTally(catalogue, reasons);
  if (cancelled) {
    tallies.set('cancelled', cancelled);
    sources.set('cancelledReceptions.noShows', oneCell('cancelled', 'no_shows'));
    sources.set('cancelledReceptions.count', oneCell('cancelled', 'cancellations'));
  }
  const plans = activePlansTally(catalogue);
  const lines = planLinesTally(catalogue);
  if (plans && lines) {
    tallies.set('plans', plans).set('planLines', lines);
    sources.set('plans.active', oneCell('plans', 'active'));
    sources.set('plans.left', amount('planLines', 'left'));
  }
  return { tallies, sources };
}

/** A cell by which its reception is chosen; of several at one time the id decides. */
const ranked = (tally: TallyName, cell: string): Computation => ({
  cells: { [tally]: [cell, 'reception'] },
  value: (cells) => cells(tally, cell),
});

function doctor(tally: TallyName, source: TallySource): Computation {
  const names = source.joins.flatMap(({ cells }) => cells.map(({ name }) => name));
  return {
    cells: { [tally]: cellsOf(source).map(({ name }) => name) },
    value: (cells) => doctorName(names.map((name) => cells(tally, name))),
  };
}
