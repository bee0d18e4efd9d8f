import { chunks } from '../chunks.ts';
import type { PatientId } from '../contact/model/patient-key.ts';
import { wallClockAt } from '../contact/value/dates.ts';
import type { Cut } from './chains.ts';
import { counters } from './counters.ts';
import { type QuietRules, quietUntil } from './quiet.ts';
import type { VisitRules } from './rules.ts';
import { stageOf, type VisitStage, visitStages } from './stage.ts';
import type { Visit } from './visit.ts';
import { isWithin, type VisitWindow } from './window.ts';

/** What becomes of a visit: `made` into a deal, or why not. */
export const visitOutcomes = [
  'made',
  'known',
  'waiting',
  'withoutContact',
  'withoutPatient',
  'outside',
  'elsewhere',
  'notFirst',
  'reassigned',
] as const;

export type VisitOutcome = (typeof visitOutcomes)[number];

export interface Planning extends QuietRules {
  /** Milliseconds; and the clinic's wall clock. */
  readonly now: number;
  readonly clinicNow: string;
  /** The days whose visits have deals. */
  readonly window: VisitWindow;
  /** Whether a patient's further visits have none. */
  readonly firstOnly: boolean;
  /** How many deals are made in an hour at most. */
  readonly perHour: number;
  /** With how many requests so many contacts are asked who is responsible for them; absent: they are not. */
  readonly requestsToAsk?: (contacts: number) => number;
  readonly hasContact: (id: PatientId) => boolean;
}

interface Situation {
  /** Milliseconds. */
  readonly now: number;
  readonly timeZone: string;
  readonly window: VisitWindow;
  /** Whose contacts are there; null: nobody's. */
  readonly linked: ReadonlySet<PatientId> | null;
}

/** What visits are planned by, as the settings say and things stand. */
export const planningOf = (
  { cancelDelayMs, perHour, firstOnly }: VisitRules,
  { now, timeZone, window, linked }: Situation,
): Planning => ({
  now,
  timeZone,
  clinicNow: wallClockAt(now, timeZone),
  window,
  cancelDelayMs,
  perHour,
  firstOnly,
  hasContact: (patient) => linked?.has(patient) === true,
});

/** Which deals a first load would make: how many; and how many visits have none to be made, and why. */
export interface VisitPlan
  extends Readonly<Record<Exclude<VisitOutcome, 'made' | 'outside'>, number>> {
  readonly deals: Readonly<Record<VisitStage, number>>;
  /** Of the deals, those that do not go on from the reception which theirs points back at. */
  readonly cut: Readonly<Record<Exclude<Cut, 'deals'>, number>>;
  /** Of the deals, those whose patient has another one at the same time. */
  readonly sameTime: number;
  /** Of making deals alone, without what a pass asks of the account. */
  readonly requests: number;
  /** How long it takes, by what is allowed an hour. */
  readonly hours: number;
}

/** Rows of a request that makes deals, and of one that reads them back. */
const [madeAtOnce, readAtOnce] = [50, 250] as const;

/** @param visits of which those outside the window are left out. */
export function planVisits(visits: readonly Visit[], planning: Planning): VisitPlan {
  const deals = counters(visitStages);
  const { made: _made, outside: _outside, ...without } = counters(visitOutcomes);
  const cut = { cycle: 0, fork: 0, patient: 0 };
  const made: Visit[] = [];
  for (const visit of visits.filter((one) => isWithin(one, planning.window))) {
    const outcome = outcomeOf(visit, planning);
    if (outcome === 'outside') continue;
    if (outcome !== 'made') {
      without[outcome] += 1;
      continue;
    }
    made.push(visit);
    deals[stageOf(visit.lead, planning.clinicNow)] += 1;
    if (visit.cut !== null && visit.cut !== 'deals') cut[visit.cut] += 1;
  }
  return {
    deals,
    ...without,
    cut,
    sameTime: sameTimes(made),
    requests: requestsFor(made, planning),
    hours: Math.ceil(made.length / planning.perHour),
  };
}

/** Each hour makes its own deals, reads them back, and asks for those whom they are of. */
function requestsFor(
  made: readonly Visit[],
  { perHour, requestsToAsk = () => 0 }: Planning,
): number {
  return [...chunks(made, perHour)].reduce(
    (sum, some) =>
      sum +
      Math.ceil(some.length / madeAtOnce) +
      Math.ceil(some.length / readAtOnce) +
      requestsToAsk(new Set(some.map(({ lead }) => lead.patient)).size),
    0,
  );
}

export function outcomeOf(visit: Visit, planning: Planning): VisitOutcome {
  const { lead, deal } = visit;
  if (lead.patient === null) return 'withoutPatient';
  // A deal that is there is followed however old it is.
  if (deal !== 'new') return deal;
  if (!isWithin(visit, planning.window)) return 'outside';
  if (lead.elsewhere) return 'elsewhere';
  // Where it cannot be told it counts as one: nobody who is new is to be missed.
  if (planning.firstOnly && lead.cameBefore === true) return 'notFirst';
  // A contact comes before its deals.
  if (!planning.hasContact(lead.patient)) return 'withoutContact';
  return isWaiting(lead, planning) ? 'waiting' : 'made';
}

/** Whether a cancelled visit may yet be booked anew; one that tells no time was cancelled long ago, as far as is known. */
function isWaiting(lead: Visit['lead'], { now, ...rules }: Planning): boolean {
  return lead.markedAt.cancelled !== undefined && lead.cancelled
    ? quietUntil(lead, 'cancelled', rules, now) > now
    : false;
}

/** Each is a visit of its own: who leads whom to two doctors at once knows why. */
function sameTimes(visits: readonly Visit[]): number {
  const live = visits.filter(({ lead }) => !lead.cancelled);
  const times = Map.groupBy(live, ({ lead }) => `${lead.patient} ${lead.start}`);
  return [...times.values()].reduce((sum, { length }) => sum + (length > 1 ? length : 0), 0);
}
