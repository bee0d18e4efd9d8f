import { AppError } from '../../../app-error.ts';
import type { Clock } from '../../../clock.ts';
import { wallClockAt } from '../../../contact/value/dates.ts';
import type { CancelMeaning } from '../../../contact/visits/cancel-reason.ts';
import type { Ident } from '../../../ident/ident.ts';
import { computedSources } from '../../../ident/profiles/computed-source.ts';
import type { Cohort } from '../../../visits/cohort/cohort-counts.ts';
import type { CohortReport, LeadsCount, PaidIs } from '../../../visits/cohort/cohort-report.ts';
import { type BookedPlace, CohortTally } from '../../../visits/cohort/cohort-tally.ts';
import { type CohortDays, periodOf } from '../../../visits/cohort/period.ts';
import type { VisitWindow } from '../../../visits/window.ts';

/** A database whose visits are counted. */
export interface CohortSource {
  readonly name: string;
  /** Opens it for one turn, as the passes before knew it ({@link recall}); between two others may look. */
  readonly read: <T>(work: (ident: Ident) => Promise<T>) => Promise<T>;
}

interface CohortQuestion {
  readonly period: VisitWindow;
  /** The clinic's wall clock. */
  readonly now: string;
  readonly cancelReasons: ReadonlyMap<string, CancelMeaning>;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly signal?: AbortSignal | undefined;
}

interface CohortCount extends Pick<CohortQuestion, 'cancelReasons'> {
  readonly sources: readonly CohortSource[];
  readonly days: CohortDays;
  readonly timeZone: string;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly signal: AbortSignal;
  /** Counts the deals of amoCRM that were created in the period; null: amoCRM is not asked. */
  readonly leadsIn: ((period: VisitWindow) => Promise<LeadsCount>) | null;
}

/**
 * Visits booked in a period, with all that has to stand beside their figures.
 *
 * @returns null: no database tells when receptions were entered.
 */
export async function countCohort(count: CohortCount): Promise<CohortReport | null> {
  const { sources, days, timeZone, cancelReasons, clock, signal, leadsIn } = count;
  const at = clock.now();
  const period = periodOf(days);
  const now = wallClockAt(at, timeZone);
  const read = await readCohort(sources, { period, now, cancelReasons, clock, signal });
  const { cohort, paidIs, untold } = read;
  if (untold.length === sources.length) return null;
  const leads = leadsIn && (await leadsOrReason(() => leadsIn(period), signal));
  return { ...days, at, ...cohort, paidIs, untold, leads };
}

/** What IDENT tells stands without amoCRM: why that does not tell is said in place of its figure. */
async function leadsOrReason(
  count: () => Promise<LeadsCount>,
  signal: AbortSignal,
): Promise<CohortReport['leads']> {
  try {
    return await count();
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AppError)) throw error;
    return { code: error.code };
  }
}

interface CohortRead {
  readonly cohort: Cohort;
  readonly paidIs: PaidIs;
  /** Databases of which nothing is counted, since they do not tell when receptions were entered. */
  readonly untold: readonly string[];
}

/**
 * Visits booked in a period, and what IDENT says of them now: of IDENT alone, whether visits are deals or not. One database
 * after the other. Which are paid is told once a person has confirmed the debts of all of them.
 */
export async function readCohort(
  sources: readonly CohortSource[],
  question: CohortQuestion,
): Promise<CohortRead> {
  const { period, now } = question;
  const paidIs = await paidOf(sources);
  const tellsPaid = paidIs === 'told';
  const rules = { period, now, tellsPaid };
  const tally = new CohortTally(rules);
  const untold: string[] = [];
  for (const { name, read } of sources) {
    const own = new CohortTally(rules);
    let place: BookedPlace | 'untold' | null = null;
    do {
      const from: BookedPlace | null = place;
      place = await read((ident) => oneTurn(ident, own, question, { from, tellsPaid }));
    } while (place !== null && place !== 'untold');
    // A column may go between two turns: a part of a database is no figure.
    if (place === 'untold') untold.push(name);
    else tally.add(own);
  }
  return { cohort: tally.cohort, paidIs, untold };
}

/** So long a database is kept from others who want to look at it. */
const turnMs = 2_000;

/** @returns where the next turn goes on; null: nothing is left. */
async function oneTurn(
  ident: Ident,
  tally: CohortTally,
  { period, cancelReasons, clock, signal }: CohortQuestion,
  { from, tellsPaid }: { readonly from: BookedPlace | null; readonly tellsPaid: boolean },
): Promise<BookedPlace | 'untold' | null> {
  const began = clock.monotonic();
  const how = { cancelReasons, withDebts: tellsPaid, place: from };
  const booked = await ident.booked(period, how);
  if (booked === null) return 'untold';
  tally.skip(booked.withoutEntry);
  for await (const part of booked.parts) {
    signal?.throwIfAborted();
    tally.take(part);
    if (clock.monotonic() - began >= turnMs) return part.place;
  }
  return null;
}

async function paidOf(sources: readonly CohortSource[]): Promise<PaidIs> {
  const found: PaidIs[] = [];
  for (const { read } of sources) {
    found.push(
      await read(async (ident) => ((await ident.tellsDebts()) ? await debtsOf(ident) : 'missing')),
    );
  }
  return (
    (['missing', 'otherwise', 'unconfirmed'] as const).find((one) => found.includes(one)) ?? 'told'
  );
}

/** The debts of patients and those of their orders are of one journal: who confirms the ones confirms the others. */
async function debtsOf(ident: Ident): Promise<PaidIs> {
  const report = (await ident.probe()).inputs.get('debt');
  if (report?.source !== computedSources['journal.debt'].path) return 'otherwise';
  if (report.status === 'unconfirmed') return 'unconfirmed';
  return report.status === 'computed' ? 'told' : 'otherwise';
}
